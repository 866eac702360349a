"""Acts on the vault itself, killed at every moment before and after something becomes durable.

These acts change vault.json and a database together; a random kill would hardly ever fall between the two.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "simulators"))

from faults import PASSPHRASE, cheap, made, unlocked
from test_kills import Killer

from field_doc.app.commands import records, upkeep, vaults
from field_doc.app.session import Session
from field_doc.base.errors import AccessRefused

NEW = "another six words nobody has guessed"
MOST_POINTS = 80


@pytest.fixture
def killer(tmp_path: Path) -> Iterator[Killer]:
    killing = Killer(tmp_path)
    yield killing
    killing.close()


@pytest.fixture
def model(tmp_path: Path) -> tuple[Path, str, list[str]]:
    """A vault to copy for each death: with a sealed record and shares."""
    path = tmp_path / "model.fdvault"
    with made(path) as session:
        record = records.new_record(session, "incident", {"title": "kept"}).id
        records.seal(session, record)
        shares = list(vaults.make_shares(session, 2, 2).mnemonics)
        upkeep.backup(session, tmp_path / "backup")
    return path, record, shares


def deaths(killer: Killer, model: Path, order: dict[str, str]) -> Iterator[tuple[Path, list[dict]]]:
    """A copy of the vault after each death, and what was acknowledged; the last one lived to the end."""
    for number in range(1, MOST_POINTS):
        vault = model.with_name("dying.fdvault")
        if order["act"] != "restore":
            shutil.copytree(model, vault)
        done = killer.run({**order, "vault": str(vault), "seed": "1", "die_at": str(number)}, None)
        yield vault, done
        shutil.rmtree(vault, ignore_errors=True)
        if done:
            assert number > 4, "it died of nothing"
            return
    pytest.fail("there are more points than expected")


def opened(vault: Path, *passphrases: str) -> str | None:
    """The passphrase that opens a whole vault; any other error than a wrong passphrase fails."""
    for passphrase in passphrases:
        try:
            with unlocked(vault, passphrase) as session:
                assert upkeep.check(session, full=True).findings == ()
                records.new_record(session, "note", {"title": "goes on"})
        except AccessRefused as error:
            if error.code != "vault.passphrase-wrong":
                raise
        else:
            return passphrase
    return None


def test_changing_the_passphrase(killer, model) -> None:
    path, _, _ = model
    for vault, done in deaths(killer, path, {"act": "passphrase", "new": NEW}):
        which = opened(vault, NEW, PASSPHRASE)
        assert which is not None
        assert which == NEW or not done


def test_making_shares(killer, model) -> None:
    path, _, _ = model
    for vault, done in deaths(killer, path, {"act": "shares"}):
        assert opened(vault, PASSPHRASE) == PASSPHRASE
        if done:
            with Session(derive=cheap) as session:
                assert vaults.recover(session, vault, done[0]["shares"], NEW).epoch == 2


def test_identities_and_their_records_fit_after_any_death(killer, model) -> None:
    """No listed identity is unreadable, and no name lies in the identity store that no record stands for."""
    path, _, _ = model
    for vault, done in deaths(killer, path, {"act": "identity"}):
        with unlocked(vault) as session:
            listed = {r.id for r in records.list_records(session, type_name="identity")}
            for record_id in listed:
                assert records.open_identity(session, record_id, "why").shown.fields["surname"]
            assert session.run(in_identity_store) == listed
            assert len(listed) == 1 or not done


def in_identity_store(services) -> set[str]:
    """Records the identity store has rows of."""
    with services.vault.identities() as database:
        rows = database.rows("SELECT record_id FROM identities UNION SELECT record_id FROM sealed")
    return {str(r["record_id"]) for r in rows} - {"self"}


def test_recovering(killer, model) -> None:
    """After any death the shares still open the vault, or the new passphrase already does."""
    path, record, shares = model
    for vault, done in deaths(killer, path, {"act": "recover", "new": NEW, "shares": json.dumps(shares)}):
        again = vault.with_name("again.fdvault")
        shutil.copytree(vault, again)
        which = opened(vault, NEW, PASSPHRASE)
        assert which is not None
        assert which == NEW or not done
        with Session(derive=cheap) as session:
            vaults.recover(session, again, shares, NEW)
            assert records.show(session, record).shown.version == 1
        assert opened(again, NEW) == NEW
        shutil.rmtree(again)


def test_restoring(killer, model, tmp_path) -> None:
    """A restored vault is there whole or not at all."""
    path, record, _ = model
    for vault, done in deaths(killer, path, {"act": "restore", "backup": str(tmp_path / "backup")}):
        assert vault.exists() or not done
        if vault.exists():
            assert opened(vault, PASSPHRASE) == PASSPHRASE
            with unlocked(vault) as session:
                assert vaults.info(session).epoch == 2
                assert records.show(session, record).shown.version == 1
