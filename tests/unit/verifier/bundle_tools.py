"""What a forger has: edit a bag and make its manifests again, sign with whatever key is at hand."""

from __future__ import annotations

import hashlib
from pathlib import Path

from field_doc.formats import bundle as layout
from field_doc.formats import sshsig


def remake_manifests(out: Path) -> bytes:
    """Payload and tag manifests that fit the files as they are; returns the SHA-512 tag manifest."""
    bag = out / "bag"
    payload = sorted(p for p in (bag / "data").rglob("*") if p.is_file())
    for algorithm in layout.ALGORITHMS:
        lines = [
            f"{hashlib.new(algorithm, p.read_bytes()).hexdigest()}  {p.relative_to(bag).as_posix()}\n" for p in payload
        ]
        (bag / f"manifest-{algorithm}.txt").write_text("".join(sorted(lines, key=lambda line: line.split("  ")[1])))
    tags = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt"]
    for algorithm in layout.ALGORITHMS:
        lines = [f"{hashlib.new(algorithm, (bag / t).read_bytes()).hexdigest()}  {t}\n" for t in tags]
        (bag / f"tagmanifest-{algorithm}.txt").write_text("".join(lines))
    return (bag / layout.TAG_MANIFEST).read_bytes()


def resign(out: Path, key) -> None:
    """Manifests made again and signed: the work of somebody who holds the bundle key."""
    signature = sshsig.sign_tag_manifest(sshsig.TagManifest(remake_manifests(out)), key)
    (out / layout.SIGNATURE).write_text(signature)


def failing(verdict) -> dict[str, str]:
    """Claim -> reason of every claim that fails."""
    return {c.claim: c.reason for c in verdict.claims if c.verdict == "fails"}
