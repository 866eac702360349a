"""Checks of a vault's own record of itself: ledger, sealed versions, references. Finds, never fixes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.errors import FieldDocError, IntegrityFailure
from field_doc.evidence.custody import node_source
from field_doc.formats import merkle, sdjwt
from field_doc.formats.checkpoint import open_checkpoint
from field_doc.formats.keys import Purpose, VerifyKey
from field_doc.formats.ledger_entry import detail_digest, parse_detail, parse_leaf

if TYPE_CHECKING:
    from field_doc.evidence.custody import Custody
    from field_doc.evidence.keyring import Keyring
    from field_doc.schema.registry import Registry
    from field_doc.vault.database import Database, Row


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: code, what it concerns (an id), and the reason's code."""

    code: str
    subject: str
    reason: str = ""


def check_ledger(database: Database, custody: Custody) -> list[Finding]:
    """Every epoch: leaves in order, tree recomputed, head signed over it, details as the leaves say."""
    findings: list[Finding] = []
    for row in database.rows("SELECT * FROM epochs ORDER BY number"):
        findings += _check_epoch(database, row)
    if custody.head().size == 0:
        findings.append(Finding("check.ledger-empty", "ledger"))
    return findings


def _check_epoch(database: Database, epoch: Row) -> list[Finding]:
    number, findings, frontier = int(epoch["number"]), list[Finding](), merkle.Frontier()
    nodes_hold = True
    for row in database.iterate(
        "SELECT l.seq, l.leaf, d.detail FROM ledger l LEFT JOIN ledger_details d"
        " ON d.epoch = l.epoch AND d.seq = l.seq WHERE l.epoch = ? ORDER BY l.seq",
        (number,),
    ):
        findings += _check_entry(row, frontier.size, f"{number}/{row['seq']}")
        nodes_hold &= _nodes_stored(database, number, frontier.append(merkle.leaf_hash(bytes(row["leaf"]))))
    if not nodes_hold:
        findings.append(Finding("check.ledger-nodes", str(number)))
    key = VerifyKey.from_raw(Purpose.LOG, bytes(epoch["log_public"]))
    try:
        head = open_checkpoint(str(epoch["head"]), key, None, require_pq=False)
    except FieldDocError as error:
        return [*findings, Finding("check.ledger-head", str(number), error.code)]
    stated = (epoch["origin"], int(epoch["size"]), frontier.root())
    if (head.origin, head.size, head.root) != stated or head.size != frontier.size:
        findings.append(Finding("check.ledger-tree", str(number)))
    return findings


def _nodes_stored(database: Database, epoch: int, nodes: Sequence[tuple[int, int, bytes]]) -> bool:
    """Whether the tree's nodes, from which proofs are made, lie in the database as the leaves give them."""
    source = node_source(database, epoch)
    try:
        return all(source(level, index) == node for level, index, node in nodes)
    except IntegrityFailure:
        return False


def _check_entry(row: Row, expected: int, subject: str) -> list[Finding]:
    try:
        leaf = parse_leaf(bytes(row["leaf"]))
        detail = parse_detail(bytes(row["detail"])) if row["detail"] is not None else None
    except FieldDocError as error:
        return [Finding("check.ledger-entry", subject, error.code)]
    if leaf.seq != expected:
        return [Finding("check.ledger-order", subject)]
    if detail is not None and detail_digest(detail) != leaf.detail:
        return [Finding("check.ledger-detail", subject)]
    return []


def check_records(database: Database, keyring: Keyring, registry: Registry) -> list[Finding]:
    """Every sealed version: signature, disclosures, digest, and its entry in the ledger."""
    findings: list[Finding] = []
    for row in database.iterate(
        "SELECT v.record_id, v.number, v.sealed, v.jwt_digest, v.epoch, v.seq, r.type FROM versions v"
        " JOIN records r ON r.id = v.record_id ORDER BY v.record_id, v.number"
    ):
        subject = f"{row['record_id']}/{row['number']}"
        try:
            sealed = sdjwt.parse(str(row["sealed"]))
            closed = registry.record_type(str(row["type"])).store == "identities"
            keyring.open_any(sealed) if closed else keyring.open(sealed)
        except FieldDocError as error:
            findings.append(Finding("check.version", subject, error.code))
            continue
        if sdjwt.jwt_digest(sealed) != row["jwt_digest"]:
            findings.append(Finding("check.version-digest", subject))
        findings += _check_reference(database, row, subject)
    return findings


def _check_reference(database: Database, version: Row, subject: str) -> list[Finding]:
    if version["epoch"] is None:
        return []
    leaf = database.value(
        "SELECT leaf FROM ledger WHERE epoch = ? AND seq = ?", (version["epoch"], version["seq"])
    )
    if leaf is None or parse_leaf(bytes(leaf)).terms.get("version") != version["jwt_digest"]:
        return [Finding("check.version-entry", subject)]
    return []
