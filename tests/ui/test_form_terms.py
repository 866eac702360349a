"""Pick-lists: found in any spelling, in levels, favourites and last used on top, all by keyboard."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from field_doc.schema import registry
from field_doc.schema.model import Field
from field_doc.ui.forms.context import FormContext
from field_doc.ui.forms.editors import make_row
from field_doc.ui.forms.finding import branches, find, source_of
from field_doc.ui.forms.picks import LAST_USED, Picks

SCHEMAS = registry.load()
WEAPONS = SCHEMAS.vocabulary("weapons")
STATUTE = SCHEMAS.vocabulary("rome_statute")


def context(words, picks=None) -> FormContext:
    return FormContext(words, SCHEMAS.labels(words), SCHEMAS, "incident", picks=picks or Picks())


@pytest.mark.parametrize(("typed", "oblast"), [
    ("київська", "ua_32"), ("киивска", "ua_32"), ("Kyivska", "ua_32"), ("Kyyivska", "ua_32"), ("КИЇВ", "ua_32"),
    ("днипропетровська", "ua_12"), ("Дніпро", "ua_12"), ("Dnipro", "ua_12"), ("чернигив", "ua_74"),
    ("Kharkivska", "ua_63"), ("ивано-франк", "ua_26"), ("івано франківська", "ua_26"), ("Zaporizka", "ua_23"),
])  # fmt: skip
def test_a_term_is_found_however_it_is_spelled(typed, oblast) -> None:
    assert oblast in [t.id for t in find(SCHEMAS.vocabulary("ua_oblasts").terms, typed)][:2]


def test_apostrophes_and_case_make_no_difference() -> None:
    for typed in ("ув’язнення", "ув'язнення", "УВʼЯЗНЕННЯ", "увязнення"):
        assert "rs_7_1_e" in {t.id for t in find(STATUTE.terms, typed)}, typed


def test_what_begins_with_the_words_stands_before_what_holds_them_somewhere() -> None:
    found = [t.en for t in find(STATUTE.terms, "killing")]
    assert found[0].startswith("Killing")
    assert any(not text.startswith("Killing") for text in found)


def test_what_a_person_uses_stands_first() -> None:
    plain = [t.id for t in find(WEAPONS.terms, "mine")]
    last = plain[-1]
    assert next(t.id for t in find(WEAPONS.terms, "mine", first=(last,))) == last


def test_headings_of_the_statute_are_not_found_and_stand_over_what_they_hold(en) -> None:
    headings = {t.id for t in STATUTE.terms if t.extra["selectable"] is False}
    assert len(headings) == 18
    assert not headings & {t.id for t in find(STATUTE.terms, "")}
    tops = branches(STATUTE.terms, SCHEMAS.labels(en))
    assert [b.term.id for b in tops] == ["rs_6", "rs_7", "rs_8", "rs_8bis"]
    war = tops[2].below
    assert {b.term.id for b in war} == {"rs_8_2_a", "rs_8_2_b", "rs_8_2_c", "rs_8_2_e"}
    assert all(b.below for b in war)
    torture = next(b for b in war[0].below if b.term.id == "rs_8_2_a_ii")
    assert [b.term.id for b in torture.below] == ["rs_8_2_a_ii_1", "rs_8_2_a_ii_2", "rs_8_2_a_ii_3"]


def test_every_entry_stands_once_in_the_levels(en, uk) -> None:
    def entries(found):
        for branch in found:
            yield from [branch.term.id] if branch.term else []
            yield from entries(branch.below)

    for words in (en, uk):
        for name in ("weapons", "rome_statute", "ua_raions", "ua_criminal_code", "location_types", "count_basis"):
            terms = SCHEMAS.vocabulary(name).terms
            assert sorted(entries(branches(terms, SCHEMAS.labels(words)))) == sorted(t.id for t in terms), name


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_no_heading_of_a_list_is_a_bare_key(request, lang) -> None:
    words = request.getfixturevalue(lang)
    labels = SCHEMAS.labels(words)

    def lists(fields):
        for field in fields:
            yield from [field.vocabulary] if field.vocabulary else []
            yield from field.parts.values()
            yield from lists(field.fields)

    for type_name in SCHEMAS.types:
        for vocabulary in lists(SCHEMAS.record_type(type_name).fields):
            groups = {t.group for t in vocabulary.terms if t.group}
            for branch in branches(vocabulary.terms, labels) if groups else ():
                assert branch.text not in groups, (vocabulary.name, branch.text)


def test_source_and_certainty_of_an_entry_are_said(uk, en) -> None:
    seen, draft = STATUTE.get("rs_7_1_a"), STATUTE.get("rs_7_1_i")
    assert source_of(seen, SCHEMAS.labels(uk)) == "Джерело: Rome Statute of the ICC."
    assert "чернетка перекладу" in source_of(draft, SCHEMAS.labels(uk))
    assert source_of(draft, SCHEMAS.labels(en)) == "Source: Rome Statute of the ICC."


def test_picks_are_kept_as_ids_and_come_back() -> None:
    told = []
    picks = Picks(changed=lambda: told.append(1))
    for number in range(LAST_USED + 3):
        picks.use("weapons", f"w{number}")
    picks.use("weapons", "w8")
    assert picks.star("weapons", "w1")
    again = Picks(picks.as_json())
    assert again.recent("weapons") == ("w8", "w7", "w6", "w5", "w4", "w3")
    assert again.stars("weapons") == ("w1",)
    assert not again.star("weapons", "w1")
    assert again.stars("weapons") == ()
    assert len(told) == LAST_USED + 4, "the same entry twice is one change"


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"stars": 3}', '{"recent": {"a": "b"}}', '"x"'])
def test_what_cannot_be_read_is_as_if_nothing_was_kept(kept) -> None:
    assert json.loads(Picks(kept).as_json()) == {"stars": {}, "recent": {}}


def press(qtbot, widget, *keys) -> None:
    for key in keys:
        qtbot.keyClick(widget, key)


def test_a_list_is_used_by_keyboard_alone(qtbot, shown, uk) -> None:
    picks = Picks()
    row = shown(make_row(Field("weapon", "term", vocabulary=WEAPONS), "title", context(uk, picks)), 600, 200)
    finder = row.editor.finder
    finder.setFocus()
    press(qtbot, finder, Qt.Key.Key_Down)
    menu = finder._menu
    assert menu.isVisible()
    labels = SCHEMAS.labels(uk)
    assert menu._rows.item(0).text() == labels.group("small_arms")
    press(qtbot, menu.tree, Qt.Key.Key_Right, Qt.Key.Key_Down)
    first = next(t for t in WEAPONS.terms if t.group == "small_arms")
    assert "Джерело" in menu.about.text()
    qtbot.keyClicks(menu.tree, "*")
    assert picks.stars("weapons") == (first.id,)
    assert menu._rows.item(0).text() == "Обране"
    with qtbot.waitSignal(row.changed):
        press(qtbot, menu.tree, Qt.Key.Key_Return)
    assert not menu.isVisible()
    assert row.get() == first.id
    assert picks.recent("weapons") == (first.id,)


def test_a_letter_typed_in_the_open_list_finds(qtbot, shown, uk) -> None:
    row = shown(make_row(Field("weapon", "term", vocabulary=WEAPONS), "title", context(uk)), 600, 200)
    finder = row.editor.finder
    press(qtbot, finder, Qt.Key.Key_Down)
    event = QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, "м")
    QApplication.sendEvent(finder._menu.tree, event)
    QApplication.processEvents()
    assert not finder._menu.isVisible()
    assert finder.lineEdit().text() == "м"
    assert 0 < finder.found.rowCount() < len(WEAPONS.terms)
    finder.completer().popup().hide()


def test_esc_leaves_what_was_chosen(qtbot, shown, uk) -> None:
    row = shown(make_row(Field("weapon", "term", vocabulary=WEAPONS), "title", context(uk)), 600, 200)
    row.set("wpn_mortar")
    finder = row.editor.finder
    press(qtbot, finder, Qt.Key.Key_Down)
    assert finder._menu.tree.currentIndex().data(Qt.ItemDataRole.UserRole) == "wpn_mortar"
    press(qtbot, finder._menu.tree, Qt.Key.Key_Down, Qt.Key.Key_Escape)
    assert not finder._menu.isVisible()
    assert row.get() == "wpn_mortar"


def test_enter_on_a_heading_opens_it_and_chooses_nothing(qtbot, shown, en) -> None:
    row = shown(make_row(Field("tag", "term", vocabulary=STATUTE), "title", context(en)), 600, 200)
    finder = row.editor.finder
    press(qtbot, finder, Qt.Key.Key_Down)
    tree = finder._menu.tree
    press(qtbot, tree, Qt.Key.Key_Return)
    assert finder._menu.isVisible()
    assert tree.isExpanded(tree.currentIndex())
    assert row.get() is None
    finder._menu.hide()
