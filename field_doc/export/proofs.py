"""The pages about the material: custody, what is not included, method and limits, how to verify, annex, signatures."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from field_doc.export.context import Context, digest_rows, line, mono
from field_doc.export.redact import Form, Reason, ShownExhibit, ShownRecord
from field_doc.export.tree import Code, Column, Grid, Line, Pair, Pairs, Para, Section, Signatures, Sub
from field_doc.export.verify_text import steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from field_doc.export.model import CustodyRow, LedgerPart
    from field_doc.export.tree import Cell, Node


def custody(context: Context) -> list[Node]:
    """Who held, opened or passed on each item; items with the same history share one table."""
    _ = context.words
    nodes: list[Node] = [
        Section("custody", _("Custody history")),
        Para(
            _(
                "Each line is a ledger entry; a later change to it would be seen. Times are the device's "
                "clock. Where independent bounds exist, they stand below: the entry came into being not "
                "before the first and not after the second. A line names a device and a code, never a "
                "person."
            )
        ),
    ]
    items: list[tuple[str, str, tuple[CustodyRow, ...]]] = [
        *((r.source.exhibit, r.title, r.source.custody) for r in context.shown.records),
        *((e.number, e.title, e.source.custody) for e in context.shown.exhibits),
    ]
    with_history = [item for item in items if item[2]]
    for _key, same in groupby(with_history, key=lambda item: _history(item[2])):
        nodes += _custody_table(context, list(same))
    return [*nodes, *_window(context)]


def _history(rows: Sequence[CustodyRow]) -> tuple[tuple[object, ...], ...]:
    """What two items must share to stand in one table."""
    return tuple((row.act, row.who, row.device, row.digest_matches, row.epoch, row.entry is None) for row in rows)


def _custody_table(context: Context, items: list[tuple[str, str, tuple[CustodyRow, ...]]]) -> list[Node]:
    """The table of one item, or of several with the same history."""
    _ = context.words
    number, title, rows = items[0]
    heading = f"{number} {title}"
    if len(items) > 1:
        heading = f"{number}–{items[-1][0]} " + _("({count} items, same history)", count=len(items))
    columns = (
        Column(_("Entry"), 17),
        Column(_("When; bounds"), 49),
        Column(_("Act"), 45),
        Column(_("By, device"), 29),
        Column(_("Digest"), 25),
    )
    together = [[item[2][i] for item in items] for i in range(len(rows))]
    return [Sub(heading), Grid(columns, tuple(_custody_row(context, same) for same in together))]


def _custody_row(context: Context, same: Sequence[CustodyRow]) -> tuple[Cell, ...]:
    """One act, over all items of the table."""
    _, row = context.words, same[0]
    entries = [str(r.entry) for r in same if r.entry is not None]
    when = [context.stamp(row.wall)]
    if (last := context.stamp(same[-1].wall)) != when[0]:
        when.append("– " + last)
    bounds = ""
    if row.not_before or row.not_after:
        bounds = _("not before {first}; not after {second}", first=row.not_before or "—", second=row.not_after or "—")
    matches = {None: "—", True: "✓ " + _("matches"), False: _("does not match")}[row.digest_matches]
    if row.digest_matches and len(same) > 1:
        matches = f"✓ {len(same)}/{len(same)}"
    return (
        line("–".join(dict.fromkeys((entries[0], entries[-1]))) if entries else "—", "mono"),
        (*(Line(text) for text in when), *((Line(bounds, "note"),) if bounds else ())),
        line(row.act),
        tuple(Line(text) for text in dict.fromkeys((row.who, row.device)) if text) or line("—"),
        line(matches),
    )


def _window(context: Context) -> list[Node]:
    """Until a head has left the device, the order of entries is the device's own statement (R15)."""
    _ = context.words
    nodes: list[Node] = [Sub(_("Before the first anchor"))]
    nodes.append(
        Para(
            _(
                "Until a ledger checkpoint has left the device, order and times of its entries are the "
                "device's own statement. For this bundle that is:"
            )
        )
    )
    nodes += [Para(_window_text(context, part), "limit") for part in context.shown.source.ledgers]
    if any(part.anchors for part in context.shown.source.ledgers):
        nodes.append(
            Para(
                _(
                    "These times are the office's: it entered them in its own ledger when it received each checkpoint. "
                    "Nobody outside the office vouches for them."
                ),
                "note",
            )
        )
    return nodes


def _window_text(context: Context, part: LedgerPart) -> str:
    """The window of one ledger volume."""
    _, name = context.words, part.device or part.origin
    if not part.anchors:
        return _(
            "Device {device}: no checkpoint had left it before this bundle; all {size} entries are its own "
            "statement until the hand-over.",
            device=name,
            size=part.size,
        )
    first, last = part.anchors[0], part.anchors[-1]
    text = _(
        "Device {device}: entries up to {size} were out of its hands by {when}.",
        device=name,
        size=first.size - 1,
        when=first.when,
    )
    if last is not first:
        text += " " + _("Entries up to {size} were by {when}.", size=last.size - 1, when=last.when)
    if last.size < part.size:
        text += " " + _(
            "Entries {first} to {last} came after the last anchor ({when}).",
            first=last.size,
            last=part.size - 1,
            when=last.when,
        )
    return text


def withheld(context: Context) -> list[Node]:
    """Everything that is not in the bundle, and why; then how complete the list is."""
    _, shown = context.words, context.shown
    nodes: list[Node] = [
        Section("withheld", _("Items not included, and completeness")),
        Para(
            _(
                "This section names everything that is not in the bundle, and why. Not including an item "
                "says nothing about its importance."
            )
        ),
    ]
    columns = (
        Column(_("No."), 18),
        Column(_("What is not included"), 45),
        Column(_("Ground"), 60),
        Column(_("How to ask"), 42),
    )
    rows = tuple(
        (
            line(f"□ {item.exhibit}", "bold"),
            line(item.kind_label + (", " + _("original") if item.reason is Reason.ORIGINAL else "")),
            line(item.detail or context.reason(item.reason)),
            line(
                _("new consent")
                if item.reason is Reason.CONSENT
                else _("request to the office, bundle and number named")
            ),
        )
        for item in shown.withheld
    )
    nodes.append(Grid(columns, rows) if rows else Para(_("Nothing chosen for this bundle was left out.")))
    partly = [f"◧ {item.source.exhibit}" for item in shown.records if item.form is Form.REDACTED]
    partly += [f"◧ {item.number}" for item in shown.exhibits if item.form is Form.REDACTED]
    if partly:
        nodes += [Sub(_("Hidden in part")), Para(", ".join(partly) + ".")]
    return [*nodes, *_completeness(context)]


def _completeness(context: Context) -> list[Node]:
    """The counts, and what they do not say (R16)."""
    _, shown = context.words, context.shown
    full, redacted, missing = shown.count(Form.FULL), shown.count(Form.REDACTED), shown.count(Form.WITHHELD)
    contradicting = [r for r in shown.records if r.source.contradicting or r.source.contradicting_elsewhere]
    rows = [
        (
            _(
                "named in the index: in full {full}, with hidden parts {redacted}, not included {withheld}",
                full=full,
                redacted=redacted,
                withheld=missing,
            ),
            str(full + redacted + missing),
        ),
        (_("of these, items that contradict others or speak for the other side"), str(len(contradicting))),
    ]
    total = shown.source.case_items
    if total is not None:
        named = full + redacted + missing
        rows.insert(0, (_("items of the case by these ledgers"), str(total)))
        rows.append((_("items of the case that were not chosen for this bundle"), str(max(total - named, 0))))
    columns = (Column(_("Completeness"), 145), Column(_("Number"), 20, right=True))
    return [
        Sub(_("Completeness")),
        Grid(columns, tuple((line(text), line(count, "bold")) for text, count in rows)),
        Para(_("The counts cover what was entered in these ledgers, never all that existed."), "note"),
    ]


def method(context: Context) -> list[Node]:
    """How it was made, and what it cannot show: as long as the list of methods."""
    _, source = context.words, context.shown.source
    devices = ", ".join(dict.fromkeys(record.source.device for record in context.shown.records))
    state = source.revocation
    rows = [
        Pair(_("Program"), line(source.request.program or "Field Doc")),
        Pair(_("Devices"), line(devices)),
        Pair(_("Ledger"), line(_("RFC 9162 tree, SHA-256; checkpoints signed with Ed25519 and ML-DSA-44"))),
        Pair(_("Sealed records"), line(_("SD-JWT (RFC 9901), Ed25519; each field has its own salt"))),
        Pair(_("Report signature"), line(_("PAdES level B-B; it carries no independent time-stamp"))),
        Pair(_("Revocations"), line(_revocations(context, state.position, state.as_of))),
        Pair(
            _("Chain of custody"),
            line(
                _(
                    "custody history of each item, from its first reading on; pages “{title}”",
                    title=_("Custody history"),
                )
            ),
        ),
        *(Pair(label, line(value)) for label, value in source.method),
    ]
    limits = (
        _("A digest shows that a file has not changed since it was first read. It says nothing about the time before."),
        _("The time on a photograph was set by the camera; its position by the camera's receiver."),
        _("A signature shows which key signed, on which device; not who sat at the device."),
        _("The ledgers hold all acts done through Field Doc; what was done around it they cannot show."),
        _("Nothing here shows when the material existed before the first independent anchor."),
        _("A translation is a working one; where it differs, the original prevails."),
        _("Collecting this material was not a procedural act; no oath was taken."),
        _("The office's signature is not a qualified one unless the signature page says so."),
    )
    return [
        Section("method", _("How this was made, and what the report does not prove")),
        Pairs(tuple(rows)),
        Sub(_("Known limits")),
        *(Para(text, "limit") for text in limits),
    ]


def _revocations(context: Context, position: int, as_of: str) -> str:
    """Where the revocation state was read."""
    _ = context.words
    if not position:
        return _("no office log had been seen when the bundle was made")
    return _("as of {when}, office log position {position}", when=context.stamp(as_of), position=position)


def verify(context: Context) -> list[Node]:
    """The same steps as VERIFY.md, command, expected answer, and what it does not show."""
    _, request = context.words, context.shown.source.request
    nodes: list[Node] = [
        Section("verify", _("How to verify")),
        Para(
            _(
                "You need the bundle's folder and any computer; no internet. If an answer differs from the "
                "one shown, treat the material as unverified and contact the office."
            )
        ),
    ]
    for step in steps(context.words, request.number, request.root_fingerprint):
        nodes.append(Sub(step.title))
        if step.commands:
            nodes.append(Code(step.commands))
        if step.expected:
            nodes.append(Para(_("Expected: {answer}", answer=step.expected), "expected"))
        nodes.append(Para(step.meaning, "note"))
    return nodes


def annex(context: Context) -> list[Node]:
    """Full digests of every file, commitments of originals that stay, and the checkpoints."""
    _ = context.words
    columns = (Column(_("No."), 15), Column(_("File; bytes"), 63), Column("SHA-256", 87))
    rows: list[tuple[Cell, ...]] = []
    items: list[ShownRecord | ShownExhibit] = [*context.shown.records, *context.shown.exhibits]
    for item in items:
        number = item.source.exhibit if isinstance(item, ShownRecord) else item.number
        file = context.files[number]
        rows.append(
            (
                line(number, "bold"),
                (Line(file.name, "mono"), Line(context.number(file.size))),
                mono(digest_rows(file.sha256, 8)),
            )
        )
        if isinstance(item, ShownExhibit) and not item.original:
            rows.append(
                (
                    line(item.source.exhibit),
                    line(_("original, not included; salted commitment")),
                    mono(digest_rows(item.commitment, 8)),
                )
            )
    for part in context.shown.source.ledgers:
        label = (Line(_("ledger checkpoint, {size} entries", size=part.size)), Line(part.origin, "mono"))
        rows.append((line("—"), label, mono(digest_rows("sha256:" + part.root.hex(), 8))))
    return [
        Section("annex", _("Annex A. Full digests")),
        Para(
            _(
                "SHA-256 in hexadecimal, groups of four, eight groups a line. SHA-512 stands in the file "
                "manifest-sha512.txt."
            )
        ),
        Grid(columns, tuple(rows)),
    ]


def certification(context: Context) -> list[Node]:
    """The sentence of those who made it, and frames for signatures."""
    _ = context.words
    return [
        Section("certification", _("Certification")),
        Para(
            _(
                "We who made this report certify that it is built from the records and files listed in the "
                "index; that the checks made and their results are given without omission; that what is not "
                "included is named. We express no view on the truth of what was reported or on anyone's "
                "guilt."
            )
        ),
        Signatures(
            _("Electronic signature of the office (PAdES)"),
            _("Second electronic signature (qualified), if any"),
            (_("Certified paper copy: “True copy”"), _("Receipt of the bundle")),
        ),
        Para(_("The signature can be checked only in the electronic file; a printed stamp shows nothing."), "note"),
    ]
