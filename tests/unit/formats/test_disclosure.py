"""Disclosure statements: what an edition leaves out cannot grow or shrink afterwards (R09)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from field_doc.base.errors import Bug, InputProblem, IntegrityFailure
from field_doc.formats import disclosure, sdjwt
from field_doc.formats.keys import Purpose, SigningKey, VerifyKey
from field_doc.formats.sdjwt import jws

DEVICE = SigningKey.from_seed(Purpose.RECORD, bytes(range(32)))
OFFICE = SigningKey.from_seed(Purpose.BUNDLE, bytes(range(1, 33)))
GUILTY, EXCULPATORY, THIRD = "They did it.", "The two men had already left.", "I saw it."


def sealed_record(number: int) -> sdjwt.Sealed:
    version = sdjwt.RecordVersion(
        record_id=f"0b7c9a52-6c0e-4e0c-9a0e-{number:012x}",
        type="incident",
        schema="incident.v1",
        code=f"I-7K3Q-{number}",
        version=1,
        supersedes=None,
        sealed_at="2026-03-01T10:00:00+02:00",
        device=DEVICE.public.thumbprint(),
        epoch="field-doc/log/v1/3d1f6a",
        complete=True,
        reason=None,
        fields={"story": [GUILTY, EXCULPATORY, THIRD], "name": "Petrenko"},
        attachments=[],
    )
    return sdjwt.seal(version, DEVICE)


def described(presentation: sdjwt.Sealed) -> disclosure.RecordDisclosure:
    withheld = sdjwt.open_partial(presentation, DEVICE.public).withheld
    return disclosure.describe(presentation, dict.fromkeys(withheld, "wr_identity"))


def statement_of(*presentations: sdjwt.Sealed, recipient: str = "R-01") -> disclosure.DisclosureStatement:
    records = tuple(map(described, presentations))
    issued = "2026-03-02T12:00:00Z"
    return disclosure.DisclosureStatement("B-2026-007", recipient, "pseudonymised", issued, records)


def code_of(act, *args, **kwargs) -> str:
    with pytest.raises((IntegrityFailure, InputProblem)) as caught:
        act(*args, **kwargs)
    return caught.value.code


@pytest.fixture(scope="module")
def complete() -> sdjwt.Sealed:
    return sealed_record(1)


@pytest.fixture(scope="module")
def shown(complete) -> sdjwt.Sealed:
    return sdjwt.present(complete, [("fields", "name"), ("code",)])


def test_a_signed_statement_reads_back(shown):
    statement = statement_of(shown)
    text = disclosure.sign(statement, OFFICE)
    assert disclosure.verify(text, OFFICE.public) == statement
    assert disclosure.key_thumbprint(text) == OFFICE.public.thumbprint()


def test_it_covers_the_presentation_it_was_made_for(shown):
    entry = disclosure.covers(statement_of(shown), shown)
    assert {part.digest for part in entry.withheld} == set(sdjwt.outline(shown).withheld)
    assert {part.reason for part in entry.withheld} == {"wr_identity"}


def test_dropping_the_exculpatory_paragraph_shows(shown):
    cut = sdjwt.present(shown, [("fields", "story", 1)])
    assert sdjwt.open_partial(cut, DEVICE.public)  # the version itself verifies: that is the danger
    assert code_of(disclosure.covers, statement_of(shown), cut) == "disclosure.dropped"


def test_dropping_a_whole_field_shows(shown):
    cut = sdjwt.present(shown, [("fields", "story")])
    assert code_of(disclosure.covers, statement_of(shown), cut) == "disclosure.dropped"


def test_showing_what_was_withheld_shows(complete, shown):
    assert code_of(disclosure.covers, statement_of(shown), complete) == "disclosure.shown"


def test_statements_of_two_recipients_cannot_be_swapped(complete, shown):
    other = sdjwt.present(complete, [("fields", "story", 1), ("code",)])
    mine, theirs = statement_of(shown, recipient="R-01"), statement_of(other, recipient="R-02")
    assert code_of(disclosure.covers, theirs, shown) == "disclosure.dropped"
    assert code_of(disclosure.covers, mine, other) == "disclosure.dropped"
    assert code_of(disclosure.addressed, theirs, bundle="B-2026-007", recipient_code="R-01") == (
        "disclosure.other-recipient"
    )
    assert code_of(disclosure.addressed, mine, bundle="B-2026-008", recipient_code="R-01") == (
        "disclosure.other-bundle"
    )
    disclosure.addressed(mine, bundle="B-2026-007", recipient_code="R-01")


def test_disclosures_in_another_order_are_another_presentation(shown):
    turned = sdjwt.Sealed(shown.jwt, tuple(reversed(shown.disclosures)))
    assert code_of(disclosure.covers, statement_of(shown), turned) == "disclosure.other-presentation"


def test_a_record_the_statement_does_not_know(shown):
    assert code_of(disclosure.covers, statement_of(shown), sealed_record(2)) == "disclosure.not-listed"


def test_an_entry_under_another_record_is_refused(shown):
    statement = statement_of(shown)
    entry = replace(statement.records[0], version=2)
    assert code_of(disclosure.covers, replace(statement, records=(entry,)), shown) == "disclosure.mislabelled"


def test_an_edition_is_covered_whole_or_not_at_all(shown):
    second = sealed_record(2)
    statement = statement_of(shown, second)
    disclosure.covers_edition(statement, [second, shown])
    assert code_of(disclosure.covers_edition, statement, [shown]) == "disclosure.record-missing"
    assert code_of(disclosure.covers_edition, statement, [shown, shown]) == "disclosure.record-twice"
    extra = [shown, second, sealed_record(3)]
    assert code_of(disclosure.covers_edition, statement, extra) == "disclosure.not-listed"


def test_every_withheld_part_needs_a_reason(shown):
    assert code_of(disclosure.describe, shown, {}) == "disclosure.reason-missing"


def test_only_the_bundle_key_signs_and_verifies(shown):
    with pytest.raises(Bug):
        disclosure.sign(statement_of(shown), DEVICE)
    text = disclosure.sign(statement_of(shown), OFFICE)
    stranger = SigningKey.generate(Purpose.BUNDLE).public
    assert code_of(disclosure.verify, text, stranger) == "jws.other-key"
    as_record_key = VerifyKey.from_raw(Purpose.RECORD, OFFICE.public.raw)
    assert code_of(disclosure.verify, text, as_record_key) == "jws.signature"


def test_a_sealed_version_is_no_statement(complete):
    key = VerifyKey.from_raw(Purpose.BUNDLE, DEVICE.public.raw)
    assert code_of(disclosure.verify, complete.jwt, key) == "jws.typ"


@pytest.mark.parametrize(
    "changes",
    [
        {"bundle": "Bundle for Petrenko"},
        {"recipient_code": ""},
        {"edition": "redacted"},
        {"issued_at": "today"},
    ],
)
def test_statements_of_another_form_are_not_signed(shown, changes):
    assert code_of(disclosure.sign, replace(statement_of(shown), **changes), OFFICE) == "disclosure.cannot-sign"


@pytest.mark.parametrize(
    "changes",
    [
        {"record": "incident 7"},
        {"version": True},
        {"jwt_digest": "00" * 32},
        {"sd_hash": "short"},
        {"withheld": (disclosure.WithheldPart("A" * 43, "because of Petrenko"),)},
        {"withheld": (disclosure.WithheldPart("A" * 43, "wr_a"), disclosure.WithheldPart("A" * 43, "wr_b"))},
    ],
)
def test_entries_of_another_form_are_not_signed(shown, changes):
    statement = statement_of(shown)
    broken = replace(statement, records=(replace(statement.records[0], **changes),))
    assert code_of(disclosure.sign, broken, OFFICE) == "disclosure.cannot-sign"


def genuine_claims(shown) -> dict:
    return jws.verify(
        disclosure.sign(statement_of(shown), OFFICE), disclosure.labels.TYP_DISCLOSURE, OFFICE.public,
        max_chars=100_000,
    )  # fmt: skip


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: c.pop("edition"),
        lambda c: c.update(note="x"),
        lambda c: c.update(type="field-doc/disclosure/v2"),
        lambda c: c.update(records={}),
        lambda c: c.update(bundle=7),
        lambda c: c.update(edition=["full"]),
        lambda c: c.update(records=[*c["records"], *c["records"]]),
        lambda c: c["records"][0].update(withheld=None),
        lambda c: c["records"][0].update(version="1"),
        lambda c: c["records"][0].update(jwt_digest=[]),
        lambda c: c["records"][0]["withheld"].append("x"),
        lambda c: c["records"][0]["withheld"][0].update(reason=None),
        lambda c: c["records"][0]["withheld"].reverse(),
    ],
)
def test_malformed_statements_are_refused_though_signed(shown, spoil):
    claims = genuine_claims(shown)
    spoil(claims)
    text = jws.sign(disclosure.labels.TYP_DISCLOSURE, claims, OFFICE)
    assert code_of(disclosure.verify, text, OFFICE.public) == "disclosure.statement"
