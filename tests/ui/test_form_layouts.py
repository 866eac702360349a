"""Layouts in the form: the field sees no legal labels unless there are some; how far each section was asked."""

from __future__ import annotations

import pytest

from field_doc.schema import registry
from field_doc.ui.forms.asked import by_section
from field_doc.ui.forms.rules import layout_for, sections
from field_doc.ui.recordpage.panels import SealPanel
from field_doc.ui.sample_forms import make_form
from field_doc.ui.widgets.controls import Button

SCHEMAS = registry.load()
TAG = {"assessed_tags": [{"id": "2b1f4b6e-6f0e-4d0a-9a51-0d1c2b3a4f55", "ua_code": ["ua_438"]}]}


@pytest.mark.parametrize(("role", "chosen", "layout"), [
    ("field", "", "default"), ("desk", "", "lawyer"), ("desk", "default", "default"), ("field", "lawyer", "lawyer"),
])  # fmt: skip
def test_the_desk_sees_the_lawyers_layout_unless_somebody_chose(role, chosen, layout) -> None:
    assert layout_for(SCHEMAS, "incident", role, chosen) == layout
    assert layout_for(SCHEMAS, "note", role, chosen) == "default"


def test_legal_labels_stand_in_the_lawyers_layout_only(uk) -> None:
    labels = SCHEMAS.labels(uk)
    assert "classification" not in {s.key for s in sections(SCHEMAS, "incident", labels)}
    assert "classification" in {s.key for s in sections(SCHEMAS, "incident", labels, "lawyer")}


def test_what_somebody_filled_in_is_never_hidden(uk) -> None:
    found = {s.key: s for s in sections(SCHEMAS, "incident", SCHEMAS.labels(uk), "default", TAG)}
    assert found["other"].fields[-1] == "assessed_tags"
    assert SCHEMAS.labels(uk).field("incident", "assessed_tags") in found["other"].note


def test_the_head_of_a_section_says_how_far_it_was_asked(qtbot, en) -> None:
    form = make_form(en, "note", {})
    key = form.section_of("title")
    form.page(key)
    before = form.asked(key)
    assert before.done < before.total
    assert form._heads[key].text() == f"{before.done} of {before.total} asked"
    name = next(p.path for p in form._problems if p.severity == "missing" and form.section_of(p.path) == key)
    form.set_value(name, {"null_reason": "nv_refused"})
    assert form.asked(key).done == before.done + 1


def test_many_gaps_are_named_by_their_sections(qtbot, shown, en) -> None:
    form = make_form(en, "statement", {})
    missing = [(p.path, p.path) for p in form._problems if p.severity == "missing"]
    assert len(missing) > 8
    grouped = [(s.title, paths) for s, paths in by_section(form.sections, [p for p, _ in missing])]
    panel = SealPanel(en, missing, needs_reason=False, sections=grouped)
    shown(panel, 800, 300)
    links = [b for b in panel.findChildren(Button) if b.property("kind") == "link"]
    assert [b.text() for b in links] == [f"{title} · {len(paths)}" for title, paths in grouped]
    assert sum(len(paths) for _, paths in grouped) == len(missing)
    with qtbot.waitSignal(panel.wanted) as told:
        links[1].click()
    assert told.args == [grouped[1][1][0]]
