"""The custody ledger of this vault: every act enters it in the transaction that does the act.

An *act* is one transaction: rows change, entries are appended, the new head is signed, and all of
it becomes durable together. Leaves carry codes, terms and salted commitments; words and names lie
in details beside the tree (R18, docs/spec/ledger.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from field_doc.base.errors import Bug, FieldDocError, IntegrityFailure
from field_doc.evidence.clock_watch import anomaly
from field_doc.formats import labels, ledger_entry, merkle
from field_doc.formats.checkpoint import Checkpoint, open_checkpoint, sign_inside
from field_doc.formats.keys import Purpose, VerifyKey
from field_doc.formats.ledger_entry import Detail, DetailMember, Leaf

if TYPE_CHECKING:
    from field_doc.base.clock import Clock, Instant
    from field_doc.formats.canonical import JSON
    from field_doc.vault.database import Database
    from field_doc.vault.signing_keys import DeviceKeys

_SALT_BYTES = 16
_CLOCK, _FIRST = "clock.anomaly", "epoch.started"


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an entry stands: epoch and sequence number, and when it was made."""

    epoch: int
    seq: int
    at: str


@dataclass(frozen=True, slots=True)
class Epoch:
    """The running epoch of the ledger (docs/spec/ledger.md)."""

    number: int
    origin: str


@dataclass(slots=True)
class Act:
    """One transaction's entries; given by ``Custody.act``."""

    _enter: Callable[..., Entry]
    entries: list[Entry] = field(default_factory=list)

    def enter(
        self,
        event: str,
        *,
        subject: str | None = None,
        case: str | None = None,
        terms: Mapping[str, str] | None = None,
        contents: Mapping[str, str] | None = None,
        detail: Mapping[str, JSON] | None = None,
    ) -> Entry:
        """Append an entry.

        Args:
            event: registered event type.
            subject: record or file id, for this vault's own look-up; not part of the leaf.
            case: id of the case the act belongs to; enters the leaf as a salted code.
            terms: codes, terms and digests that may stand in the leaf for ever.
            contents: digests that are entered as salted commitments; the digest and salt go to the detail.
            detail: words and names; beside the tree, disclosed member by member, erasable.

        """
        entry = self._enter(event, subject, case, terms or {}, contents or {}, detail or {})
        self.entries.append(entry)
        return entry


class Custody:
    """Appends to the ledger and signs its heads.

    Args:
        database: the record store.
        keys: the device's signing keys.
        clock: wall clock, boot id and boot-time clock (R33).
        random: salts.

    """

    def __init__(
        self, database: Database, keys: DeviceKeys, clock: Clock, random: Callable[[int], bytes]
    ) -> None:
        self._db = database
        self._keys = keys
        self._clock = clock
        self._random = random
        self._current: tuple[Epoch, merkle.Frontier] | None = None
        self._last: Leaf | None = None

    @contextmanager
    def act(self) -> Iterator[Act]:
        """A transaction whose entries and head are signed and durable when it ends."""
        act = Act(self._append)
        try:
            with self._db.transaction():
                yield act
                if act.entries:
                    self._sign_head()
        except BaseException:
            self._current = self._last = None  # the tree in memory may be ahead of what was rolled back
            raise

    # epochs

    def begin_epoch(self, act: Act, cause: str, *, continues: Checkpoint | None = None) -> Epoch:
        """Start a new tree under this device's log keys; entry 0 says what it continues and why (R04)."""
        number = int(self._db.value("SELECT coalesce(max(number), 0) + 1 FROM epochs"))
        origin = labels.DEVICE_LOG_ORIGIN.text + self._random(16).hex()
        self._db.execute(
            "INSERT INTO epochs (number, origin, log_public, log_pq_public, record_public, cause,"
            " continues_origin, continues_size, continues_root, started_at) VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                number, origin, self._keys.log.ed.public.raw, self._keys.log.pq.public_raw,
                self._keys.record.public.raw, cause,
                continues.origin if continues else None,
                continues.size if continues else None,
                continues.root if continues else None,
                self._clock.now().iso(),
            ),
        )  # fmt: skip
        self._current = (Epoch(number, origin), merkle.Frontier())
        terms = {"cause": cause, "device": self._keys.record.public.fingerprint()}
        if continues:
            terms |= {
                "continues": continues.origin.rpartition("/")[2],
                "continues_root": "sha256:" + continues.root.hex(),
                "continues_size": str(continues.size),
            }
        act.enter("epoch.started", terms=terms)
        return self._current[0]

    def continue_under_own_keys(self, act: Act) -> None:
        """Begin a new epoch if this device does not hold the running one's log key (recovery, restore, copy)."""
        row = self._db.row("SELECT log_public FROM epochs ORDER BY number DESC LIMIT 1")
        if row is None or bytes(row["log_public"]) != self._keys.log.ed.public.raw:
            cause = str(self._db.value("SELECT value FROM meta WHERE name = 'epoch_cause'") or "recovered")
            self.begin_epoch(act, cause, continues=signed_head(self._db))
            self._db.execute("DELETE FROM meta WHERE name = 'epoch_cause'")

    def epoch(self) -> Epoch:
        """The running epoch."""
        return self._load()[0]

    def size(self) -> int:
        """Entries in the running epoch."""
        return self._load()[1].size

    def head(self) -> Checkpoint:
        """The running epoch's head."""
        epoch, frontier = self._load()
        return Checkpoint(epoch.origin, frontier.size, frontier.root())

    def fetch(self, epoch: int) -> merkle.Fetch:
        """Nodes of an epoch's tree, for proofs."""
        return node_source(self._db, epoch)

    # appending

    def _append(
        self,
        event: str,
        subject: str | None,
        case: str | None,
        terms: Mapping[str, str],
        contents: Mapping[str, str],
        detail: Mapping[str, JSON],
    ) -> Entry:
        if not self._db.in_transaction:
            raise Bug("ledger.outside-act")
        now = self._clock.now()
        odd = None if event == _CLOCK else self._clock_anomaly(now)
        if odd is not None and event != _FIRST:
            self._append(_CLOCK, None, None, odd, {}, {})
        epoch, frontier = self._load()
        members = self._members(contents, detail)
        by_name = {m.name: m for m in members}
        chain = self._case_chain(epoch.number, case)
        leaf = Leaf(
            seq=frontier.size,
            event=event,
            wall=now.iso(),
            boot_id=now.boot_id,
            boot_ms=now.boot_ms,
            terms=dict(terms),
            commitments={n: ledger_entry.commit(by_name[n].salt, value) for n, value in contents.items()},
            nonce=self._random(_SALT_BYTES),
            detail=ledger_entry.detail_digest(Detail(members)) if members else None,
            case=chain[0],
            case_n=chain[1],
            case_prev=chain[2],
        )
        data = ledger_entry.leaf_bytes(leaf)
        self._store(epoch.number, leaf, data, members, subject)
        for level, index, node in frontier.append(merkle.leaf_hash(data)):
            self._db.execute("INSERT INTO ledger_nodes VALUES (?, ?, ?, ?)", (epoch.number, level, index, node))
        self._last = leaf
        if odd is not None and event == _FIRST:  # entry 0 of an epoch says what it continues, and nothing before it
            self._append(_CLOCK, None, None, odd, {}, {})
        return Entry(epoch.number, leaf.seq, leaf.wall)

    def _clock_anomaly(self, now: Instant) -> Mapping[str, str] | None:
        """Whether the clock was set since the last entry: entered before what is entered under it."""
        if self._last is None:
            row = self._db.row("SELECT leaf FROM ledger ORDER BY epoch DESC, seq DESC LIMIT 1")
            try:
                self._last = None if row is None else ledger_entry.parse_leaf(bytes(row["leaf"]))
            except IntegrityFailure:
                return None  # damaged: ``check`` says so, and nothing can be compared with it
        return None if self._last is None else anomaly(self._last, now)

    def _members(self, contents: Mapping[str, str], detail: Mapping[str, JSON]) -> tuple[DetailMember, ...]:
        """One member for each content and each word, sorted by name, each under its own salt."""
        values: dict[str, JSON] = {**contents, **{k: v for k, v in detail.items() if v is not None}}
        return tuple(DetailMember(name, values[name], self._random(_SALT_BYTES)) for name in sorted(values))

    def _store(
        self, epoch: int, leaf: Leaf, data: bytes, members: tuple[DetailMember, ...], subject: str | None
    ) -> None:
        self._db.execute(
            "INSERT INTO ledger (epoch, seq, leaf, event, at, case_code, subject) VALUES (?,?,?,?,?,?,?)",
            (epoch, leaf.seq, data, leaf.event, leaf.wall, leaf.case, subject),
        )
        if members:
            self._db.execute(
                "INSERT INTO ledger_details VALUES (?, ?, ?)",
                (epoch, leaf.seq, ledger_entry.detail_bytes(Detail(members))),
            )

    def _case_chain(self, epoch: int, case: str | None) -> tuple[str | None, int | None, str | None]:
        """Salted code of the case, number of this entry within it, hash of the one before (R16)."""
        if case is None:
            return None, None, None
        code = ledger_entry.commit_case(self._case_salt(case), case)
        row = self._db.row(
            "SELECT seq, leaf FROM ledger WHERE epoch = ? AND case_code = ? ORDER BY seq DESC LIMIT 1", (epoch, code)
        )
        if row is None:
            return code, 1, None
        before = ledger_entry.parse_leaf(bytes(row["leaf"]))
        return code, (before.case_n or 0) + 1, ledger_entry.leaf_digest(bytes(row["leaf"]))

    def case_code(self, case: str) -> str | None:
        """The salted code a case has in this vault's entries; None where it has none yet."""
        known = self._db.value("SELECT value FROM meta WHERE name = ?", ("case-salt:" + case,))
        return None if known is None else ledger_entry.commit_case(bytes.fromhex(str(known)), case)

    def _case_salt(self, case: str) -> bytes:
        name = "case-salt:" + case
        known = self._db.value("SELECT value FROM meta WHERE name = ?", (name,))
        if known is None:
            known = self._random(_SALT_BYTES).hex()
            self._db.execute("INSERT INTO meta VALUES (?, ?)", (name, known))
        return bytes.fromhex(str(known))

    def _sign_head(self) -> None:
        epoch, frontier = self._load()
        head = sign_inside(Checkpoint(epoch.origin, frontier.size, frontier.root()), self._keys.log.ed)
        self._db.execute(
            "UPDATE epochs SET size = ?, head = ? WHERE number = ?", (frontier.size, head, epoch.number)
        )

    def _load(self) -> tuple[Epoch, merkle.Frontier]:
        if self._current is None:
            row = self._db.row("SELECT number, origin, size FROM epochs ORDER BY number DESC LIMIT 1")
            if row is None:
                raise IntegrityFailure("ledger.no-epoch")
            epoch = Epoch(int(row["number"]), str(row["origin"]))
            self._current = (epoch, merkle.Frontier.at(int(row["size"]), self.fetch(epoch.number)))
        return self._current


def signed_head(database: Database) -> Checkpoint | None:
    """What the newest epoch's own signature says of it; None where there is no epoch or the head does not open."""
    row = database.row("SELECT log_public, head FROM epochs ORDER BY number DESC LIMIT 1")
    if row is None:
        return None
    try:
        key = VerifyKey.from_raw(Purpose.LOG, bytes(row["log_public"]))
        return open_checkpoint(str(row["head"]), key, None, require_pq=False)
    except FieldDocError:
        return None


def ledger_stands(database: Database) -> bool:
    """Whether the newest epoch is what its signed head says: nothing cut off or replaced since it was signed.

    Asked before anything is appended: the next head would be signed over whatever lies there, and the only
    trace of a cut would be gone. Leaves within the tree are looked at by ``check``.
    """
    row = database.row("SELECT number, origin, size FROM epochs ORDER BY number DESC LIMIT 1")
    head = signed_head(database)
    if row is None or head is None or (head.origin, head.size) != (row["origin"], row["size"]):
        return False
    last = database.value("SELECT max(seq) FROM ledger WHERE epoch = ?", (row["number"],))
    try:
        root = merkle.Frontier.at(head.size, node_source(database, int(row["number"]))).root()
    except IntegrityFailure as error:
        if error.code.startswith("vault."):
            raise  # the database itself is damaged: nothing more may be written to it
        return False
    return bool(root == head.root and last == head.size - 1)


def node_source(database: Database, epoch: int) -> merkle.Fetch:
    """Nodes of an epoch's tree as the database has them."""

    def node(level: int, index: int) -> bytes:
        found = database.value(
            "SELECT hash FROM ledger_nodes WHERE epoch = ? AND level = ? AND idx = ?", (epoch, level, index)
        )
        if found is None:
            raise IntegrityFailure("ledger.node-missing", level=level, index=index)
        return bytes(found)

    return node


def detail_of(database: Database, epoch: int, seq: int) -> dict[str, JSON]:
    """The words beside an entry, by name; empty if there are none or they were erased."""
    row = database.row("SELECT detail FROM ledger_details WHERE epoch = ? AND seq = ?", (epoch, seq))
    if row is None:
        return {}
    return {m.name: m.value for m in ledger_entry.parse_detail(bytes(row["detail"])).members}


def as_json(value: object) -> str:
    """Compact JSON for derived columns; not for anything hashed or signed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
