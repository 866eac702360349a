"""kill -9 at random moments of intake, seal, backup and typing.

After each kill: the vault opens, ``check --full`` finds nothing, what was acknowledged is there, nothing
half-done is visible. ``FIELD_DOC_KILLS`` says how often (default 30 for each act), ``FIELD_DOC_SEED`` repeats a run.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "simulators"))

from faults import PASSPHRASE, cheap, made, unlocked

from field_doc.app.commands import files, intake, records, upkeep
from field_doc.app.session import Session
from field_doc.formats.ledger_entry import parse_leaf

KILLS = int(os.environ.get("FIELD_DOC_KILLS", "30"))
SEED = int(os.environ.get("FIELD_DOC_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)
KILLS_A_VAULT = 30  # a vault that grew through hundreds of kills would make each check slower
LONGEST_LIFE_S = 0.3  # to begin with: grows while lives are too short to acknowledge anything


class Killer:
    """Starts the acting process anew and kills it."""

    def __init__(self, folder: Path) -> None:
        self.acks = folder / "acks"
        child = Path(__file__).with_name("kill_child.py")
        self._process = subprocess.Popen(
            [sys.executable, str(child)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder
        )

    def run(self, order: dict[str, str], life_s: float | None) -> list[dict]:
        """One life: what was acknowledged in it. None: it ends itself."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.acks.write_bytes(b"")
        self._process.stdin.write(json.dumps({**order, "acks": str(self.acks)}) + "\n")
        self._process.stdin.flush()
        pid = int(self._process.stdout.readline())
        if life_s is not None:
            time.sleep(life_s)
            with contextlib.suppress(ProcessLookupError):  # it ended by itself: what it wrote says why
                os.kill(pid, signal.SIGKILL)
        assert self._process.stdout.readline() == "gone\n"
        lines = [json.loads(line) for line in self.acks.read_text().splitlines()]
        assert not [line for line in lines if "error" in line], lines
        return lines

    def close(self) -> None:
        """End the one who forks."""
        self._process.communicate()


@pytest.fixture
def killer(tmp_path: Path) -> Iterator[Killer]:
    killing = Killer(tmp_path)
    yield killing
    killing.close()


Verify = Callable[[Session, list[dict]], None]


def campaign(
    killer: Killer, folder: Path, order: dict[str, str], begin: Callable[[Session], dict], verify: Verify
) -> None:
    """Kill again and again; what was acknowledged in any life must hold after every later one."""
    chance = random.Random(SEED)
    print(f"\n{order['act']}: {KILLS} kills, FIELD_DOC_SEED={SEED}")
    acknowledged: list[dict] = []
    lives, longest = 0, LONGEST_LIFE_S
    for kill in range(KILLS):
        vault = folder / f"{kill // KILLS_A_VAULT}.fdvault"
        if kill % KILLS_A_VAULT == 0:
            with made(vault) as session:
                order |= begin(session)
            acknowledged = []
        now = {**order, "vault": str(vault), "seed": str(chance.randrange(10**9))}
        done = killer.run(now, chance.uniform(0.01, longest))
        lives += bool(done)
        longest = min(longest * 1.2, 5) if not done else longest
        acknowledged += done
        with unlocked(vault) as session:
            is_sound(session, vault)
            verify(session, acknowledged)
    assert lives or KILLS < 10, "the process was never alive long enough to do anything"


def is_sound(session: Session, vault: Path) -> None:
    """What holds after any kill of any act."""
    assert list((vault / "incoming").iterdir()) == []
    assert upkeep.check(session, full=True).findings == ()
    assert {p.name for p in vault.iterdir()} <= {
        "vault.json", "records.db", "records.db-wal", "records.db-shm", "identities.db", "payloads", "incoming", "lock",
    }  # fmt: skip

    def rows(services) -> tuple:
        database = services.vault.records
        leaves = {(r["epoch"], r["seq"]): parse_leaf(bytes(r["leaf"])) for r in database.rows("SELECT * FROM ledger")}
        stored = {(r["epoch"], r["seq"]): r["id"] for r in database.rows("SELECT id, epoch, seq FROM files")}
        sealed = {(r["epoch"], r["seq"]): r["jwt_digest"] for r in database.rows("SELECT * FROM versions")}
        drafts = {r["record_id"] for r in database.rows("SELECT record_id FROM drafts")}
        flags = {r["id"] for r in database.rows("SELECT id FROM records WHERE has_draft = 1")}
        on_disk = sorted(p.name for p in services.vault.payloads._payloads.rglob("*") if p.is_file())
        known = sorted(r["name"] for r in database.rows("SELECT name FROM payloads"))
        return leaves, stored, sealed, drafts, flags, on_disk, known

    leaves, stored, sealed, drafts, flags, on_disk, known = session.run(rows)
    assert on_disk == known
    assert drafts == flags
    # Rows and entries are each other's: neither a file without its entry nor an entry without its file.
    taken = {p: x.terms["file"] for p, x in leaves.items() if x.event.startswith("intake.") and "file" in x.terms}
    assert taken == stored
    assert {p: x.terms["version"] for p, x in leaves.items() if "version" in x.terms} == sealed


def test_intake(killer: Killer, tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()

    def begin(session: Session) -> dict:
        return {"record": records.new_record(session, "incident", {}).id}

    order = {"act": "intake", "sources": str(sources)}

    def verify(session: Session, acknowledged: list[dict]) -> None:
        here = {f.id: f.sha256 for f in files.list_files(session, order["record"])}
        for act in acknowledged:
            # Two empty files, or two of one byte, are the same file.
            assert set(act["statuses"]) <= {"taken", "known"}
            for file_id, sha256 in act["files"]:
                assert here[file_id] == sha256

    campaign(killer, tmp_path, order, begin, verify)


def test_seal(killer: Killer, tmp_path: Path) -> None:
    def verify(session: Session, acknowledged: list[dict]) -> None:
        listed = {r.id for r in records.list_records(session, limit=1_000_000)}
        for act in acknowledged:
            if "sealed" in act:
                record_id, number, digest = act["sealed"]
                assert session.run(lambda s, r=record_id, n=number: s.records.version(r, n)).jwt_digest == digest
                assert record_id in listed
            elif "discarded" in act:
                assert act["discarded"] not in listed
            else:
                assert set(act["drafts"]) <= listed

    campaign(killer, tmp_path, {"act": "seal"}, lambda _session: {}, verify)


def test_backup(killer: Killer, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    source = tmp_path / "photos"
    source.mkdir()
    for number, size in enumerate((0, 1000, 400_000, 1_500_000)):
        (source / str(number)).write_bytes(os.urandom(size))

    def begin(session: Session) -> dict:
        incident = records.new_record(session, "incident", {}).id
        intake.take_in(session, [source], incident)
        return {"record": incident}

    def verify(session: Session, acknowledged: list[dict]) -> None:
        """Whatever is called a backup can be restored; what is not complete is not called one."""
        named = [p for p in sorted(backups.iterdir()) if p.suffix != ".partial"]
        assert {act["backup"] for act in acknowledged} <= {str(p) for p in named} | checked
        for path in named[-2:]:
            with Session(derive=cheap) as again:
                upkeep.restore(again, path, tmp_path / "restored.fdvault", PASSPHRASE)
                assert upkeep.check(again, full=True).findings == ()
            shutil.rmtree(tmp_path / "restored.fdvault")
        checked.update(str(p) for p in named)
        for path in backups.iterdir():
            shutil.rmtree(path)

    checked: set[str] = set()
    campaign(killer, tmp_path, {"act": "backup", "backups": str(backups)}, begin, verify)


def test_typing_loses_nothing_that_was_saved(killer: Killer, tmp_path: Path) -> None:
    """``save_draft`` is durable when it returns; the form calls it within a second of the last key."""

    def begin(session: Session) -> dict:
        return {"record": records.new_record(session, "incident", {"title": "typed -1"}).id}

    order = {"act": "type"}
    last = {"typed": -1}

    def verify(session: Session, acknowledged: list[dict]) -> None:
        if acknowledged and acknowledged[-1] is not last.get("act"):
            last["typed"], last["act"] = acknowledged[-1]["typed"], acknowledged[-1]
            title = str(records.show(session, order["record"]).shown.fields["title"])
            number = int(title.removeprefix("typed "))
            # The act that was under way may have become durable before it could say so.
            assert last["typed"] <= number <= last["typed"] + 1

    campaign(killer, tmp_path, order, begin, verify)


def alive(marker: str) -> list[int]:
    """Processes whose environment names this test's folder and that decode."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
            if b"decode" in command and os.readlink(entry / "cwd") == marker:  # noqa: PTH115
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks into /proc")
def test_the_decoder_child_does_not_outlive_its_parent(killer: Killer, tmp_path: Path) -> None:
    """It holds plaintext: a killed program must not leave it behind."""
    sources = tmp_path / "sources"
    sources.mkdir()
    with made(tmp_path / "v.fdvault") as session:
        record = records.new_record(session, "incident", {}).id
    order = {"act": "intake", "sources": str(sources), "decoder": "real", "seed": "1", "record": record}
    acknowledged = killer.run({**order, "vault": str(tmp_path / "v.fdvault")}, 3)
    assert acknowledged, "it was killed before it had decoded anything"
    for _ in range(100):
        if not alive(str(tmp_path)):
            break
        time.sleep(0.05)
    assert alive(str(tmp_path)) == []
