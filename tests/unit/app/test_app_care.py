"""Care: the directory of help, whom to ask after, the documenter's own words."""

import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from faults import made
from road import Site, site

from field_doc.app.commands import care, records
from field_doc.app.session import Session
from field_doc.base.errors import InputProblem, IntegrityFailure

LIST = {
    "entries": [
        {"id": "kyiv", "name": {"uk": "Центр"}, "oblasts": ["ua_32"], "needs": ["pn_psych"], "phones": ["0 800 000 000"],
         "last_checked": "2026-10-01"},
        {"id": "far", "name": {"uk": "Інший"}, "oblasts": ["ua_46"], "phones": ["0 800 000 001"],
         "last_checked": "2026-10-01"},
        {"id": "all", "name": {"uk": "Лінія"}, "phones": ["0 800 000 002"], "last_checked": "2026-10-01"},
    ]
}  # fmt: skip
SECRET = "they are my own words about the day"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("care") / "office") as found:
        yield found


def test_numbers_of_the_state_are_there_without_an_office(session: Session) -> None:
    found = care.directory(session)
    assert {p for e in found.emergency for p in e.phones} == {"101", "102", "103", "112"}
    assert all(not e.last_checked for e in found.emergency)
    assert found.entries == ()
    with pytest.raises(InputProblem, match=r"care\.no-office"):
        care.import_directory(session, b"x.y.z")
    with pytest.raises(InputProblem, match=r"care\.not-a-desk"):
        care.sign_directory(session, json.dumps(LIST).encode(), Path("nowhere"))


def test_the_offices_directory_is_kept_offline_and_never_grows_older(office: Site, tmp_path: Path) -> None:
    first, second = tmp_path / "a.fdhelp", tmp_path / "b.fdhelp"
    care.sign_directory(office.desk, json.dumps(LIST).encode(), first)
    with made(tmp_path / "field.fdvault") as field:
        office.enrol(field)
        imported, _ = care.import_directory(field, first.read_bytes())
        assert imported.entries == 3
        found = care.directory(field)
        assert [e.id for e in care.of_oblast(found, "ua_32")] == ["kyiv", "all"]
        assert [e.id for e in care.of_oblast(found, "")] == ["all"]
        later = {**LIST, "entries": LIST["entries"][:1]}
        time.sleep(1.1)  # a directory is dated to the second
        care.sign_directory(office.desk, json.dumps(later).encode(), second)
        care.import_directory(field, second.read_bytes())
        with pytest.raises(InputProblem, match=r"referrals\.older"):
            care.import_directory(field, first.read_bytes())
        changed = second.read_text().strip()[:-8] + "AAAAAAAA"
        with pytest.raises(IntegrityFailure):
            care.import_directory(field, changed.encode())
        assert [e.id for e in care.directory(field).entries] == ["kyiv"]


def test_the_desk_refuses_terms_nobody_knows_and_entries_nobody_checked(office: Site, tmp_path: Path) -> None:
    for change in ({"oblasts": ["ua_99"]}, {"needs": ["pn_money"]}, {"last_checked": ""}):
        entries = [{**LIST["entries"][0], **change}]
        with pytest.raises(InputProblem, match=r"referrals\.entry-wrong"):
            care.sign_directory(office.desk, json.dumps({"entries": entries}).encode(), tmp_path / "c")
    assert not (tmp_path / "c").exists()


def _statement(session: Session, ended: datetime, *, again: str = "yes") -> str:
    person = records.new_record(session, "person", {}).id
    purposes = {"cp_record": {"answer": "yes"}, "cp_recontact": {"answer": again}}
    consent = records.new_record(session, "consent", {"person": person, "status": "cs_given", "purposes": purposes}).id
    fields = {"person": person, "consent": consent, "ended": ended.isoformat(timespec="seconds")}
    return records.new_record(session, "statement", fields).id


def test_somebody_is_to_be_asked_after_for_three_days_and_then_let_go(session: Session) -> None:
    now = session.run(lambda s: s.clock.now().wall)
    late = _statement(session, now - timedelta(hours=30))
    soon = _statement(session, now - timedelta(hours=1))
    _statement(session, now - timedelta(days=8))
    _statement(session, now - timedelta(hours=30), again="no")
    found = care.tasks(session)
    assert [t.record_id for t in found] == [late, soon]
    assert (found[1].first - now).total_seconds() == pytest.approx(23 * 3600, abs=5)
    assert found[1].last - found[1].first == timedelta(hours=48)
    care.note_outcome(session, soon, "declined")
    care.note_outcome(session, late, "not_reached")
    assert [(t.record_id, t.outcome) for t in care.tasks(session)] == [(late, "not_reached")]
    care.note_outcome(session, soon, "")
    care.note_outcome(session, late, "done")
    assert [t.record_id for t in care.tasks(session)] == [soon]
    session.run(lambda s: s.vault.records.execute("UPDATE records SET origin = 'D' WHERE id = ?", (soon,)))
    assert care.tasks(session) == ()  # on a desk: somebody else talked with the person
    with pytest.raises(InputProblem, match=r"care\.unknown-outcome"):
        care.note_outcome(session, soon, "twice")


def test_own_words_stand_nowhere_but_in_their_table_and_go_without_a_trace(session: Session, vault_path: Path) -> None:
    size = session.run(lambda s: s.vault.records.value("SELECT count(*) FROM ledger"))
    kept = care.keep_debrief(session, SECRET)
    assert care.keep_debrief(session, SECRET + " and more", kept) == kept
    assert [n.text for n in care.debriefs(session)] == [SECRET + " and more"]
    assert records.search(session, "own words") == ()

    def elsewhere(s: object) -> list[str]:
        database = s.vault.records  # type: ignore[attr-defined]
        tables = [r["name"] for r in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [t for t in tables if any(SECRET in str(v) for r in database.rows(f'SELECT * FROM "{t}"') for v in r)]

    assert session.run(elsewhere) == ["debrief"]
    assert session.run(lambda s: s.vault.records.value("SELECT count(*) FROM ledger")) == size
    assert care.forget_debrief(session, kept)
    assert care.debriefs(session) == ()
    assert session.run(elsewhere) == []
    assert session.run(lambda s: s.vault.records.value("SELECT count(*) FROM ledger")) == size
    wal = next((p for p in vault_path.rglob("records.db-wal")), None)
    assert wal is None or wal.stat().st_size == 0
    assert not care.forget_debrief(session, kept)


def test_empty_words_take_a_note_away(session: Session) -> None:
    kept = care.keep_debrief(session, SECRET)
    assert care.keep_debrief(session, "  ", kept) == ""
    assert care.debriefs(session) == ()
    assert care.keep_debrief(session, " ") == ""


def test_the_oblast_is_that_of_the_talk_else_the_last_one_of_the_case(session: Session) -> None:
    assert care.oblast_near(session, "") == ""
    case = records.new_record(session, "case", {"title": "T"}).id
    where = {"as_said": "Bucha", "country": "UA", "oblast": "ua_32"}
    records.new_record(session, "incident", {"where": where}, case=case)
    other = records.new_record(session, "statement", {"place": {**where, "oblast": "ua_46"}}).id
    assert care.oblast_near(session, case) == "ua_32"
    assert care.oblast_near(session, case, other) == "ua_46"
