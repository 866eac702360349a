"""The way of a record in real windows, done by people: only what is seen is pressed, only keys and clicks act.

Two programs as in life, the documenter's and the desk's; between them only a server, a card and a stick.
Numbers are those of the way in the order of the work: 1 first start, 2 records, 3 intake, 4 seal and amend,
5 enrol and sync, 6 desk and stick, 7 bundle, 8 check, 9 lock, shares, backup.
"""

from __future__ import annotations

import socket

import pytest
from driver import LONG, Person, wait
from office_place import PHRASE, make_office, report_signer, served
from office_steps import bundle, check, issue_card, join, pack, pull, receive, send, take_answer, unlock
from open_window import Window
from way_steps import (
    SERIAL,
    SURNAME,
    burial_site,
    first_account,
    identity,
    make_shares,
    new_case,
    new_incident,
    new_vault,
    photo,
    seal,
    take_in,
)

from field_doc.app.commands import records
from field_doc.app.session import Session

TITLE, AMENDED = "Обстріл вулиці (вигадано)", "Обстріл двох вулиць (вигадано)"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def at(qtbot):
    """``at(lang)``: somebody at a new window; closed after the test."""
    made: list[Window] = []

    def sit(lang: str = "uk", **given) -> Person:
        made.append(Window(qtbot, lang, **given))
        return Person(made[-1])

    yield sit
    for window in made:
        if window.program.session is not None:
            window.idle()
        window.close()


def test_from_first_start_to_a_checked_bundle(at, tmp_path):
    port = free_port()
    office = make_office(tmp_path / "office", port)
    field, desk = at(), at(sessions=Session)
    _1_first_start(field, tmp_path)
    _2_records(field, tmp_path)
    _3_intake(field, tmp_path)
    _4_seal_and_amend(field)
    unlock(desk, office.desk, PHRASE)
    _5_enrol_and_sync(field, desk, office, port, tmp_path)
    _6_desk(field, desk, office, port)
    _7_bundle(desk, office, tmp_path)
    _8_check(field, tmp_path)


def _1_first_start(person: Person, folder) -> None:
    """Language at once; a weak phrase is called weak, six words are typed back; shares offered, reminded of, made."""
    person.window.program.start(None)
    person.speak("English")
    assert "New vault" in person.texts()
    person.speak("Українська")
    person.type_into("Passphrase", "Харків2022")
    person.see("Too weak.")
    (folder / "field").mkdir()
    new_vault(person, folder / "field")
    person.press("Later")
    person.press("No recovery shares yet")
    person.press("Passphrase and shares")
    person.press("Make recovery shares…")
    make_shares(person)
    person.see("They are made. Making new ones means that earlier ones open nothing any more.")
    person.gone("No recovery shares yet")


def _2_records(person: Person, folder) -> None:
    """Case, first account with consent for each purpose, the identity apart, a site with its boundary, an incident."""
    new_case(person, "Вулиця (вигадано)")
    answers = {"cp_record": "yes", "cp_store": "yes", "cp_ua_authorities": "yes", "cp_public_named": "no"}
    first_account(person, answers)
    identity(person)
    burial_site(person, folder)
    new_incident(person, TITLE)


def _3_intake(person: Person, folder) -> None:
    """A photo: hashed, shown with its facts; the same file once more is told."""
    path = photo(folder / "card")
    take_in(person, path)
    person.row(path.name, LONG)
    person.see("Model X", LONG)
    take_in(person, path)
    person.see("Already in the vault", LONG)
    person.press("Seen, put away")


def _4_seal_and_amend(person: Person) -> None:
    """Sealed, amended with a reason; both versions readable and side by side."""
    seal(person)
    person.press("Amend…")
    person.gone("Amend…")
    person.see("Amendment, draft")
    person.tab(person.section("incident", "what"))
    person.type_into(person.field("incident.title"), AMENDED)
    seal(person, "Уточнено місце")
    person.tab(person.word("History"))
    person.see("Уточнено місце")
    person.press("Compare {first} and {second}", first=1, second=2)
    person.see(TITLE)
    person.see(AMENDED)
    person.tab(person.word("History"))
    person.press("Show version {number}", number=1)
    person.see(TITLE)
    assert AMENDED not in [t for t in person.texts() if "·" not in t and "," not in t]


def _5_enrol_and_sync(field: Person, desk: Person, office, port: int, folder) -> None:
    """Fingerprints compared both ways; while the server is away everything waits, and the window says so."""
    card = folder / "card.fdcard"
    with served(office.server, port):
        issue_card(desk, card)
        join(field, desk, card, office.fingerprint)
    send(field)
    field.see(field.error("sync.server-away"))
    field.row(field.word("Waiting"))
    with served(office.server, port):
        send(field)
        field.see("Everything has reached the server.", LONG)
        field.row(field.word("Stored on the server"))


def _6_desk(field: Person, desk: Person, office, port: int) -> None:
    """Pulled, opened, recomputed, accepted; the receipts show on the record. Everything arrived once."""
    with served(office.server, port):
        pull(desk)
        send(field)
    field.row(field.word("Accepted"))
    field.go("Incidents")
    field.row(AMENDED)
    field.see("Accepted")
    field.tab(field.word("History"))
    field.see("Stored on the server")
    desk.go("Incidents")
    desk.row(AMENDED, LONG)
    at_desk = rows_of(desk)
    assert sorted(row.code for row in at_desk) == sorted(row.code for row in rows_of(field) if row.versions)


def rows_of(person: Person) -> list:
    """The sealed records of a vault, for comparing."""
    session = person.window.program.session
    return [row for row in records.list_records(session) if row.versions]


def _7_bundle(desk: Person, office, folder) -> None:
    """Both editions. Without data on persons no file holds a name or a serial number; the whole one names its reason."""
    signer = report_signer(office, folder / "signer.p12")
    desk.go("Bundles")
    bundle(desk, signer, folder / "pseudonymised", "pseudonymised")
    desk.press("Save the trust file…")
    desk.file(folder / "trust.txt")
    wait((folder / "trust.txt").exists, "the trust file is not written")
    held = [path.read_bytes() for path in (folder / "pseudonymised").rglob("*") if path.is_file()]
    assert any(content.startswith(b"\xff\xd8") for content in held)
    assert not [content for content in held if SERIAL in content or SURNAME.encode() in content]
    desk.press("Another bundle")
    bundle(desk, signer, folder / "full", "full")
    originals = [path.read_bytes() for path in (folder / "full").rglob("*") if path.is_file()]
    assert any(SERIAL in content for content in originals)


def _8_check(person: Person, folder) -> None:
    """A stranger's check: without trust it is only consistent, with the office's trust file all holds."""
    check(person, folder / "pseudonymised", None, "Consistent; whose signature it is was not checked")
    one, many = "{count} of {total} claims holds, none fails", "{count} of {total} claims hold, none fails"
    none_fails = person.counted(one, many, 5, total=5).partition(", ")[2]
    for edition in ("pseudonymised", "full"):
        check(person, folder / edition, folder / "trust.txt", none_fails)
        person.row(person.word("Holds"))


def test_by_courier_stick(at, tmp_path):
    """Where there is no network: both ways by stick, in English; an office abroad asks for the consent to that."""
    port = free_port()
    office = make_office(tmp_path / "office", port, country="PL")
    field, desk = at("en"), at("en", sessions=Session)
    field.window.program.start(None)
    (tmp_path / "field").mkdir()
    new_vault(field, tmp_path / "field")
    field.press("Later")
    unlock(desk, office.desk, PHRASE)
    card = tmp_path / "card.fdcard"
    with served(office.server, port):
        issue_card(desk, card)
        join(field, desk, card, office.fingerprint)
        send(field)
    new_incident(field, "Shelling of a street (invented)")
    seal(field)
    first_account(field, {"cp_record": "yes", "cp_store": "yes"})
    _by_stick(field, desk, tmp_path, "first")
    # The statement stays at home, and its row says why: nobody was asked whether it may be kept abroad.
    assert field.error("consent.storage-abroad") in field.row("W-")
    _answer_abroad(field)
    _by_stick(field, desk, tmp_path, "second")
    desk.go("Statements")
    desk.row("W-", LONG)


def _by_stick(field: Person, desk: Person, folder, name: str) -> None:
    """Packed at one window, received at the other, the answer back; what was on the way has arrived."""
    stick, answer = folder / f"stick-{name}", folder / f"answer-{name}"
    stick.mkdir()
    answer.mkdir()
    pack(field, stick)
    receive(desk, stick, answer)
    take_answer(field, answer)


def _answer_abroad(field: Person) -> None:
    """The person is asked: the consent is amended, sealed."""
    field.go("Consents")
    field.row("K-")
    field.press("Amend…")
    field.gone("Amend…")
    field.see("Seal…")
    field.tab(field.section("consent", "purposes"))
    field.pick(field.term("cp_store_abroad"), field.word("yes"))
    seal(field, "Asked today")


def test_least_safety(at, tmp_path):
    """9. Locked by key; opened again; backup, full check; shares used; the backup becomes a vault of a new epoch."""
    person = at()
    person.window.program.start(None)
    (tmp_path / "field").mkdir()
    phrase = new_vault(person, tmp_path / "field")
    person.press("Make shares now")
    sheets = make_shares(person)
    new_incident(person, TITLE)
    seal(person)
    _backup_and_check(person, tmp_path / "backups")
    _locked(person)
    again = at(memory=person.window.memory)
    _wrong_then_right(again, phrase)
    again.key("Ctrl+L")
    by_shares = at(memory=person.window.memory)
    _open_with_shares(by_shares, sheets)
    restored = at()
    _restore(restored, next((tmp_path / "backups").iterdir()), tmp_path, phrase)
    epochs = restored.window.program.session.run(lambda s: s.vault.records.value("SELECT count(*) FROM epochs"))
    assert epochs == 2


def _backup_and_check(person: Person, folder) -> None:
    """From the reminder in the status line to a backup; every file decrypted and counted again."""
    folder.mkdir()
    person.press("No backup yet")
    person.press("Backup")
    person.press("Make a backup…")
    person.file(folder)
    person.gone("There is no backup yet.", LONG)
    person.gone("Cancel", LONG)
    person.press("Checks")
    person.press("Full check")
    said = person.word(
        "Every file was decrypted and counted again: {files} files, {size}. All as written.", files=0, size=""
    )
    person.see(said.partition(":")[0], LONG)


def _locked(person: Person) -> None:
    """The window holds nothing, the process is told to end and to come back locked."""
    person.key("Ctrl+L")
    wait(lambda: person.window.ended, "the process is not ended")
    assert person.texts() == []


def _wrong_then_right(person: Person, phrase: str) -> None:
    """A new process: layout and Caps Lock are told, a wrong phrase is counted."""
    person.window.program.start(None)
    person.see("Locked")
    person.type_into("Passphrase", "щось")
    person.see("UKR")
    person.write_with_caps("Я")
    person.see("Caps Lock")
    person.press("Open")
    person.see(person.error("vault.passphrase-wrong"), LONG)
    person.type_into("Passphrase", phrase)
    person.press("Open", LONG)
    person.see("Settings", LONG)


def _open_with_shares(person: Person, sheets) -> None:
    """Two sheets, word by word; a new passphrase; the device is a new one to the office."""
    person.window.program.start(None)
    person.press("Open with recovery shares…")
    for number, sheet in enumerate(sheets[:2], 1):
        person.write("".join(f"{word[:4]} " for word in sheet))
        person.see("{done} of {total} shares read", done=number, total=2)
    person.type_into("New passphrase", "калина човен лютий дзвін папір озеро")
    person.type_into("Once more", "калина човен лютий дзвін папір озеро")
    person.press("Open with the shares")
    person.see("The vault is open. This device has new keys: the office has to enrol it again.", LONG)


def _restore(person: Person, backup, place, phrase: str) -> None:
    """A backup becomes a vault again, under the passphrase it was made with; its ledger goes on in a new epoch."""
    person.window.program.start(None)
    person.press("Restore from a backup…")
    person.press("Folder of the backup")
    person.file(backup)
    person.press("Where the vault shall lie")
    person.file(place)
    person.type_into("Passphrase of the backup", phrase)
    person.press("Restore the vault")
    person.see("The vault is open. This device has new keys: the office has to enrol it again.", LONG)
    person.go("Incidents")
    person.row(TITLE, LONG)
