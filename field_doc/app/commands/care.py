"""Acts of care: the directory of help, who is to be asked after, the documenter's own words (docs/handbook/care.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from field_doc.app.changes import Done, Kind, changed
from field_doc.base.errors import InputProblem
from field_doc.base.paths import resources
from field_doc.evidence import care
from field_doc.formats import referrals
from field_doc.formats.keys import Purpose
from field_doc.schema.checks import read_instant
from field_doc.schema.rules import consent_problem
from field_doc.sync.enrol import membership
from field_doc.vault.files import replace_durably

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.session import Services, Session
    from field_doc.evidence.care import Debrief
    from field_doc.formats.keys import VerifyKey
    from field_doc.formats.referrals import Directory, Entry

_FIRST: Final = timedelta(hours=24)
_LAST: Final = timedelta(hours=72)
# A list that only grows is one more weight: a week after the talk it is let go.
_LET_GO: Final = timedelta(days=7)
_LOOKED_AT: Final = 200
_RECONTACT: Final = "cp_recontact"
_PLACES: Final = ("place", "where")


@dataclass(frozen=True, slots=True)
class Help:
    """Where a person can be sent.

    Attributes:
        emergency: numbers of the state, shipped with the program.
        entries: of the office's signed directory; none before one was imported.
        office, issued, imported_at: whose, when signed, when imported; "" without a directory.

    """

    emergency: tuple[Entry, ...]
    entries: tuple[Entry, ...] = ()
    office: str = ""
    issued: str = ""
    imported_at: str = ""


def of_oblast(found: Help, oblast: str) -> tuple[Entry, ...]:
    """Entries for an oblast, those of the whole country after them; "" for these alone. Pure."""
    near = [one for one in found.entries if oblast and oblast in one.oblasts]
    return (*near, *(one for one in found.entries if not one.oblasts))


def emergency() -> tuple[Entry, ...]:
    """The numbers everybody may know (DOMAIN 7.4): public, the same in the whole country, not checked by anybody."""
    return referrals.read_entries((resources() / "referrals" / "emergency.json").read_bytes())


def directory(session: Session) -> Help:
    """Everything that can be offered, without a network. A kept directory is checked again at every look."""

    def step(services: Services) -> Help:
        kept = care.kept_directory(services.vault.records)
        if kept is None:
            return Help(emergency())
        found = referrals.open_directory(kept[0], _desk_key(services))
        return Help(emergency(), found.entries, found.office, found.issued, kept[1])

    return session.run(step)


@dataclass(frozen=True, slots=True)
class Imported:
    """A directory was kept: whose, when signed, how many entries."""

    office: str
    issued: str
    entries: int


def import_directory(session: Session, data: bytes) -> tuple[Imported, Done]:
    """Keep a directory that the vault's own office signed, in place of an older one.

    Raises:
        InputProblem: ``care.no-office``, ``referrals.not-a-directory``, ``referrals.older``.
        IntegrityFailure: it was changed, or somebody else signed it.

    """

    def step(services: Services) -> Imported:
        try:
            text = data.decode("ascii").strip()
        except UnicodeDecodeError as error:
            raise InputProblem("referrals.not-a-directory") from error
        key = _desk_key(services)
        found = referrals.open_directory(text, key)
        before = care.kept_directory(services.vault.records)
        if before is not None and referrals.open_directory(before[0], key).issued > found.issued:
            raise InputProblem("referrals.older")
        care.keep_directory(services.vault.records, text, services.clock.now().iso())
        return Imported(found.office, found.issued, len(found.entries))

    return session.run(step), Done(changed(Kind.SETTINGS))


def sign_directory(session: Session, data: bytes, out: Path) -> Imported:
    """At the desk: sign a list that somebody wrote, as a new file.

    Raises:
        InputProblem: ``care.not-a-desk``; ``referrals.*``: the list, with the number of the entry.

    """

    def step(services: Services) -> tuple[str, Directory]:
        member = membership(services)
        if member.state != "desk":
            raise InputProblem("care.not-a-desk")
        entries = referrals.read_entries(data)
        _check_terms(services, entries)
        now = services.clock.now().wall.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        made = referrals.Directory(member.office, now, entries)
        return referrals.sign_directory(made, services.vault.signing_keys.load(Purpose.DESK_RECEIPT)), made

    if out.exists():
        raise InputProblem("export.exists")
    signed, made = session.run(step)
    replace_durably(out, signed.encode("ascii") + b"\n")
    return Imported(made.office, made.issued, len(made.entries))


def _check_terms(services: Services, entries: tuple[Entry, ...]) -> None:
    """Oblasts and kinds of help are terms; a slip of the pen would hide an entry from those who need it."""
    oblasts = {t.id for t in services.registry.vocabulary("ua_oblasts").terms}
    needs = {t.id for t in services.registry.vocabulary("vulnerability_needs").terms if t.group == "need"}
    for number, one in enumerate(entries, start=1):
        if not set(one.oblasts) <= oblasts or not set(one.needs) <= needs or not one.last_checked:
            raise InputProblem("referrals.entry-wrong", number=number)


def _desk_key(services: Services) -> VerifyKey:
    member = membership(services)
    if not member.root_pem or member.at is None:
        raise InputProblem("care.no-office")
    return member.receipt_keys.desk


def oblast_near(session: Session, case: str, record: str = "") -> str:
    """The oblast a talk most likely is in: of the record itself, else of the latest record of the case that says one.

    Returns:
        A term id of ``ua_oblasts``, "" if nothing says one.

    """

    def step(services: Services) -> str:
        rows = services.vault.records.rows(
            "SELECT id FROM records WHERE discarded = 0 AND blocked IS NULL"
            " AND type IN ('statement', 'incident', 'burial_site')"
            " AND (:case = '' OR case_id = :case OR id = :record)"
            " ORDER BY id = :record DESC, changed_at DESC LIMIT 20",
            {"case": case, "record": record},
        )
        for row in rows:
            fields = services.records.fields(str(row["id"]))
            for name in _PLACES:
                place = fields.get(name)
                said = place.get("oblast") if isinstance(place, dict) else None
                if isinstance(said, str):
                    return said
        return ""

    return session.run(step)


@dataclass(frozen=True, slots=True)
class Task:
    """Somebody to ask after: the statement, from when and until when, what became of it ("" nothing yet)."""

    record_id: str
    code: str
    first: datetime
    last: datetime
    outcome: str


def tasks(session: Session, case: str = "") -> tuple[Task, ...]:
    """Whom to ask after, nearest first: 24 to 72 hours after the talk, where the person agreed to be contacted again.

    What was done or declined is gone; what was not reached stays until its time is over; a week after the talk
    everything is let go. Nothing is counted.
    """
    return session.run(lambda s: _tasks(s, case))


def _tasks(services: Services, case: str) -> tuple[Task, ...]:
    now = services.clock.now().wall
    rows = services.vault.records.rows(
        "SELECT id, code FROM records WHERE type = 'statement' AND discarded = 0 AND blocked IS NULL"
        " AND origin = 'here'"  # whoever talked with the person asks; never the desk
        " AND (:case = '' OR case_id = :case) ORDER BY created_at DESC LIMIT :most",
        {"case": case, "most": _LOOKED_AT},
    )
    known = care.outcomes(services.vault.records)
    found = []
    for row in rows:
        record_id, outcome = str(row["id"]), known.get(str(row["id"]), "")
        ended = _ended(services, record_id)
        if ended is None or now > ended + _LET_GO or outcome in {"done", "declined"}:
            continue
        if outcome == "not_reached" and now > ended + _LAST:
            continue
        if _may_contact(services, record_id, now):
            found.append(Task(record_id, str(row["code"]), ended + _FIRST, ended + _LAST, outcome))
    return tuple(sorted(found, key=lambda task: task.first))


def _ended(services: Services, record_id: str) -> datetime | None:
    """When the talk ended, as the statement says; None where it says nothing."""
    return read_instant(services.records.fields(record_id).get("ended"))


def _may_contact(services: Services, record_id: str, now: datetime) -> bool:
    """Whether the consent that the statement names lets somebody come back to the person today."""
    named = services.records.fields(record_id).get("consent")
    if not isinstance(named, str) or services.records.type_of(named) != "consent":
        return False
    return consent_problem(services.records.fields(named), _RECONTACT, now.date()) is None


def note_outcome(session: Session, record: str, outcome: str) -> Done:
    """Note that the person was asked after (``done``), was not reached, or declined; "" takes it back."""

    def step(services: Services) -> None:
        record_id = services.records.resolve(record)
        care.note_outcome(services.vault.records, record_id, outcome, services.clock.now().iso())

    session.run(step)
    return Done()


def debriefs(session: Session) -> tuple[Debrief, ...]:
    """The documenter's own notes, newest first."""
    return session.run(lambda s: care.debriefs(s.vault.records))


def keep_debrief(session: Session, text: str, note_id: str = "") -> str:
    """Keep words of the documenter's own; empty ones take the note away. Gives the note's id, "" if it is gone."""

    def step(services: Services) -> str:
        if text.strip():
            return care.keep_debrief(services.vault.records, text, services.clock.now().iso(), note_id)
        if note_id:
            care.forget_debrief(services.vault.records, note_id)
        return ""

    return session.run(step)


def forget_debrief(session: Session, note_id: str) -> bool:
    """Take a note away for good; nothing is entered anywhere. Whether there was one."""
    return session.run(lambda s: care.forget_debrief(s.vault.records, note_id))
