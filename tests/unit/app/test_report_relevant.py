"""A sealed version and its report say nothing of what does not apply: a photograph has no seal that nobody asked for."""

from __future__ import annotations

import pytest

from field_doc.app.bundling import rows
from field_doc.base.i18n import Words
from field_doc.export.model import FieldKind
from field_doc.schema import registry, sealing, shown, values

REGISTRY = registry.load()
LABELS = REGISTRY.labels(Words("en"))
ITEM = REGISTRY.record_type("item")


def whole(**fields):
    """Fields as they are sealed: "not asked" wherever nothing is."""
    return sealing.complete_for_sealing(ITEM, values.normalise_fields(ITEM, fields))[0]


def lines(fields):
    """The report's lines by the name of their field."""
    tree = sealing.sealable(ITEM, fields)
    made = rows.of_record(REGISTRY, ITEM, fields, tree, LABELS, lambda _id: None)
    return {row.path[1]: row.kind for row in made if len(row.path) == 2}


@pytest.mark.parametrize(
    ("fields", "silent", "named"),
    [
        ({"item_type": "ev_photo"}, {"seal_no", "pages", "url", "found_at"}, {"persons_shown", "captured"}),
        ({"item_type": "ev_doc_list"}, {"url", "persons_shown", "seal_no"}, {"pages", "both_sides"}),
        ({"item_type": "ev_doc_list", "left_or_taken": "lt_collected"}, {"url"}, {"seal_no", "gloves"}),
    ],
)
def test_what_does_not_apply_is_neither_shown_nor_listed_as_not_asked(fields, silent, named):
    sealed = whole(**fields)
    kinds = lines(sealed)
    assert {kinds[name] for name in silent} == {FieldKind.NOT_RELEVANT}
    assert {kinds[name] for name in named} == {FieldKind.NOT_ASKED}
    seen = {one.path for one in shown.shown_fields(ITEM, [f.name for f in ITEM.fields], sealed, LABELS)}
    assert not silent & seen
    assert named <= seen


def test_every_field_has_a_line_all_the_same_so_that_nothing_counts_as_withheld():
    sealed = whole(item_type="ev_photo")
    assert set(lines(sealed)) == {f.name for f in ITEM.fields}


def test_what_somebody_answered_is_shown_even_where_it_does_not_apply_now():
    sealed = whole(item_type="ev_photo", seal_no={"null": "nv_illegible"}, pages=4)
    assert lines(sealed)["seal_no"] == FieldKind.NULL
    assert lines(sealed)["pages"] == FieldKind.VALUE
    seen = {one.path for one in shown.shown_fields(ITEM, ["seal_no", "pages"], sealed, LABELS)}
    assert seen == {"seal_no", "pages"}
