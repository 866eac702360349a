"""A form asks only what applies: sections without a question here have no tab (a photograph has no seals)."""

from __future__ import annotations

import pytest

from field_doc.ui.forms.view import FormView
from field_doc.ui.sample_forms import make_form


@pytest.fixture
def view(shown, uk):
    def make(**fields):
        made = FormView(make_form(uk, "item", fields))
        made.form.setParent(made)  # its timer ends with the page
        made.refresh_marks()
        made.resize(1600, 700)
        shown(made)
        return made

    return make


def sections(view):
    """The sections a person can reach: in the row or under "More"."""
    keys = [s.key for s in view.form.sections]
    hidden = set(view.strip.hidden)
    return {key for n, key in enumerate(keys) if view.tabs.isTabVisible(n) or n in hidden}


def test_each_kind_of_item_asks_only_its_own(view):
    photo = sections(view(item_type="ev_photo"))
    assert {"what", "origin", "capture", "checks", "links", "handling", "other"} <= photo
    assert not photo & {"found", "paper", "object", "keeping", "online"}
    thing = sections(view(item_type="ev_phys_clothing", left_or_taken="lt_collected"))
    assert {"found", "object", "keeping"} <= thing
    assert not thing & {"paper", "online"}
    assert "keeping" not in sections(view(item_type="ev_phys_clothing", left_or_taken="lt_left"))
    assert {"online", "checks"} <= sections(view(item_type="ev_telegram"))


def test_a_tab_comes_with_the_answer_that_asks_for_it_and_what_is_filled_stays(view):
    made = view(item_type="ev_photo")
    made.form.set_value("item_type", "ev_doc_list")
    assert {"found", "paper"} <= sections(made)
    made.form.set_value("pages", 3)
    made.form.set_value("item_type", "ev_photo")
    assert "paper" in sections(made), "what somebody wrote is never out of sight"
    assert "found" not in sections(made)


def test_stepping_and_the_count_leave_such_sections_out(view):
    made = view(item_type="ev_photo")
    reached = []
    for _ in range(len(made.form.sections)):
        reached.append(made.current_key)
        made.step(1)
    assert not set(reached) & {"found", "paper", "object", "keeping", "online"}
    made.show_section("what")
    made.step(-1)
    assert made.current_key == "other"
    shown = sections(made)
    assert made.count.text().split()[-1] == str(len(shown))


def test_the_drop_down_of_one_column_leaves_them_out(view):
    made = view(item_type="ev_photo")
    made.set_narrow(narrow=True)
    keys = [s.key for s in made.form.sections]
    rows = made.drop.view()
    assert {key for n, key in enumerate(keys) if not rows.isRowHidden(n)} == sections(made)
