"""A vault being made, killed at every step: there is a whole vault or none, and the next try in the same place succeeds."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "simulators"))

from faults import made, unlocked
from test_kills import Killer

from field_doc.app.commands import custody, upkeep, vaults
from field_doc.base.errors import AccessRefused, InputProblem
from field_doc.ui.acts.program import FirstStart, is_vault
from field_doc.vault import making
from field_doc.vault.files import WriterLock

MOST_POINTS = 400
MARKED = "unfinished"


@pytest.fixture
def killer(tmp_path: Path) -> Iterator[Killer]:
    killing = Killer(tmp_path)
    yield killing
    killing.close()


def whole(path: Path) -> None:
    """Everything a new vault has."""
    with unlocked(path) as session:
        found = vaults.info(session)
        assert (found.code, found.epoch, found.role) == ("T-01", 1, "field")
        assert upkeep.check(session, full=True).findings == ()
        events = [e.event for e in custody.entries(session, limit=10)]
        assert "vault.created" in events
    assert not (path / MARKED).exists()


def test_killed_at_any_step_it_is_whole_or_made_anew(killer, tmp_path) -> None:
    seen = {"whole": 0, "remains": 0}
    for number in range(1, MOST_POINTS):
        path = tmp_path / "dying.fdvault"
        order = {"act": "create", "vault": str(path), "seed": "1", "die_at": str(number), "also": "mkdir open unlink"}
        done = killer.run(order, None)
        if done:
            assert number > 20, "it died of nothing"
            break
        assert not FirstStart(None).look(path).taken or is_vault(path)
        if is_vault(path):
            seen["whole"] += 1
        else:
            seen["remains"] += path.exists() and any(path.iterdir())
            made(path).close()
        whole(path)
        shutil.rmtree(path)
    else:
        pytest.fail("there are more points than expected")
    assert min(seen.values()) > 0, seen


def remains(path: Path) -> Path:
    """What a kill leaves: a vault without vault.json, with the marker."""
    made(path).close()
    (path / "vault.json").unlink()
    (path / MARKED).touch()
    return path


def test_remains_are_swept(tmp_path) -> None:
    path = remains(tmp_path / "v.fdvault")
    made(path).close()
    whole(path)


@pytest.mark.parametrize("spoil", [
    lambda path: (path / MARKED).unlink(),
    lambda path: (path / "payloads" / "ab").mkdir(),
    lambda path: (path / "incoming" / ("ab" * 16)).write_bytes(b"x"),
    lambda path: (path / "letter.txt").write_text("mine"),
    lambda path: (path / "locked-events").write_bytes(b"x"),
], ids=["lost its vault.json", "a payload", "a staged payload", "a stranger's file", "events"])  # fmt: skip
def test_anything_that_could_be_more_than_remains_is_left_alone(tmp_path, spoil) -> None:
    path = remains(tmp_path / "v.fdvault")
    spoil(path)
    before = {p: p.read_bytes() for p in path.rglob("*") if p.is_file()}
    with pytest.raises(InputProblem, match="place-taken"):
        made(path)
    assert {p: p.read_bytes() for p in path.rglob("*") if p.is_file()} == before
    assert FirstStart(None).look(path).taken


def test_two_at_once_in_one_place(tmp_path) -> None:
    path = remains(tmp_path / "v.fdvault")
    lock = WriterLock(path / "lock")
    with pytest.raises(AccessRefused, match="opened-twice"):
        made(path)
    assert (path / "records.db").exists()
    lock.release()
    made(path).close()


def test_a_marker_left_beside_a_whole_vault_goes_at_the_next_opening(tmp_path) -> None:
    path = tmp_path / "v.fdvault"
    made(path).close()
    (path / MARKED).touch()
    assert not making.is_free(path)
    whole(path)


def test_first_acts_that_fail_leave_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(vaults, "_first_acts", lambda *_: (_ for _ in ()).throw(InputProblem("vault.documenter-name")))
    with pytest.raises(InputProblem, match="documenter-name"):
        made(tmp_path / "v.fdvault")
    assert list((tmp_path / "v.fdvault").iterdir()) == []
