"""Consent at every use: which consent counts, and what else stands on a person's consent."""

from __future__ import annotations

import re
from datetime import date

import pytest

from field_doc.app.commands import consents, records
from field_doc.base.errors import AccessRefused, InputProblem
from field_doc.evidence import consent

TODAY = date(2026, 11, 20)


def person(session) -> str:
    return records.new_record(session, "person", {}).id


def say(session, who, answer, *, at="2022-03-05T14:20:00+02:00", seal=True, **more) -> str:
    fields = {"person": who, "given_at": at, "purposes": {"cp_store": answer}, "status": "cs_given", **more}
    begun = records.new_record(session, "consent", fields)
    if seal:
        records.seal(session, begun.id)
    return begun.id


def store(session, record, **more) -> str:
    return session.run(lambda s: consent.allowed(s.records, s.registry, record, "cp_store", TODAY, **more)).answer


def test_a_newer_no_beats_an_older_yes_and_the_other_way_round(session) -> None:
    who = person(session)
    say(session, who, "no", at="2024-01-01T10:00:00+02:00")
    say(session, who, "yes")
    assert store(session, who) == "no"
    say(session, who, "yes", at="2025-01-01T10:00:00+02:00")
    assert store(session, who) == "yes"


def test_what_a_newer_consent_does_not_speak_of_stands_as_it_was(session) -> None:
    who = person(session)
    say(session, who, "yes")
    say(session, who, "not_asked", at="2024-01-01T10:00:00+02:00")
    assert store(session, who) == "yes"


def test_times_are_compared_as_instants(session) -> None:
    who = person(session)
    say(session, who, "no", at="2024-01-01T10:00:00+02:00")
    say(session, who, "yes", at="2024-01-01T09:30:00Z")
    assert store(session, who) == "yes"


def test_a_yes_that_was_never_sealed_allows_nothing_but_a_no_counts_at_once(session) -> None:
    who = person(session)
    first = say(session, who, "yes", seal=False)
    assert store(session, who) == "not_asked"
    records.seal(session, first)
    assert store(session, who) == "yes"
    records.open_amendment(session, first)
    fields = dict(session.run(lambda s: s.records.fields(first)))
    records.save_draft(session, first, {**fields, "purposes": {"cp_store": "no"}})
    assert store(session, who) == "no"


def test_a_withdrawn_part_is_withdrawn_for_sync_and_export_too(session) -> None:
    who = person(session)
    first = say(session, who, "yes")
    took_back = {
        "status": "cs_withdrawn_partial", "withdrawal_scope": ["cp_store"], "withdrawn_at": "2024-01-01T10:00:00+02:00",
    }  # fmt: skip
    records.amend(session, first, took_back, "відкликано телефоном")
    assert store(session, who) == "no"


def test_a_recipient_the_person_excluded(session) -> None:
    who = person(session)
    excluded = [{"name": "Архів Х", "answer": "no"}]
    say(session, who, "yes", recipients=excluded)
    assert store(session, who, recipient="архів х") == "no"
    assert store(session, who, recipient="Архів Ю") == "yes"


@pytest.mark.parametrize("about", ["person", "statement"])
def test_a_note_about_a_person_stands_on_that_persons_consent(session, about) -> None:
    who = person(session)
    named = who if about == "person" else records.new_record(session, "statement", {"person": who}).id
    note = records.new_record(session, "note", {"about": [named]}).id
    needs = session.run(lambda s: consent.needs_consent(s.records, s.registry, note))
    assert needs
    assert store(session, note) == "none"
    say(session, who, "yes")
    assert store(session, note) == "yes"


def test_a_note_of_two_people_needs_both(session) -> None:
    one, two = person(session), person(session)
    note = records.new_record(session, "note", {"about": [one, two]}).id
    say(session, one, "yes")
    assert store(session, note) == "none"
    say(session, two, "ask_each_time")
    assert store(session, note) == "ask_each_time"


def test_a_note_about_no_person_stands_on_nobody(session) -> None:
    case = records.new_record(session, "case", {"title": "Без осіб"}).id
    note = records.new_record(session, "note", {"about": [case]}).id
    assert not session.run(lambda s: consent.needs_consent(s.records, s.registry, note))


READY = {
    "statement_kind": "sk_first_account", "vulnerability": {"null": "nv_not_observed"}, "had_prior_interview": "yn_no",
    "non_disclosure_warning": "yn_no", "self_incrimination": "yn_no", "information_at_risk": "yn_yes",
    "risk_decision": "rd_go", "account": "Вони прийшли вранці.",
}  # fmt: skip


@pytest.fixture
def account(session):
    """A sealed first account with its consent: ids of person, consent, statement."""
    who = person(session)
    given = say(session, who, "yes", purposes={"cp_store": "yes", "cp_record": "yes", "cp_icc": "yes"})
    told = records.new_record(session, "statement", {**READY, "person": who, "consent": given}).id
    records.seal(session, told)
    return who, given, told


def test_2_4_a_withdrawal_blocks_at_once_and_is_a_version_of_the_consent(session, account) -> None:
    _, given, told = account
    done = consents.withdraw(session, given, reason="подзвонила: більше не хоче", channel="телефон")
    assert [r.id for r in done.blocked] == [told]
    assert done.version == 2
    with pytest.raises(AccessRefused, match=r"record\.blocked"):
        records.show(session, told)
    fields = records.show(session, given).shown.fields
    assert (fields["status"], fields["withdrawal_channel"]) == ("cs_withdrawn", "телефон")
    event = records.history(session, given)[-2]
    assert (event.event, event.terms["blocked"]) == ("consent.withdrawn", "1")
    assert done.recall == ()


def test_2_4_a_part_taken_back_blocks_that_part_only(session, account) -> None:
    _, given, told = account
    consents.withdraw(session, given, reason="не до Гааги", scope=["cp_icc"])
    assert records.show(session, told).shown.version == 1
    assert store(session, told) == "yes"
    consents.withdraw(session, given, reason="і не зберігати", scope=["cp_store"])
    assert records.show(session, given).shown.fields["withdrawal_scope"] == ["cp_icc", "cp_store"]
    assert store(session, told) == "no"


def test_2_4_consent_given_anew_opens_it_again(session, account) -> None:
    who, given, told = account
    consents.withdraw(session, given, reason="відкликала")
    say(session, who, "yes", at="2026-11-20T10:00:00+02:00")
    assert records.show(session, told).shown.version == 1


def test_2_4_a_withdrawal_typed_into_the_form_blocks_too(session, account) -> None:
    _, given, told = account
    records.amend(session, given, {"status": "cs_withdrawn", "withdrawn_at": "2026-11-01T10:00:00+02:00"}, "лист")
    with pytest.raises(AccessRefused, match=r"record\.blocked"):
        records.show(session, told)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": " "}, "record.reason-needed"),
        ({"scope": ["cp_nothing"]}, "consent.purpose-unknown"),
        ({"at": "вчора"}, "record.instant-unreadable"),
    ],
)
def test_what_cannot_be_entered_changes_nothing(session, account, changes, code) -> None:
    _, given, told = account
    with pytest.raises(InputProblem, match=re.escape(code)):
        consents.withdraw(session, given, **({"reason": "так"} | changes))
    assert records.show(session, told).shown.version == 1
    assert not session.run(lambda s: s.records.row(given)).has_draft


def test_an_amendment_being_written_is_not_sealed_on_the_side(session, account) -> None:
    _, given, _ = account
    records.open_amendment(session, given)
    with pytest.raises(InputProblem, match=r"consent\.amendment-open"):
        consents.withdraw(session, given, reason="так")
    with pytest.raises(InputProblem, match=r"consent\.not-a-consent"):
        consents.withdraw(session, account[0], reason="так")


@pytest.mark.parametrize(
    ("roles", "asked"),
    [
        (["ro_alleged_perp"], False),
        (["ro_victim_deceased", "ro_missing"], False),
        (["ro_alleged_perp", "ro_insider"], True),
        (["ro_victim"], True),
        ([], True),
    ],
)
def test_5_1_whoever_is_only_spoken_of_is_not_asked(session, roles, asked) -> None:
    incident = records.new_record(session, "incident", {"title": "Подія"}).id
    fields = {"roles": [{"role": role, "in": incident} for role in roles]} if roles else {}
    who = records.new_record(session, "person", fields).id
    assert session.run(lambda s: consent.needs_consent(s.records, s.registry, who)) is asked
