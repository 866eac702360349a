"""Dates as people say them: months and seasons by name, unknown digits, doubts, clocks, several days, an event."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QDate, Qt

from field_doc.base.errors import InputProblem
from field_doc.schema import edtf, registry
from field_doc.schema.timezones import twice
from field_doc.ui.forms.context import FormContext
from field_doc.ui.forms.datesaid import KINDS, MANY, TWO, Said, compose, take_apart
from field_doc.ui.forms.datewords import read_day, read_month_part, show_day
from field_doc.ui.forms.editors import make_row

SCHEMAS = registry.load()


@pytest.mark.parametrize(("typed", "meant"), [
    ("12.03.2022", "2022-03-12"), ("3.2022", "2022-03"), ("12/03/2022", "2022-03-12"),
    ("12 березня 2022", "2022-03-12"), ("12 березня 2022 року", "2022-03-12"), ("березень 2022", "2022-03"),
    ("у березні 2022 р.", "2022-03"), ("1 серпня 2022", "2022-08-01"), ("8 вересня 2022", "2022-09-08"),
    ("1 червня 2022", "2022-06-01"), ("1 липня 2022", "2022-07-01"), ("листопад 2021", "2021-11"),
    ("лютий 2022", "2022-02"), ("травня 2022", "2022-05"), ("5 мая 2022", "2022-05-05"), ("в марте 2022", "2022-03"), ("3 августа 2022", "2022-08-03"),
    ("12 Mar 2022", "2022-03-12"), ("12 march 2022", "2022-03-12"), ("May 2022", "2022-05"),
    ("??.03.2022", "2022-03-XX"), ("хх.03.2022", "2022-03-XX"), ("?? березня 2022", "2022-03-XX"),
    ("12.??.2022", "2022-XX-12"), ("весна 2022", "2022-21"), ("влітку 2022", "2022-22"), ("autumn 2021", "2021-23"),
    ("зима 2021/22", "2021-24"), ("winter 2021–2022", "2021-24"), ("12.03.2022~", "2022-03-12~"),
    ("близько 12 березня 2022", "2022-03-12~"), ("about May 2022", "2022-05~"), ("мабуть 2022", "2022?"),
    ("12.03.2022 14:20", "2022-03-12T14:20"), ("12 березня 2022, о 14.20", "2022-03-12T14:20"),
    ("12.03.2022 о 14 год", "2022-03-12T14"), ("12 Mar 2022 3:30 UTC+3", "2022-03-12T03:30+03:00"),
])  # fmt: skip
def test_a_date_is_read_as_people_write_it(typed, meant) -> None:
    assert read_day(typed) == meant
    edtf.parse(meant)


@pytest.mark.parametrize("typed", [
    "у травні", "колись", "взимку 2022", "зима 2022/2024", "12.13.2022", "32.03.2022", "десь", "?", "~", "весна",
    "12 березоля 2022", "травма 2022", "Марина 2022", "2022 рік був", "о 14:20",
])  # fmt: skip
def test_what_is_not_understood_stays_as_typed(typed) -> None:
    assert read_day(typed) == typed


@pytest.mark.parametrize(("typed", "meant"), [
    ("кінець лютого 2022", "2022-02-21/2022-02-28"), ("наприкінці лютого 2024 року", "2024-02-21/2024-02-29"),
    ("на початку березня 2022", "2022-03-01/2022-03-10"), ("середина квітня 2022", "2022-04-11/2022-04-20"),
    ("end of March 2022", "2022-03-21/2022-03-31"), ("лютого 2022", ""), ("кінець 2022", ""),
])  # fmt: skip
def test_a_third_of_a_month_is_an_interval(typed, meant) -> None:
    assert read_month_part(typed) == meant


years = st.integers(1900, 2030)
two = st.integers(1, 12).map("{:02}".format)
days = st.integers(1, 28).map("{:02}".format)
simple = st.one_of(
    years.map(str),
    st.builds("{}-{}".format, years, two),
    st.builds("{}-{}-{}".format, years, two, days),
    st.builds("{}-{}-XX".format, years, two),
    st.builds("{}-XX-{}".format, years, days),
    st.builds("{}-{}".format, years, st.sampled_from(["21", "22", "23", "24"])),
    st.builds("{}-{}-{}T{:02}:{:02}".format, years, two, days, st.integers(0, 23), st.integers(0, 59)),
    st.builds("{}-{}-{}T{:02}:05+02:00".format, years, two, days, st.integers(0, 23)),
)


@settings(max_examples=40, deadline=None)
@given(simple, st.sampled_from(["", "~", "?", "%"]), st.sampled_from(["uk", "en"]))
def test_what_is_shown_is_read_back(date, mark, lang) -> None:
    assert read_day(show_day(date + mark, lang)) == date + mark


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(KINDS[:-1]), st.lists(simple, min_size=3, max_size=4, unique=True), st.sampled_from(["", "~", "?"])
)
def test_what_the_form_holds_becomes_edtf_and_comes_back(kind, dates, mark) -> None:
    count = 2 if kind in TWO else len(dates) if kind in MANY else 1
    said = Said(kind, tuple(dates[:count]), mark)
    text = compose(said)
    assert take_apart(text, said.precision) == said
    try:
        edtf.parse(text)
    except InputProblem:
        assert kind == "between", "only an interval can run backwards"


@pytest.mark.parametrize("text", [
    "2022-21", "2022-03-~12", "[..2022]", "2022/", "/2022", "XXXX", "202X", "2022-?03-12", "у травні", "2022-03-12T14",
    "[2022-03-11,2022-03-12,2022-03-15?]", "[2022-03-11..2022-03-12]", "2022-03-10~/2022-03-28?",
])  # fmt: skip
@pytest.mark.parametrize("lang", ["uk", "en"])
def test_a_date_nobody_touched_stays_to_the_letter_when_its_words_change(request, qtbot, text, lang) -> None:
    row = date_row(request.getfixturevalue(lang), qtbot)
    row.set({"as_said": "тоді", "lang": "uk", "edtf": text})
    row.editor.as_said.setText("тоді, як міст підірвали")
    row.editor.as_said.textEdited.emit("x")
    assert row.get()["edtf"] == text
    assert row.get()["as_said"] == "тоді, як міст підірвали"


def date_row(words, qtbot, path="when"):
    context = FormContext(words, SCHEMAS.labels(words), SCHEMAS, "incident")
    row = make_row(SCHEMAS.record_type("incident").at("when"), path, context)
    qtbot.addWidget(row)
    return row


def type_date(row, text, number=0) -> None:
    line = row.editor.dates.lines[number]
    line.setText(text)
    line.textEdited.emit(text)


def choose(choice, key) -> None:
    choice.set_key(key)
    choice.activated.emit(choice.currentIndex())


def test_the_words_of_the_person_come_first(qtbot, uk) -> None:
    row = date_row(uk, qtbot)
    row.editor._toggle()
    order = row.editor.panel.findChildren(type(row.editor.as_said))
    assert order[0] is row.editor.as_said


def test_a_season_is_shown_in_words_and_no_longer_as_a_month(qtbot, uk) -> None:
    row = date_row(uk, qtbot)
    row.set({"edtf": "2022-21"})
    assert row.editor.dates.first.text() == "весна 2022"
    assert row.editor.kind.key() == "exact"


def test_day_and_month_may_be_marked_as_not_known_and_come_back(qtbot, uk) -> None:
    row = date_row(uk, qtbot)
    type_date(row, "12 березня 2022")
    lines = row.editor.dates
    lines.no_day.click()
    assert row.get()["edtf"] == "2022-03-XX"
    lines.no_day.click()
    assert row.get()["edtf"] == "2022-03-12"
    lines.no_month.click()
    assert row.get()["edtf"] == "2022-XX-12"
    type_date(row, "березень 2022")
    lines.no_day.click()
    assert row.get()["edtf"] == "2022-03-XX"
    lines.no_day.click()
    assert row.get()["edtf"] == "2022-03", "no digit is invented"


@pytest.mark.parametrize(("mark", "text"), [("~", "2022-03-12~"), ("?", "2022-03-12?"), ("%", "2022-03-12%")])
def test_how_sure_somebody_is_is_chosen_in_words(qtbot, uk, mark, text) -> None:
    row = date_row(uk, qtbot)
    type_date(row, "12.03.2022")
    choose(row.editor.dates.mark, mark)
    assert row.get()["edtf"] == text


def test_one_of_more_than_two_days(qtbot, shown, uk) -> None:
    row = date_row(uk, qtbot)
    shown(row, 700, 500)
    row.editor._toggle()
    choose(row.editor.kind, "one_of")
    for number, text in enumerate(("11.03.2022", "12.03.2022")):
        type_date(row, text, number)
    row.editor.dates.more.click()
    assert row.editor.dates.lines[2].isVisible()
    type_date(row, "15.03.2022", 2)
    assert row.get()["edtf"] == "[2022-03-11,2022-03-12,2022-03-15]"
    again = date_row(uk, qtbot)
    again.set(row.get())
    assert [line.text() for line in again.editor.dates.lines] == ["11.03.2022", "12.03.2022", "15.03.2022"]


def test_a_date_counted_from_an_event_asks_for_the_event(qtbot, shown, uk) -> None:
    row = date_row(uk, qtbot)
    shown(row, 700, 500)
    row.editor._toggle()
    row.editor.as_said.setText("через два дні після того, як підірвали міст")
    choose(row.editor.kind, "relative")
    assert row.get()["precision"] == "dp_relative"
    assert row.editor.anchor.isVisible()
    type_date(row, "14.03.2022")
    assert (row.get()["edtf"], row.get()["precision"]) == ("2022-03-14", "dp_relative")
    again = date_row(uk, qtbot)
    again.set(row.get())
    assert again.editor.kind.key() == "relative"


def test_the_end_of_a_month_is_said_with_its_precision(qtbot, uk) -> None:
    row = date_row(uk, qtbot)
    type_date(row, "кінець лютого 2022")
    assert (row.get()["edtf"], row.get()["precision"]) == ("2022-02-21/2022-02-28", "dp_month_part")


def test_an_hour_that_came_twice_is_asked(qtbot, shown, uk) -> None:
    row = date_row(uk, qtbot)
    shown(row, 700, 600)
    row.editor._toggle()
    type_date(row, "30.10.2022 03:20")
    assert row.editor.twice_row.isVisible()
    first, second = row.editor.twice.findChildren(type(row.editor.twice._group.buttons()[0]))
    second.click()
    assert row.get()["edtf"] == "2022-10-30T03:20+02:00"
    first.click()
    assert row.get()["edtf"] == "2022-10-30T03:20+03:00"
    first.click()
    assert row.get()["edtf"] == "2022-10-30T03:20", "taking the answer back leaves it open"
    type_date(row, "30.10.2022 04:20")
    assert not row.editor.twice_row.isVisible()


def test_the_hours_that_come_twice_are_those_of_the_zone() -> None:
    assert twice("2022-10-30T03:20", None) == ("+03:00", "+02:00")
    assert twice("2022-10-30T03:20", "cb_moscow") == ()
    assert twice("2022-03-27T03:20", None) == (), "that hour did not come at all"
    assert twice("x", None) == ()


def test_an_offset_is_part_of_the_date(qtbot, shown, uk) -> None:
    row = date_row(uk, qtbot)
    shown(row, 700, 600)
    row.editor._toggle()
    type_date(row, "12.03.2022 14:20")
    assert row.editor.offset_row.isVisible()
    choose(row.editor.offset, "+03:00")
    assert row.get()["edtf"] == "2022-03-12T14:20+03:00"
    choose(row.editor.offset, "Z")
    assert row.get()["edtf"] == "2022-03-12T14:20Z"
    choose(row.editor.offset, "")
    assert row.get()["edtf"] == "2022-03-12T14:20"


def test_the_calendar_is_reached_and_left_by_keyboard(qtbot, shown, uk) -> None:
    row = date_row(uk, qtbot)
    shown(row, 700, 500)
    row.editor._toggle()
    type_date(row, "12.03.2022")
    line = row.editor.dates.first
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_F4)
    popup = row.editor.dates._popup
    assert popup.isVisible()
    assert popup.month.selectedDate() == QDate(2022, 3, 12)
    assert popup.month.locale().name() == "uk_UA"
    view = popup.month.focusProxy() or popup.month.findChild(type(popup.month), "qt_calendar_calendarview")
    view = view or popup.month.findChildren(object, "qt_calendar_calendarview")[0]
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert row.get()["edtf"] == "2022-03-13"
    qtbot.keyClick(line, Qt.Key.Key_F4)
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
