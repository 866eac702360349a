"""A hidden name that stands in a shown text: found, read by a person, and only then written (real desk vault)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from office_place import make_office, opened, report_signer

from field_doc.app.commands import bundles, custody, records
from field_doc.base.errors import InputProblem

PURPOSE = "cp_ua_authorities"
ALIAS = "Грушевецька"


@pytest.fixture
def office(tmp_path):
    return make_office(tmp_path / "office")


@pytest.fixture
def desk(office):
    with opened(office.desk) as session:
        yield session


def _sealed(session, kind, fields):
    begun = records.new_record(session, kind, fields)
    records.seal(session, begun.id)
    return begun.id


@pytest.fixture
def chosen(desk):
    consent = _sealed(desk, "consent", {
        "status": "cs_given", "purposes": {PURPOSE: {"answer": "yes"}}, "recontact_alias": ALIAS,
    })  # fmt: skip
    incident = _sealed(desk, "incident", {"title": f"Сусідка {ALIAS[:-1]}ої бачила колону"})
    return [consent, incident]


def _order(chosen, **more):
    return {"edition": "pseudonymised", "purpose": PURPOSE, "language": "uk", "records": chosen, **more}


def _issue(desk, office, tmp_path, chosen, reviewed=(), name="out"):
    signer = report_signer(office, tmp_path / "signer.p12")
    return bundles.issue(
        desk, out=tmp_path / name, recipient="Прокуратура", signer=signer, signer_passphrase="signer phrase",
        reviewed=reviewed, **_order(chosen),
    )  # fmt: skip


def test_looking_ahead_names_the_place_and_writes_nothing(desk, chosen):
    before = custody.head(desk).size if hasattr(custody, "head") else None
    found = bundles.look_ahead(desk, **_order(chosen))
    assert [i.form for i in found.items] == ["redacted", "full"]
    assert found.items[0].consent.covers
    assert {s.exhibit for s in found.suspects} == {"002"}
    assert {s.hidden_exhibit for s in found.suspects} == {"001"}
    assert any(s.found.startswith("Грушевецьк") for s in found.suspects)
    assert found.record_of("002").record == chosen[1]
    if before is not None:
        assert custody.head(desk).size == before


def test_unread_text_is_refused_and_the_ledger_says_it_was_given_up(desk, office, tmp_path, chosen):
    with pytest.raises(InputProblem) as refused:
        _issue(desk, office, tmp_path, chosen)
    assert refused.value.code == "bundle.identity-in-text"
    assert not (tmp_path / "out").exists()
    assert bundles.issued(desk) == ()


def test_read_text_goes_and_another_one_does_not(desk, office, tmp_path, chosen):
    found = bundles.look_ahead(desk, **_order(chosen)).suspects
    other = [replace(one, label="another field") for one in found]
    with pytest.raises(InputProblem):
        _issue(desk, office, tmp_path, chosen, other, "first")
    made = _issue(desk, office, tmp_path, chosen, found, "second")
    assert made.out.is_dir()
    assert bundles.verify(made.out, office.fingerprint).exit_code == 0


def test_consent_answers_are_told_for_each_purpose(desk, chosen):
    yes = bundles.consents(desk, chosen, PURPOSE)
    assert [(a.answer, a.covers) for a in yes] == [("yes", True)], "nobody stands behind an incident"
    assert [(a.answer, a.covers) for a in bundles.consents(desk, chosen, "cp_icc")] == [("not_asked", False)]
    withheld = bundles.look_ahead(desk, **_order(chosen, purpose="cp_icc"))
    assert [(i.form, i.reason) for i in withheld.items] == [("withheld", "consent"), ("full", "")]


def test_only_sealed_records_may_be_chosen(desk, chosen):
    records.new_record(desk, "incident", {"title": "Чернетка"})
    assert {row.id for row in bundles.candidates(desk)} == set(chosen)


def test_signer_is_looked_at_without_signing(desk, office, tmp_path):
    signer = report_signer(office, tmp_path / "signer.p12")
    facts = bundles.look_at_signer(desk, signer, "signer phrase")
    assert not facts.expired
    assert facts.name
    with pytest.raises(InputProblem):
        bundles.look_at_signer(desk, tmp_path / "nothing.p12", "")
