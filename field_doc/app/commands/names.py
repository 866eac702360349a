"""Names of people in texts: looking for them, deciding about each place, refusing an export nobody looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.app.changes import Changes, Kind, changed
from field_doc.base.errors import AccessRefused, InputProblem
from field_doc.base.progress import Progress, Reporter, Silent
from field_doc.evidence import names_check, names_people
from field_doc.evidence.names_check import Decision, Finder, NameHit
from field_doc.evidence.names_people import People
from field_doc.evidence.names_texts import Text, Texts

if TYPE_CHECKING:
    from field_doc.app.session import Services, Session

_MAX_REASON = 2_000
_ALL = 1_000_000
_STEP = 25


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look through texts gave.

    ``compared``: identity records looked for; ``closed``: codes of persons whose identity only its keepers can read:
    they were not looked for. Where ``compared`` is 0 nothing could be looked for, and nobody may say "no names".
    """

    hits: tuple[NameHit, ...]
    records: int
    compared: int
    closed: tuple[str, ...]

    @property
    def open(self) -> tuple[NameHit, ...]:
        """Hits that keep an export from being made."""
        return tuple(hit for hit in self.hits if hit.open)


def check(session: Session, records: Sequence[str]) -> tuple[NameHit, ...]:
    """Every hit in these records (ids or codes) and their files, with what was decided; entered nowhere."""
    return look(session, records).hits


def open_hits(session: Session, records: Sequence[str], *, sealed: bool = False) -> tuple[NameHit, ...]:
    """Hits nobody decided about, or that are to be changed and were not."""
    return look(session, records, sealed=sealed).open


def look(
    session: Session,
    records: Sequence[str] | None = None,
    *,
    sealed: bool = False,
    identity: str | None = None,
    enter: bool = False,
    reporter: Reporter | None = None,
) -> Looked:
    """Look through records, what is written in their files' names and metadata among it.

    Args:
        session: an open session.
        records: ids or codes; None: every record of the vault.
        sealed: the latest sealed versions, as an export takes them, instead of drafts.
        identity: look only for this identity record (before it is closed).
        enter: somebody is shown the hits: that identities were compared is entered, in numbers.
        reporter: hears of progress, may cancel.

    """
    people = session.run(lambda s: _people(s, identity))
    ids = session.run(lambda s: _with_series(s, records))
    texts = _texts(session, ids, sealed=sealed, reporter=reporter or Silent())
    return _looked(session, people, texts, len(ids), enter=enter)


def before_seal(session: Session, record: str) -> Looked:
    """What a person is shown before sealing; nothing is refused.

    A record is compared with all identities that can be read. An identity is looked for in every record: once it is
    closed to its keepers, this device can do that no more.
    """
    row = session.run(lambda s: s.records.row(s.records.resolve(record)))
    if row.type == "identity":
        return look(session, identity=row.id, enter=True)
    return look(session, [row.id], enter=True)


def look_at_file(session: Session, file_id: str) -> Looked:
    """Look at one file's name and metadata."""
    people = session.run(lambda s: _people(s, None))
    texts = session.run(lambda s: _reader(s).of_file(file_id))
    return _looked(session, people, list(texts), 1, enter=False)


def _people(services: Services, identity: str | None) -> People:
    people = names_people.read(services.vault, services.random)
    if identity is None:
        return people
    record_id = services.records.resolve(identity)
    return People(tuple(p for p in people.known if p.record_id == record_id), ())


def _reader(services: Services) -> Texts:
    return Texts(services.vault.records, services.records, services.attachments, services.registry)


def _with_series(services: Services, records: Sequence[str] | None) -> list[str]:
    """The records, and the series whose files stand with them: they are sealed and exported together."""
    if records is None:
        rows = services.vault.records.rows(
            "SELECT id FROM records WHERE discarded = 0 AND type <> 'identity' ORDER BY rowid"
        )
        return [str(r["id"]) for r in rows]
    ids = [services.records.resolve(r) for r in records]
    reader = _reader(services)
    return list(dict.fromkeys(one for record in ids for one in (record, *reader.series_of(record))))


def _texts(session: Session, ids: Sequence[str], *, sealed: bool, reporter: Reporter) -> list[Text]:
    """Texts of records in short steps, so that saving never waits for a check; a file that two share comes once."""
    found: dict[tuple[str, str, str, str], Text] = {}
    for first in range(0, len(ids), _STEP):
        reporter.check()
        part = ids[first : first + _STEP]
        for text in session.run(lambda s, part=part: _of_records(s, part, sealed=sealed)):  # type: ignore[misc]
            found.setdefault((text.file or text.record, text.path, text.where, text.text), text)
        reporter.report(Progress("names.look", min(first + _STEP, len(ids)), len(ids), 0, 0))
    return list(found.values())


def _of_records(services: Services, ids: Sequence[str], *, sealed: bool) -> list[Text]:
    reader = _reader(services)
    return [text for record in ids for text in reader.of_record(record, sealed=sealed)]


def _looked(session: Session, people: People, texts: Sequence[Text], records: int, *, enter: bool) -> Looked:
    """Compare off the vault's thread; then what was decided."""
    named = session.run(lambda s: _named(s, {text.record for text in texts}))
    found = list(Finder(people).hits(texts, named)) if people.known else []
    hits = session.run(lambda s: names_check.with_decisions(s.vault.records, found))
    done = Looked(hits, records, people.compared, people.closed)
    if enter and hits:
        session.run(lambda s: _enter(s, done))
    return done


def _named(services: Services, ids: set[str]) -> Mapping[str, tuple[str, str]]:
    rows = [services.records.row(one) for one in ids]
    return {row.id: (row.code, row.type) for row in rows}


def _enter(services: Services, done: Looked) -> None:
    with services.custody.act() as act:
        act.enter(
            "identity.compared",
            terms={"identities": str(done.compared), "records": str(done.records), "hits": str(len(done.hits))},
        )


@dataclass(frozen=True, slots=True)
class Decided:
    """So many places were decided about."""

    count: int
    changes: Changes


def decide(session: Session, hits: Sequence[NameHit], decision: str, *, reason: str = "") -> Decided:
    """Decide about places; the ledger is told the decision and the number, never the words.

    Args:
        session: an open session.
        hits: as a look gave them.
        decision: ``keep``, ``not_a_name``, ``to_change``; "" takes a decision back.
        reason: why, in words; stays in the vault beside the decision and may name nobody who is looked for.

    Raises:
        InputProblem: ``names.decision`` unknown, ``names.reason-names``, ``names.reason-long``.

    """
    if decision and decision not in set(Decision):
        raise InputProblem("names.decision")
    if len(reason) > _MAX_REASON:
        raise InputProblem("names.reason-long", maximum=_MAX_REASON)
    if reason.strip() and Finder(session.run(lambda s: _people(s, None))).finds(reason):
        raise InputProblem("names.reason-names")
    session.run(lambda s: _decide(s, hits, decision, reason.strip()))
    return Decided(len(hits), changed(Kind.LEDGER))


def _decide(services: Services, hits: Sequence[NameHit], decision: str, reason: str) -> None:
    database, at = services.vault.records, services.clock.now().iso()
    by = str(database.value("SELECT value FROM meta WHERE name = 'documenter_code'") or "")
    with services.custody.act() as act:
        for record in dict.fromkeys(hit.record for hit in hits):
            mine = [hit for hit in hits if hit.record == record]
            names_check.keep(database, mine, decision, reason=reason, by=by, at=at)
            row = services.records.row(record)
            act.enter(
                "names.decided", subject=record, case=row.case_id,
                terms={"code": row.code, "decision": decision or "taken_back", "hits": str(len(mine))},
            )  # fmt: skip


def by_key(session: Session, key: str) -> NameHit:
    """The hit a key names, as it stands now.

    Raises:
        InputProblem: ``names.unknown-key``, there is no such hit (any more).

    """
    code, _, _mark = key.strip().rpartition(":")
    if not code:
        raise InputProblem("names.unknown-key")
    for sealed in (False, True):  # a draft may have moved on from what an export takes
        for hit in look(session, [code], sealed=sealed).hits:
            if hit.key == key.strip():
                return hit
    raise InputProblem("names.unknown-key")


def same_as(session: Session, hit: NameHit) -> tuple[NameHit, ...]:
    """All places of a hit's record and its files that show the same words of the same persons."""
    found = {h.key: h for sealed in (False, True) for h in look(session, [hit.record], sealed=sealed).hits}
    return tuple(names_check.same(found.values(), hit))


def refuse_undecided(session: Session, records: Sequence[str]) -> Looked:
    """An export of sealed records is not made while a hit in them is open.

    Raises:
        AccessRefused: ``names.undecided``, with the number.

    """
    done = look(session, records, sealed=True)
    _refuse(done)
    return done


def refuse_undecided_file(session: Session, file_id: str) -> Looked:
    """The same for one original that is written in the clear."""
    done = look_at_file(session, file_id)
    _refuse(done)
    return done


def _refuse(done: Looked) -> None:
    if done.open:
        raise AccessRefused("names.undecided", count=len(done.open))


def waiting(session: Session) -> tuple[str, ...]:
    """Records of which something waits for the office (sync and stick): versions, and series of files."""

    def step(services: Services) -> tuple[str, ...]:
        rows = services.vault.records.rows(
            "SELECT DISTINCT coalesce(f.series_id, o.subject) AS record FROM outbox o"
            " LEFT JOIN files f ON f.id = o.subject AND o.kind = 'file'"
            " JOIN records r ON r.id = coalesce(f.series_id, o.subject)"
            " WHERE o.state IN ('waiting', 'sending') AND r.type <> 'identity' AND r.discarded = 0"
        )
        return tuple(str(r["record"]) for r in rows)

    return session.run(step)


def open_in_waiting(session: Session) -> tuple[NameHit, ...]:
    """Open hits in what waits to be sent."""
    records = waiting(session)
    return open_hits(session, records, sealed=True) if records else ()
