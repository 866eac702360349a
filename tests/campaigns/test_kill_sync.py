"""kill -9 of the client at random moments of sync: nothing acknowledged is lost, everything arrives once.

``FIELD_DOC_KILLS`` says how often (default 30), ``FIELD_DOC_SEED`` repeats a run.
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "simulators"))

import road
from test_kills import KILLS, SEED, Killer, is_sound

from field_doc.app.commands import desk, sync, upkeep


class SyncKiller(Killer):
    """Kills the process that syncs."""

    def __init__(self, folder: Path) -> None:
        self.acks = folder / "acks"
        child = Path(__file__).with_name("kill_sync_child.py")
        self._process = subprocess.Popen(
            [sys.executable, str(child)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder
        )


def at_desk(site: road.Site) -> tuple[dict, dict]:
    """Versions and files the desk holds."""

    def step(services) -> tuple[dict, dict]:
        rows = services.vault.records.rows
        versions = rows("SELECT record_id, number, jwt_digest FROM versions WHERE origin IS NOT NULL")
        files = rows("SELECT f.id, p.sha256 FROM files f JOIN payloads p ON p.name = f.payload")
        return {(r["record_id"], r["number"]): r["jwt_digest"] for r in versions}, {r["id"]: r["sha256"] for r in files}

    return site.desk.run(step)


def test_sync(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    print(f"\nsync: {KILLS} kills, FIELD_DOC_SEED={SEED}")
    sources, vault = tmp_path / "sources", tmp_path / "field.fdvault"
    sources.mkdir()
    killer = SyncKiller(tmp_path)
    try:
        with road.site(tmp_path / "office") as site:
            with road.made(vault) as field:
                site.enrol(field)
                sync.sync_now(field)
            order = {"act": "sync", "vault": str(vault), "sources": str(sources)}
            _campaign(killer, site, order, chance)
    finally:
        killer.close()


def _campaign(killer: Killer, site: road.Site, order: dict[str, str], chance: random.Random) -> None:
    vault = Path(order["vault"])
    versions: dict[tuple[str, int], str] = {}
    files: dict[str, str] = {}
    synced, longest = 0, 1.0
    for _ in range(KILLS):
        done = killer.run({**order, "seed": str(chance.randrange(10**9))}, chance.uniform(0.05, longest))
        for act in done:
            if "sealed" in act:
                versions[act["sealed"][0], act["sealed"][1]] = act["sealed"][2]
            elif "file" in act:
                files[act["file"][0]] = act["file"][1]
            else:
                synced += 1
        longest = min(longest * 1.2, 5) if not done else longest
        if chance.random() < 0.5:
            desk.pull(site.desk)  # at times the desk takes what came while the client is dead
        with road.unlocked(vault) as field:
            is_sound(field, vault)
            sync.sync_now(field)
            assert desk.pull(site.desk).refused == ()
            sync.sync_now(field)
            found = road.states(field)
            assert {state for state, _ in found.values()} <= {"accepted"}
            there, files_there = at_desk(site)
            assert versions.items() <= there.items()
            assert files.items() <= files_there.items()
            assert set(there) == {(s, n) for kind, s, n in found if kind == "version"}
            assert set(files_there) == {s for kind, s, _ in found if kind == "file"}
            assert desk.pull(site.desk).accepted == ()
    assert upkeep.check(site.desk, full=True).findings == ()
    assert synced or KILLS < 10, "it never lived long enough to sync"
