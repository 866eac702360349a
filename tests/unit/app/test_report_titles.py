"""What the report calls a record, how strictly it is to be handled, and when its event was: for people."""

from __future__ import annotations

import pytest

from field_doc.app.bundling import dates, titles
from field_doc.base.i18n import Words
from field_doc.schema import registry
from field_doc.schema.plain import plain


def _heading(name, fields, title, lang="uk"):
    known = registry.load()
    return titles.heading(known.record_type(name), fields, title, known.labels(Words(lang)).type(name), "X-0000-0")


@pytest.mark.parametrize(
    ("name", "fields", "title", "heading"),
    [
        ("consent", {"status": "cs_given"}, "Надано", "Згода X-0000-0"),
        ("burial_site", {"status": "ss_reported"}, "Повідомлено, не відвідано", "Місце поховання X-0000-0"),
        ("statement", {}, "Первинна розповідь (що, коли, де)", "Первинна розповідь X-0000-0"),
        ("incident", {"title": "Обстріл"}, "Обстріл", "Обстріл"),
        ("incident", {"title": {"null_reason": "nv_not_asked"}}, "", "Подія X-0000-0"),
        ("item", {}, "Фото", "Фото X-0000-0"),
    ],
)
def test_a_record_is_called_by_its_kind_and_code_unless_somebody_gave_it_a_title(name, fields, title, heading):
    assert _heading(name, fields, title) == heading


def test_the_strictest_level_is_named_without_its_explanation():
    known = registry.load()
    name = titles.strictest(["hl_confidential", "hl_restricted", "hl_public", "hl_other"], known, Words("uk"))
    assert name == "Обмежений"
    assert titles.strictest([], known, Words("uk")) == ""


@pytest.mark.parametrize(
    ("text", "lang", "said"),
    [
        ("2022-03-10~", "uk", "приблизно 10.03.2022"),
        ("2026-09-16T11:40:00+03:00", "en", "16 Sep 2026, 11:40 (UTC+03:00)"),
        ("2026-09-16T11:40:00+00:00", "uk", "16.09.2026, 11:40 (UTC)"),
        ("", "uk", ""),
    ],
)
def test_when_it_was_is_never_printed_as_stored(text, lang, said):
    assert dates.occurred(text, Words(lang)).replace("\u00a0", " ") == said


@pytest.mark.parametrize(("lang", "said"), [("uk", "межа, 4 точки"), ("en", "boundary, 4 points")])
def test_a_boundary_without_its_typed_text_is_said_in_words(lang, said):
    known = registry.load()
    field = known.record_type("burial_site").field("boundary")
    ring = [["31.1", "51.1"], ["31.2", "51.1"], ["31.2", "51.2"], ["31.1", "51.2"], ["31.1", "51.1"]]
    value = {"type": "Polygon", "coordinates": [ring]}
    assert plain(field, value, known.labels(Words(lang))) == said
    assert plain(field, {**value, "as_given": "51.1, 31.1"}, known.labels(Words(lang))) == "51.1, 31.1"
