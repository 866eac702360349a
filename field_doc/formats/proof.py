"""An inclusion proof as a file: one ledger entry, its path to the root, and the signed head over it.

Anyone can check it with RFC 9162 section 2.1.3 and the log's public key; docs/spec/ledger.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import canonical, merkle
from field_doc.formats.base64text import b64url, from_b64url
from field_doc.formats.labels import PROOF

MAX_PROOF_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """``leaf`` bytes at ``seq`` of a tree of ``size`` entries, with the note that signs the root."""

    leaf: bytes
    seq: int
    size: int
    path: tuple[bytes, ...]
    checkpoint: str

    def root(self) -> bytes | None:
        """The root this proof leads to, None if its path is malformed."""
        return merkle.root_from_inclusion(merkle.leaf_hash(self.leaf), self.seq, self.size, list(self.path))


def to_bytes(proof: InclusionProof) -> bytes:
    """Canonical JSON of a proof."""
    return canonical.encode(
        {
            "checkpoint": proof.checkpoint,
            "leaf": b64url(proof.leaf),
            "path": [node.hex() for node in proof.path],
            "seq": proof.seq,
            "size": proof.size,
            "type": PROOF.text,
        }
    )


def parse(data: bytes) -> InclusionProof:
    """Read a proof file; raises ``IntegrityFailure`` for anything ``to_bytes`` would not write."""
    value = canonical.decode(data, max_bytes=MAX_PROOF_BYTES)
    try:
        assert isinstance(value, dict)
        leaf, path = from_b64url(str(value["leaf"])), value["path"]
        assert leaf is not None
        assert isinstance(path, list)
        nodes = tuple(bytes.fromhex(str(node)) for node in path)
        proof = InclusionProof(leaf, int(str(value["seq"])), int(str(value["size"])), nodes, str(value["checkpoint"]))
    except (AssertionError, KeyError, ValueError) as error:
        raise IntegrityFailure("proof.malformed") from error
    if to_bytes(proof) != data:
        raise IntegrityFailure("proof.malformed")
    return proof
