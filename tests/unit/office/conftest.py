from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from office_material import SERVER_ID, Card, Keys, OfficeMaterial, running

from field_doc.base.clock import SystemClock
from field_doc.sync.https import OfficeClient


class Site:
    """A running server with its desk, and devices to be confirmed on it."""

    def __init__(self, office: OfficeMaterial, port: int) -> None:
        self.office, self.port = office, port
        self._clients: list[OfficeClient] = []
        self.desk = self.login(office.desk)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def client(self, **changes) -> OfficeClient:
        client = OfficeClient(self.url, changes.get("pins", (self.office.pin,)), changes.get("server_id", SERVER_ID))
        self._clients.append(client)
        return client

    def login(self, keys: Keys) -> OfficeClient:
        client = self.client()
        client.login(keys.device, keys.auth, SystemClock())
        return client

    def confirm(self, keys: Keys, card_id: str | None = None, **changes) -> None:
        said = {"keys": keys.public(), "certificates": self.office.certificates(keys)} | changes
        self.desk.desk_decide(keys.device, card_id, "confirmed", **said)

    def device(self) -> tuple[Keys, OfficeClient]:
        """A device that has been enrolled, confirmed and logged in."""
        keys = Keys()
        self.confirm(keys)
        return keys, self.login(keys)

    def close(self) -> None:
        for client in self._clients:
            client.close()


@pytest.fixture
def office(tmp_path):
    return OfficeMaterial(tmp_path / "server")


@pytest.fixture
def site(office):
    with running(office.folder) as port:
        site = Site(office, port)
        yield site
        site.close()


@pytest.fixture
def card():
    return Card()
