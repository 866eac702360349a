"""What a role sees of a record: the class above it stands as not shown, never as unasked."""

import pytest

from field_doc.app import roles
from field_doc.app.commands import records
from field_doc.app.session import Session
from field_doc.base.errors import AccessRefused
from field_doc.base.i18n import Words
from field_doc.schema import registry, shown
from field_doc.schema.protection import NOT_FOR_ROLE


@pytest.fixture
def consent(session: Session) -> str:
    person = records.new_record(session, "person", {}).id
    fields = {"person": person, "recontact_alias": "Halyna from the mill", "status": "cs_given"}
    return records.new_record(session, "consent", fields).id


def _be_desk(session: Session) -> None:
    session.run(lambda s: s.vault.records.execute("UPDATE meta SET value = 'desk' WHERE name = 'role'"))


def test_a_desk_sees_pseudonyms_and_purposes_but_not_the_identity_class(session: Session, consent: str) -> None:
    records.seal(session, consent)
    whole = records.show(session, consent).shown.fields
    assert whole["recontact_alias"] == "Halyna from the mill"
    _be_desk(session)
    seen = records.show(session, consent).shown.fields
    assert seen["recontact_alias"] == {"null_reason": NOT_FOR_ROLE}
    assert {k: v for k, v in seen.items() if k != "recontact_alias"} == {
        k: v for k, v in whole.items() if k != "recontact_alias"
    }


@pytest.mark.parametrize(("lang", "said"), [("en", "Not shown to this role"), ("uk", "Не показується цій ролі")])
def test_what_is_not_shown_is_said_in_its_place(lang: str, said: str) -> None:
    known = registry.load()
    record_type = known.record_type("consent")
    fields = roles.seen("desk", record_type, {"recontact_alias": "x", "status": "cs_given"})
    texts = [f.text for f in shown.shown_fields(record_type, ["recontact_alias"], fields, known.labels(Words(lang)))]
    assert texts == [said]


def test_a_desk_cannot_amend_what_it_sees_only_in_part(session: Session, consent: str) -> None:
    incident = records.new_record(session, "incident", {"title": "A street"}).id
    for record in (consent, incident):
        records.seal(session, record)
    _be_desk(session)
    with pytest.raises(AccessRefused, match=r"record\.not-for-role"):
        records.open_amendment(session, consent)
    records.open_amendment(session, incident)


def test_a_role_nobody_knows_sees_the_public_class_only() -> None:
    record_type = registry.load().record_type("incident")
    seen = roles.seen("auditor", record_type, {"narrative": {"text": "A", "lang": "en"}, "handling_level": "hl_public"})
    assert seen == {"narrative": {"null_reason": NOT_FOR_ROLE}, "handling_level": "hl_public"}
    assert roles.seen("field", record_type, {"narrative": "x"}) == {"narrative": "x"}
