"""No word that somebody typed stands in a ledger leaf: leaves are for ever, and they travel (R18)."""

from __future__ import annotations

import pytest
from faults import PASSPHRASE, cheap, made

from field_doc.app.commands import custody, files, intake, records, upkeep, vaults
from field_doc.app.session import Session

MARKS = [f"zz{word}zz" for word in (
    "name", "code", "title", "surname", "account", "reason", "openreason", "detach", "purpose", "view", "file",
    "folder", "phrase", "query", "place", "remark", "typo", "gone", "source",
)]  # fmt: skip


def mark(word: str) -> str:
    """A word that would pass for a term, were it put where terms stand."""
    assert f"zz{word}zz" in MARKS
    return f"zz{word}zz"


@pytest.fixture
def everything_typed(tmp_path):
    """A vault whose every free input got a marked word, and whose every act was done."""
    path = tmp_path / "v.fdvault"
    session = made(path, documenter=mark("name"), code=mark("code"))
    case = records.new_record(session, "case", {"title": mark("title")})
    person = records.new_record(session, "person", {"description": mark("remark")}, case=case.code)
    incident = records.new_record(session, "incident", {"title": mark("title"), "where": mark("place")}, case=case.code)
    identity = records.new_record(session, "identity", {"surname": mark("surname"), "person": person.code})
    records.new_record(session, "statement", {"account": mark("account"), "person": person.code}, case=case.id)
    records.save_draft(session, incident.id, {"title": mark("typo"), "case": case.id})
    folder = tmp_path / mark("folder")
    folder.mkdir()
    (folder / f"{mark('file')}.jpg").write_bytes(b"\xff\xd8\xff" + mark("source").encode())
    (folder / f"{mark('file')}.link").symlink_to(folder)
    (folder / mark("file")).mkdir()
    taken = intake.take_in(session, [folder], incident.id, recursive=False)
    intake.take_in(session, [folder], incident.id)
    records.seal(session, incident.id)
    records.amend(session, incident.id, {"title": mark("title")}, mark("reason"))
    records.seal(session, identity.id)
    records.open_identity(session, identity.id, mark("openreason"))
    records.show(session, incident.id, purpose=mark("view"))
    records.search(session, mark("query"))
    gone = records.new_record(session, "note", {"title": mark("gone")}, case=case.code)
    records.discard_draft(session, gone.id)
    (row, *_) = files.list_files(session, incident.id)
    files.view_picture(session, row.id, purpose=mark("view"))
    files.export_file(session, row.id, tmp_path / mark("folder") / "out", purpose=mark("purpose"), plain=True)
    files.export_age(session, row.id, tmp_path / "out.age")
    files.detach(session, incident.id, str(taken.series_id), mark("detach"))
    vaults.make_shares(session, 2, 3)
    vaults.change_passphrase(session, PASSPHRASE, mark("phrase"))
    upkeep.backup(session, tmp_path / mark("folder") / "backup")
    upkeep.check(session, full=True)
    session.close()
    with Session(derive=cheap) as again:
        with pytest.raises(Exception, match="passphrase-wrong"):
            vaults.unlock(again, path, mark("name"))
        vaults.unlock(again, path, mark("phrase"))
        yield again


def test_no_leaf_holds_a_marked_word_and_details_do(everything_typed) -> None:
    session = everything_typed
    leaves = session.run(lambda s: [bytes(r["leaf"]) for r in s.vault.records.rows("SELECT leaf FROM ledger")])
    assert len(leaves) > 30
    assert [m for m in MARKS for leaf in leaves if m.encode() in leaf.lower()] == []
    # The words are not lost: those of acts stand in the details beside the tree.
    details = repr([x.detail for x in custody.entries(session, limit=1000)])
    kept = ("reason", "openreason", "detach", "purpose", "view", "file", "folder", "code")
    assert [word for word in kept if mark(word) not in details] == []
    assert all(mark(word) not in details for word in ("phrase", "surname", "account", "query", "title", "typo", "name"))


def test_columns_for_look_up_hold_no_words_either(everything_typed) -> None:
    rows = everything_typed.run(
        lambda s: [tuple(r) for r in s.vault.records.rows("SELECT event, at, case_code, subject FROM ledger")]
    )
    assert [m for m in MARKS if m in repr(rows)] == []


def test_every_leaf_of_a_case_hides_which_case(everything_typed) -> None:
    session = everything_typed
    ids = session.run(lambda s: [r["id"] for r in s.vault.records.rows("SELECT id FROM records WHERE type = 'case'")])
    leaves = session.run(lambda s: [bytes(r["leaf"]) for r in s.vault.records.rows("SELECT leaf FROM ledger")])
    assert not any(record_id.encode() in leaf for record_id in ids for leaf in leaves)
