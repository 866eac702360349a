"""One rule for what a consent answers: form, sync and export ask the same (DOMAIN 0.7, 2.4)."""

from datetime import date

import pytest

from field_doc.schema.consent_answers import answer

TODAY = date(2026, 11, 20)
YES = {"purposes": {"cp_icc": {"answer": "yes"}, "cp_store": {"answer": "yes"}}}
EXCEPT = [{"id": "1", "name": "Міжнародна  комісія", "answer": "no"}]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "yes"),
        ({"purposes": {}}, "not_asked"),
        ({"purposes": {"null_reason": "nv_refused"}}, "not_asked"),
        ({"purposes": {"cp_icc": {"answer": "ask_each_time"}}}, "ask_each_time"),
        ({"status": {"null_reason": "nv_not_asked"}}, "yes"),
        ({"status": "cs_withdrawn"}, "no"),
        ({"status": "cs_expired"}, "no"),
        ({"status": "cs_withdrawn_partial", "withdrawal_scope": ["cp_icc"]}, "no"),
        ({"status": "cs_withdrawn_partial", "withdrawal_scope": ["cp_store"]}, "yes"),
        ({"status": "cs_withdrawn_partial"}, "no"),
        ({"status": "cs_withdrawn_partial", "withdrawal_scope": {"null_reason": "nv_not_asked"}}, "no"),
        ({"expires": {"edtf": "2026-03"}}, "no"),
        ({"expires": {"edtf": "2026-11-20"}}, "yes"),
        ({"expires": {"as_said": "наступного року"}}, "yes"),
    ],
)
def test_2_4_what_a_consent_answers(changes, expected) -> None:
    assert answer(YES | changes, "cp_icc", TODAY) == expected


@pytest.mark.parametrize(
    ("general", "entry", "expected"),
    [
        ("yes", {"answer": "no"}, "no"),
        ("yes", {"answer": "ask_each_time"}, "ask_each_time"),
        ("no", {"answer": "yes"}, "no"),
        ("not_asked", {"answer": "yes"}, "yes"),
        ("yes", {"answer": "no", "purposes": ["cp_un_bodies"]}, "yes"),
        ("yes", {"answer": "no", "purposes": ["cp_icc"]}, "no"),
        ("yes", {"answer": "not_asked"}, "yes"),
    ],
)
def test_2_4_what_was_said_of_one_recipient(general, entry, expected) -> None:
    fields = {
        "purposes": {"cp_icc": {"answer": general}},
        "recipients": [{"id": "1", "name": "Міжнародна  Комісія", **entry}],
    }
    assert answer(fields, "cp_icc", TODAY, recipient="міжнародна комісія") == expected
    assert answer(fields, "cp_icc", TODAY, recipient="хтось інший") == general
