from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from office_material import Card, OfficeMaterial, Site, running


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
