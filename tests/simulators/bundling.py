"""Bundles out of a real office: issued at its desk, signed again by whoever holds the desk's key."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from road import PASSPHRASE, Site

from field_doc.app.commands import bundles, records
from field_doc.app.commands.bundles import Issued
from field_doc.base.clock import SystemClock
from field_doc.export.signing import make_signer
from field_doc.formats import bundle as layout
from field_doc.formats import canonical, trust
from field_doc.formats.keys import Purpose
from field_doc.verifier import Verdict, verify

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit" / "verifier"))
from bundle_tools import failing, resign

Entry = dict[str, Any]
PURPOSE = "cp_ua_authorities"


def issue(site: Site, out: Path, *, case: str | None = None, chosen: tuple[str, ...] = ()) -> Issued:
    """A pseudonymised bundle of a case, or of chosen records, issued at the desk."""
    signer = site.folder / "signer.p12"
    if not signer.exists():
        root, root_pem = site.root()
        signer.write_bytes(make_signer(root, root_pem, "Test office", PASSPHRASE.encode(), SystemClock()))
    asked: dict[str, Any] = {"edition": "pseudonymised", "purpose": PURPOSE, "language": "en"}
    asked |= {"case": case, "records": chosen}
    seen = bundles.look_ahead(site.desk, **asked)
    return bundles.issue(
        site.desk, out=out, recipient="Prosecutor", signer=signer, signer_passphrase=PASSPHRASE,
        reviewed=seen.suspects, **asked,
    )  # fmt: skip


def office_trust(site: Site) -> trust.Trust:
    """The office's trust file as it is now."""
    return trust.decode(bundles.trust_file(site.desk).encode("ascii"))


def judge(site: Site, out: Path) -> Verdict:
    """The verdict with the office's trust file."""
    return verify(out, office_trust(site))


def sign_again(site: Site, out: Path) -> None:
    """Manifests and signature made anew with the desk's own bundle key."""
    resign(out, site.desk.run(lambda s: s.vault.signing_keys.load(Purpose.BUNDLE)))


def described(out: Path) -> dict[str, Any]:
    """The description of a bundle."""
    found: dict[str, Any] = json.loads((out / layout.BAG / layout.DESCRIPTION).read_bytes())
    return found


def change(path: Path, how: Callable[[dict[str, Any]], object]) -> None:
    """Edit a canonical file."""
    value: Any = canonical.decode(path.read_bytes(), max_bytes=1 << 26)
    how(value)
    path.write_bytes(canonical.encode(value))


def describe(out: Path, how: Callable[[dict[str, Any]], object]) -> None:
    """Edit the description."""
    change(out / layout.BAG / layout.DESCRIPTION, how)


def folder_of(out: Path, device: str, number: int = 0) -> Path:
    """The folder of a device's ledger part; ``number`` where it has several, in the order of the description."""
    rows = [row for row in described(out)["ledgers"] if row["device"] == device]
    return out / layout.BAG / layout.LEDGERS / rows[number]["folder"]


def entries(part: Path) -> list[dict[str, Any]]:
    """Leaves of a part."""
    return [json.loads(row["leaf"]) for row in json.loads((part / "entries.json").read_bytes())["entries"]]


def cut(part: Path, which: Callable[[dict[str, Any]], bool]) -> int:
    """Take entries out; how many they were."""
    before = len(entries(part))
    change(
        part / "entries.json",
        lambda value: value.update(entries=[row for row in value["entries"] if not which(json.loads(row["leaf"]))]),
    )
    return before - len(entries(part))


__all__ = ["Issued", "change", "cut", "describe", "described", "entries", "failing", "folder_of", "issue", "judge",
           "office_trust", "records", "sign_again"]  # fmt: skip
