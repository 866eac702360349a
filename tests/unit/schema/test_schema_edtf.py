"""EDTF as DOMAIN 1.2 lists it, bounds by clock, words."""

import json

import pytest

from field_doc.base.errors import InputProblem
from field_doc.base.i18n import Words
from field_doc.base.paths import resources
from field_doc.schema import edtf, edtf_words


@pytest.mark.parametrize(
    ("text", "precision", "earliest", "latest"),
    [
        ("2022", "dp_year", "2021-12-31T22:00:00Z", "2022-12-31T21:59:59Z"),
        ("2022-03", "dp_month", "2022-02-28T22:00:00Z", "2022-03-31T20:59:59Z"),
        ("2022-03-05", "dp_day", "2022-03-04T22:00:00Z", "2022-03-05T21:59:59Z"),
        ("2022-03-05~", "dp_day_approx", "2022-03-04T22:00:00Z", "2022-03-05T21:59:59Z"),
        ("2022-03-~12", "dp_day_approx", "2022-03-11T22:00:00Z", "2022-03-12T21:59:59Z"),
        ("2022-03-XX", "dp_month_unknown_day", "2022-02-28T22:00:00Z", "2022-03-31T20:59:59Z"),
        ("202X", "dp_year", "2019-12-31T22:00:00Z", "2029-12-31T21:59:59Z"),
        ("20XX-02-29", "dp_year", "2000-02-28T22:00:00Z", "2096-02-29T21:59:59Z"),
        ("XXXX", "dp_unknown", None, None),
        ("2022-21", "dp_season", "2022-02-28T22:00:00Z", "2022-05-31T20:59:59Z"),
        ("2022-24", "dp_season", "2022-11-30T22:00:00Z", "2023-02-28T21:59:59Z"),
        ("2022-03-04/2022-03-30", "dp_interval", "2022-03-03T22:00:00Z", "2022-03-30T20:59:59Z"),
        ("2022-03-04/..", "dp_after", "2022-03-03T22:00:00Z", None),
        ("2022-03-04/", "dp_after", "2022-03-03T22:00:00Z", None),
        ("../2022-03-30", "dp_before", None, "2022-03-30T20:59:59Z"),
        ("[2022-03-04..2022-03-30]", "dp_between", "2022-03-03T22:00:00Z", "2022-03-30T20:59:59Z"),
        ("[2022-03-04,2022-03-06]", "dp_between", "2022-03-03T22:00:00Z", "2022-03-06T21:59:59Z"),
        ("[..2022-03-06]", "dp_between", None, "2022-03-06T21:59:59Z"),
        ("2022-03-05T14:20+02:00", "dp_instant", "2022-03-05T12:20:00Z", "2022-03-05T12:20:59Z"),
        ("2022-03-05T14", "dp_hour", "2022-03-05T12:00:00Z", "2022-03-05T12:59:59Z"),
        ("2022-03-05T14:20:05Z", "dp_instant", "2022-03-05T14:20:05Z", "2022-03-05T14:20:05Z"),
        # The hour that came twice: the first as lower, the second as upper bound.
        ("2022-10-30T03:30", "dp_instant", "2022-10-30T00:30:00Z", "2022-10-30T01:30:59Z"),
    ],
)
def test_dates_and_their_bounds_on_the_kyiv_clock(text, precision, earliest, latest):
    found = edtf.parse(text)
    assert found.precision == precision
    assert edtf.bounds(found) == (earliest, latest)


def test_moscow_clock_differs_by_an_hour_in_winter_and_not_in_summer():
    winter, summer = edtf.parse("2022-12-05T14:00"), edtf.parse("2022-07-05T14:00")
    assert edtf.bounds(winter, "cb_kyiv")[0] == "2022-12-05T12:00:00Z"
    assert edtf.bounds(winter, "cb_moscow")[0] == "2022-12-05T11:00:00Z"
    assert edtf.bounds(summer, "cb_kyiv") == edtf.bounds(summer, "cb_moscow")


def test_an_unknown_clock_gives_the_widest_bounds():
    assert edtf.bounds(edtf.parse("2022-03-05"), "cb_unknown") == ("2022-03-04T10:00:00Z", "2022-03-06T11:59:59Z")


def test_qualifiers():
    found = edtf.parse("2022-03-05%")
    assert (found.approximate, found.uncertain) == (True, True)
    assert edtf.parse("2022-03?").uncertain
    assert not edtf.parse("2022-03?").approximate


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2022-02-30",
        "2022-13",
        "22-03-05",
        "2022-3-5",
        "2022-03-05T25",
        "2022-03-05T",
        "2022-03-30/2022-03-04",
        "[]",
        "[..]",
        "/",
        "../..",
        "2022-03-05T14:20+99:00",
        "2022-03T14",
        "٢٠٢٢",
        "0000",
        "x" * 300,
        "2022/2023/2024",
        "2022-00",
    ],
)
def test_what_is_no_date(text):
    with pytest.raises(InputProblem, match=r"edtf\.unreadable"):
        edtf.parse(text)


def test_precision_stays_where_it_says_more_than_the_string():
    assert edtf.precision(edtf.parse("2022-02-28/2022-03-06"), "dp_week") == "dp_week"
    assert edtf.precision(edtf.parse("2022-03-05"), "dp_relative") == "dp_relative"
    assert edtf.precision(edtf.parse("2022-03-05"), "dp_year") == "dp_day"


def test_every_example_of_the_vocabulary_parses_to_its_precision():
    entries = json.loads((resources() / "vocab" / "date_precision.json").read_text("utf-8"))["entries"]
    for entry in entries:
        example = entry["edtf_example"].split(" ")[0]
        if entry["id"] == "dp_relative":
            continue
        found = edtf.parse(example)
        assert edtf.precision(found, entry["id"]) == entry["id"], entry


@pytest.mark.parametrize(
    ("text", "uk", "en"),
    [
        ("2022-03-05", "05.03.2022", "5\u00a0Mar\u00a02022"),
        ("2022-03-~12", "приблизно 12.03.2022", "about 12\u00a0Mar\u00a02022"),
        ("2022-03-XX", "березень 2022, день невідомий", "March 2022, day not known"),
        ("2022-21?", "весна 2022 (непевно)", "spring 2022 (not sure)"),
        ("2022-03-04/..", "починаючи від 04.03.2022", "from 4\u00a0Mar\u00a02022 on"),
        ("../2022-03-30", "не пізніше 30.03.2022", "not later than 30\u00a0Mar\u00a02022"),
        (
            "[2022-03-04..2022-03-30]",
            "колись між 04.03.2022 і 30.03.2022",
            "some time between 4\u00a0Mar\u00a02022 and 30\u00a0Mar\u00a02022",
        ),
        (
            "[2022-03-04,2022-03-06]",
            "одна з дат: 04.03.2022, 06.03.2022",
            "one of: 4\u00a0Mar\u00a02022, 6\u00a0Mar\u00a02022",
        ),
        ("2022-03-05T14", "05.03.2022, між 14:00 і 14:59", "5\u00a0Mar\u00a02022, between 14:00 and 14:59"),
        ("2022-03-05T14:20+02:00", "05.03.2022, 14:20 (UTC+0200)", "5\u00a0Mar\u00a02022, 14:20 (UTC+0200)"),
        ("202X", "між 2020 і 2029 роками", "between 2020 and 2029"),
        ("XXXX", "дата невідома", "date not known"),
        ("no date", "no date", "no date"),
    ],
)
def test_words(text, uk, en):
    assert edtf_words.words(text, Words("uk")) == uk
    assert edtf_words.words(text, Words("en")) == en
