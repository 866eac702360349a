"""Vaults for tests."""

from collections.abc import Callable
from pathlib import Path

import pytest
from vault_fixtures import FAST, PASSPHRASE

from field_doc.vault.vault import Vault


@pytest.fixture
def make_vault(tmp_path: Path) -> Callable[..., Vault]:
    def make(name: str = "test.fdvault") -> Vault:
        return Vault.create(tmp_path / name, PASSPHRASE, parameters=FAST)

    return make
