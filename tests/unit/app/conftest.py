"""An unlocked vault under a cheap key derivation."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "simulators"))

from faults import made

from field_doc.app.commands import records
from field_doc.app.session import Session


@pytest.fixture
def session(vault_path: Path) -> Iterator[Session]:
    with made(vault_path) as opened:
        yield opened


@pytest.fixture
def incident(session: Session) -> str:
    return records.new_record(session, "incident", {"title": "Shelling of a street"}).id
