"""Identity apart (R07): not in the record store, not in lists or search; opened with a reason, entered first."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from faults import behind, files_below

from field_doc.app.commands import files, intake, records
from field_doc.base.errors import AccessRefused, InputProblem
from field_doc.formats import labels
from field_doc.vault.database import Database

SURNAME = "Zavhorodnyomarker"
CHANGED = "Perezavhorodniomarker"
PHONE = "380501112233marker"
FIELDS = {
    "surname": SURNAME, "given_name": "Olenamarker", "contacts": [{"contact": {"kind": "ck_phone", "value": PHONE}}],
    "remarks": "Remarkmarker",
}  # fmt: skip
MARKED = b"marker"


@pytest.fixture
def identity(session):
    named = session.run(lambda s: {f.name: f for f in s.registry.record_type("identity").fields})
    group = named["contacts"]
    inner = next(f.name for f in group.fields if f.type == "contact")
    person = records.new_record(session, "person", {}).code
    return records.new_record(
        session, "identity", {**FIELDS, "person": person, "contacts": [{inner: {"kind": "ck_phone", "value": PHONE}}]}
    ).id


def in_record_store(session) -> bytes:
    """Everything the record store holds, in the clear: what its key alone opens."""

    def dump(services) -> bytes:
        database = services.vault.records
        names = [r["name"] for r in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [tuple(r) for n in names for r in database.rows(f"SELECT * FROM {n}")]
        return repr(rows).encode() + b"".join(v for r in rows for v in r if isinstance(v, bytes))

    return session.run(dump)


def assert_apart(session) -> None:
    assert MARKED not in in_record_store(session).lower()


def test_values_are_in_no_row_of_the_record_store_at_any_step(session, identity) -> None:
    assert_apart(session)
    records.save_draft(session, identity, {"surname": CHANGED})
    assert_apart(session)
    records.seal(session, identity)
    assert_apart(session)
    records.open_amendment(session, identity)
    assert_apart(session)
    records.save_draft(session, identity, {"surname": SURNAME})
    assert_apart(session)
    records.seal(session, identity, reason="spelled as in the passport")
    assert_apart(session)
    records.open_amendment(session, identity)
    records.discard_draft(session, identity)
    assert_apart(session)


def test_not_in_lists_titles_search_or_counts(session, identity) -> None:
    for word in (SURNAME, "Olenamarker", PHONE, "Remarkmarker"):
        assert records.search(session, word) == ()
    row = next(r for r in records.list_records(session) if r.id == identity)
    assert "marker" not in repr(row).lower()


def test_looking_needs_a_reason_and_is_entered_before_anything_is_shown(session, identity) -> None:
    with pytest.raises(AccessRefused, match=r"identity\.reason-needed"):
        records.show(session, identity)
    for blank in ("", "  "):
        with pytest.raises(InputProblem, match=r"identity\.reason-needed"):
            records.open_identity(session, identity, blank)
    assert "identity.opened" not in [x.event for x in records.history(session, identity)]
    view = records.open_identity(session, identity, "medical evacuation today")
    assert view.shown.fields["surname"]["text"] == SURNAME
    last = records.history(session, identity)[-1]
    assert (last.event, last.detail["reason"]) == ("identity.opened", "medical evacuation today")


def test_an_opening_that_then_fails_was_entered_all_the_same(session, identity) -> None:
    session.run(lambda s: s.identities.forget(identity))
    with pytest.raises(AccessRefused, match=r"identity\.closed"):
        records.open_identity(session, identity, "why")
    assert records.history(session, identity)[-1].event == "identity.opened"


def test_discarded_amendment_gives_back_what_was_sealed(session, identity) -> None:
    records.seal(session, identity)
    records.open_amendment(session, identity)
    records.save_draft(session, identity, {"surname": CHANGED})
    records.discard_draft(session, identity)
    assert records.open_identity(session, identity, "why").shown.fields["surname"]["text"] == SURNAME


def test_discarded_identity_is_gone_from_its_store(session, identity) -> None:
    records.discard_draft(session, identity)
    with pytest.raises(AccessRefused, match=r"identity\.closed"):
        session.run(lambda s: s.identities.fields(identity))


def test_other_records_that_point_to_it_do_not_show_it(session, identity) -> None:
    person = records.new_record(session, "person", {})
    note = records.new_record(session, "note", {"about": [identity, person.id]})
    assert "marker" not in repr(note).lower()
    assert "marker" not in repr(records.show(session, note.id)).lower()


def test_a_scanned_document_of_an_identity_is_of_class_identity(session, identity, tmp_path) -> None:
    scan = tmp_path / "scan.jpg"
    scan.write_bytes(b"\xff\xd8\xff\xe0 no picture")
    intake.take_in(session, [scan], identity, protection="public")
    assert [f.protection for f in files.list_files(session, identity)] == ["identity"]


def test_the_key_of_the_record_store_does_not_open_the_identity_store(session, identity, vault_path) -> None:
    session.close()
    with behind(vault_path) as vault:
        key = vault.derived_key(labels.VAULT_RECORDS_DB)
        with pytest.raises(Exception, match=r"vault\.database-unreadable"):
            Database(vault_path / "identities.db", key, "identities")


def test_nothing_on_the_disk_says_a_name_in_the_clear(session, identity, vault_path) -> None:
    records.seal(session, identity)
    digest = hmac.new(b"", SURNAME.encode(), hashlib.sha256).digest()
    for path in files_below(vault_path):
        data = path.read_bytes()
        assert MARKED not in data.lower(), path.name
        assert digest not in data, path.name
