"""Numbers, sizes, dates as the glossary writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from field_doc.ui.fmt import Fmt, grouped

UK, EN = Fmt("uk"), Fmt("en")


def test_numbers():
    assert UK.number(1234.5, 1) == "1\u00a0234,5"
    assert EN.number(1234.5, 1) == "1,234.5"
    assert UK.percent(98) == "98\u00a0%"
    assert EN.percent(98) == "98%"


@pytest.mark.parametrize(
    ("count", "uk", "en"),
    [
        (0, "0\u00a0Б", "0\u00a0B"),
        (999, "999\u00a0Б", "999\u00a0B"),
        (999_999, "1\u00a0МБ", "1\u00a0MB"),
        (41_000_000, "41\u00a0МБ", "41\u00a0MB"),
        (2_500_000_000, "2,5\u00a0ГБ", "2.5\u00a0GB"),
        (182_000_000_000, "182\u00a0ГБ", "182\u00a0GB"),
    ],
)
def test_sizes_are_powers_of_a_thousand(count, uk, en):
    assert UK.size(count) == uk
    assert EN.size(count) == en


def test_times_are_kyiv_times():
    moment = datetime(2022, 3, 12, 12, 5, tzinfo=UTC)
    assert UK.moment(moment) == "12.03.2022, 14:05 (Київ)"
    assert EN.moment(moment) == "12\u00a0Mar\u00a02022, 14:05 (Kyiv)"
    summer = datetime(2022, 7, 1, 22, 30, tzinfo=UTC)
    assert UK.moment(summer, zone=False) == "02.07.2022, 01:30"


def test_ranges_of_days():
    assert UK.days(date(2022, 3, 10), date(2022, 3, 11)) == "10–11.03.2022"
    assert UK.days(date(2022, 2, 28), date(2022, 3, 3)) == "28.02–03.03.2022"
    assert EN.days(date(2022, 3, 10), date(2022, 3, 11)) == "10–11\u00a0Mar\u00a02022"
    assert UK.days(date(2021, 12, 31), date(2022, 1, 1)) == "31.12.2021 – 01.01.2022"
    assert UK.days(date(2022, 3, 10), date(2022, 3, 10)) == "10.03.2022"


def test_durations_say_what_a_waiting_person_needs():
    assert UK.duration(40) == "40\u00a0с"
    assert UK.duration(240) == "4\u00a0хв"
    assert EN.duration(7500) == "2\u00a0h\u00a05\u00a0min"
    assert UK.rate(38_000_000) == "38\u00a0МБ/с"


def test_coordinates_name_their_side():
    assert UK.coordinates(49.2122, 37.2569) == "49,21220° пн. ш., 37,25690° сх. д."
    assert EN.coordinates(-1.5, -2) == "1.50000° S, 2.00000° W"


def test_digest_in_groups_of_four():
    assert grouped("sha256:4f1c92d077ae") == "4f1c\u00a092d0\u00a077ae"
    assert grouped("4f1c92d077ae", 2) == "4f1c\u00a092d0\u00a0…"
