"""What the program itself says of a record at sealing, and records that were sealed under an older schema."""

from __future__ import annotations

import hashlib

import pytest

from field_doc.app.bundling import rows
from field_doc.app.commands import intake, records
from field_doc.base.i18n import Words
from field_doc.schema.registry import Registry

NOTHING = {"null_reason": "nv_not_asked"}
ANSWERS = {
    "statement_kind": "sk_first_account", "vulnerability": {"null": "nv_not_observed"}, "had_prior_interview": "yn_no",
    "non_disclosure_warning": "yn_no", "self_incrimination": "yn_no", "information_at_risk": "yn_yes",
    "risk_decision": "rd_go", "account": "Вони прийшли вранці.",
}  # fmt: skip
GIVEN = {"status": "cs_given", "purposes": {"cp_record": "yes"}, "given_at": "2022-03-05T14:20:00+02:00"}


def sealed_fields(session, type_name, fields):
    begun = records.new_record(session, type_name, fields)
    records.seal(session, begun.id)
    return session.run(lambda s: s.records.as_sealed(begun.id, 1))[1]


def first_account(session, **more):
    person = records.new_record(session, "person", {}).code
    consent = records.new_record(session, "consent", {"person": person, **GIVEN}).code
    return sealed_fields(session, "statement", {**ANSWERS, "person": person, "consent": consent, **more})


def test_a_sealed_first_account_says_what_the_gate_allowed(session) -> None:
    fields = first_account(session, gate_result=["sk_full"])
    assert "sk_first_account" in fields["gate_result"]
    assert "sk_full" not in fields["gate_result"], "the gate says it, not who types"


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({"vulnerability": ["vn_child"]}, ["sk_contact_only"]),
        ({"had_prior_interview": "yn_yes"}, ["sk_contact_only", "sk_prior_ref"]),
        ({"vulnerability": ["vn_trauma_acute"]}, {"null_reason": "nv_na"}),
        ({"risk_decision": None}, NOTHING),
        ({"vulnerability": {"null": "nv_not_asked"}}, NOTHING),
    ],
)
def test_a_contact_says_what_the_gate_left(session, changes, result) -> None:
    fields = {**ANSWERS, **changes, "statement_kind": "sk_contact_only", "account": None}
    assert sealed_fields(session, "statement", fields)["gate_result"] == result


def test_an_amendment_computes_it_anew(session) -> None:
    fields = {**ANSWERS, "vulnerability": ["vn_child"], "statement_kind": "sk_contact_only", "account": None}
    begun = records.new_record(session, "statement", fields)
    records.seal(session, begun.id)
    records.amend(session, begun.id, {"had_prior_interview": "yn_yes", "vulnerability": []}, "уточнено")
    found = session.run(lambda s: s.records.as_sealed(begun.id, 2))[1]
    assert found["gate_result"] == NOTHING, "who the person is was taken back: the gate is open again"


def test_a_consent_names_the_text_it_was_given_to(session, tmp_path) -> None:
    typed = "sha256:" + "0" * 64
    assert sealed_fields(session, "consent", {**GIVEN, "form_digest": typed})["form_digest"] == NOTHING
    text = {"lang": "uk", "paragraphs": ["Хто ми.", "Що буде далі."]}
    digest = hashlib.sha256("Хто ми.\n\nЩо буде далі.".encode()).hexdigest()
    assert sealed_fields(session, "consent", {**GIVEN, "form_text": text})["form_digest"] == f"sha256:{digest}"
    form = tmp_path / "form.txt"
    form.write_bytes(b"The form that was read out.\n")
    begun = records.new_record(session, "consent", {**GIVEN, "form_text": text})
    intake.take_in(session, [form], begun.id)
    records.seal(session, begun.id)
    found = session.run(lambda s: s.records.as_sealed(begun.id, 1))[1]
    assert found["form_digest"] == f"sha256:{hashlib.sha256(form.read_bytes()).hexdigest()}"


def test_the_digest_of_a_file_only_custodians_see_is_not_told(session, tmp_path) -> None:
    form = tmp_path / "signed.txt"
    form.write_bytes(b"signed by a name")
    begun = records.new_record(session, "consent", GIVEN)
    intake.take_in(session, [form], begun.id, protection="identity")
    records.seal(session, begun.id)
    assert session.run(lambda s: s.records.as_sealed(begun.id, 1))[1]["form_digest"] == NOTHING


@pytest.fixture
def first_schemas(monkeypatch):
    """The program as it was when every type was at version 1."""
    with monkeypatch.context() as patch:
        today = Registry.record_type
        patch.setattr(Registry, "record_type", lambda self, name, version=None: today(self, name, version or 1))
        yield patch


def test_what_was_sealed_and_begun_under_the_first_schema_is_read_amended_and_printed(session, first_schemas) -> None:
    incident = records.new_record(session, "incident", {"title": "Before"}).id
    site = records.new_record(session, "burial_site", {"event_links": [incident], "where": "за городами"}).id
    draft = records.new_record(session, "burial_site", {"event_links": [incident]}).id
    for one in (incident, site):
        records.seal(session, one)
    first_schemas.undo()

    shown = records.show(session, site).shown.fields
    assert shown["event_links"] == [{"id": incident, "target": incident}]
    assert records.show(session, incident).shown.fields["title"] == "Before"
    kept = dict(session.run(lambda s: s.records.fields(draft)))
    records.save_draft(session, draft, kept)
    newest = session.run(lambda s: s.registry.record_type("burial_site").version)
    assert session.run(lambda s: s.records.draft(draft)).schema == newest
    records.amend(session, site, {"access": "стежкою"}, "уточнено")
    old, new = (session.run(lambda s, n=n: s.records.as_sealed(site, n)) for n in (1, 2))
    assert (old[0].version, new[0].version) == (1, newest)
    assert old[1]["event_links"] == [incident], "what was signed stays what it is"
    assert new[1]["event_links"][0]["target"] == incident
    labels = session.run(lambda s: s.registry.labels(Words("uk")))
    for number, (record_type, fields) in enumerate((old, new), 1):
        sealed = session.run(lambda s, n=number: s.keyring.open(s.records.sealed(site, n)).fields)
        registry = session.run(lambda s: s.registry)
        lines = rows.of_record(registry, record_type, fields, sealed, labels, lambda _id: "I-CODE")
        assert any("I-CODE" in line.value for line in lines)


def test_a_boundary_that_is_no_shape_yet_is_sealed_as_it_was_typed(session) -> None:
    text = "49.2122 37.2569\nбіля верби"
    fields = sealed_fields(session, "burial_site", {"boundary": text})
    assert fields["boundary"] == {"as_given": text, "crs_given": "crs_wgs84", "source": "gsrc_typed"}


def test_when_we_learned_of_it_is_not_when_it_was(session) -> None:
    begun = records.new_record(session, "incident", {"date_received": "2024-05-01"})
    assert records.show(session, begun.id).shown.row.occurred == ""
    records.save_draft(session, begun.id, {"date_received": "2024-05-01", "when": "2022-03-12"})
    assert records.show(session, begun.id).shown.row.occurred == "2022-03-12"
