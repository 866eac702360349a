"""An unlocked vault under a cheap key derivation."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "simulators"))

from faults import made

from field_doc.app.commands import records
from field_doc.app.session import Session
from field_doc.decode.client import Decoder


@pytest.fixture
def session(vault_path: Path) -> Iterator[Session]:
    with made(vault_path) as opened:
        yield opened


@pytest.fixture
def incident(session: Session) -> str:
    return records.new_record(session, "incident", {"title": "Shelling of a street"}).id


class _Shared(Decoder):
    """One decoder child for all tests here: starting it takes longer than most of them."""

    def close(self) -> None:
        """It goes on."""


@pytest.fixture(scope="session")
def _decoder() -> Iterator[Decoder]:
    decoder = _Shared()
    yield decoder
    Decoder.close(decoder)


@pytest.fixture(autouse=True)
def _one_decoder(_decoder: Decoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("field_doc.app.session.Decoder", lambda: _decoder)
