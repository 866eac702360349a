"""The first pages: cover, contents, index of exhibits (design/report, section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.export.context import Context, digest_rows, line, mono, short_digest
from field_doc.export.redact import Form, Reason, ShownExhibit, ShownRecord, Withheld
from field_doc.export.tree import SHAPES, Checks, Column, Contents, Grid, Line, Pair, Pairs, Para, Rule, Section
from field_doc.formats import digest

if TYPE_CHECKING:
    from field_doc.export.tree import Cell, Node

_Item = ShownRecord | ShownExhibit | Withheld


def cover(context: Context) -> list[Node]:
    """One page: what it is, for whom, in which edition, and what can be checked."""
    _, request = context.words, context.shown.source.request
    nodes: list[Node] = [
        Section("cover", _("Report on collected material"), level=-1, new_page=False),
        Para(request.office, "office"),
        Rule(),
        Para(_("Report on collected material"), "title"),
        Para(_intro(context), "lead"),
        Para(
            _(
                "This report conveys what was reported, seen and recorded. It attributes no guilt and is not "
                "a procedural document."
            )
        ),
        Pairs(_cover_rows(context)),
        _checks(context),
    ]
    return nodes


def _intro(context: Context) -> str:
    """How much of how much it holds; one value for every page."""
    _, shown = context.words, context.shown
    given = shown.count(Form.FULL) + shown.count(Form.REDACTED)
    total = given + shown.count(Form.WITHHELD)
    return _(
        "This report presents {given} of {total} chosen items and shows how each was kept from receipt to hand-over.",
        given=given,
        total=total,
    )


def _cover_rows(context: Context) -> tuple[Pair, ...]:
    """Case, bundle, edition, recipient, purpose, contents, makers."""
    _, request, shown = context.words, context.shown.source.request, context.shown
    bundle: Cell = (Line(request.number, "bold"), Line(_("issued {when}", when=context.moment(request.issued_at))))
    if request.supersedes:
        bundle += (Line(_("Supersedes: {number}", number=request.supersedes)),)
    counts = "; ".join(
        f"{SHAPES[form.value]} {shown.count(form)} {context.form(form)}"
        for form in (Form.FULL, Form.REDACTED, Form.WITHHELD)
    )
    size = sum(item.size for item in context.files.values())
    rows = [
        Pair(_("Bundle"), bundle),
        Pair(
            _("Edition, access level") if request.level else _("Edition"),
            (Line(context.edition(), "bold"), *_optional(request.level, "bold")),
        ),
        Pair(_("Recipient"), (Line(request.recipient), *_optional(request.recipient_code, "note"))),
        Pair(_("Purpose and basis"), line(request.purpose)),
        Pair(_("What it holds"), (Line(counts), Line(_file_count(context, size), "note"))),
        Pair(_("Root key of the office"), mono(digest_rows(request.root_fingerprint, 8))),
        Pair(_("Made by"), line(" · ".join(part for part in (request.made_by, request.program) if part))),
    ]
    if request.case_code:
        rows.insert(0, Pair(_("Case"), (Line(request.case_code, "bold"), *_optional(request.case_title))))
    return tuple(rows)


def _optional(text: str, style: str = "cell") -> Cell:
    """A line, or nothing."""
    return (Line(text, style),) if text else ()


def _file_count(context: Context, size: int) -> str:
    """Number and size of the files in the bag."""
    return context.words("Files: {files}; {size} bytes", files=len(context.files), size=context.number(size))


def _checks(context: Context) -> Checks:
    """What anybody can check, each with the tool that does it, and the ledger checkpoint."""
    _, source = context.words, context.shown.source
    checks = [
        (_("Files are unchanged"), "sha512sum -c"),
        (_("The list of files is signed, nothing was added"), "ssh-keygen -Y verify"),
        (_("The report is signed and unaltered since"), "pdfsig, Adobe Reader"),
        (_("Records are those sealed on the devices; what is hidden was hidden, not changed"), "field-doc verify"),
        (_("The chosen entries stand in the ledgers, in this order"), "field-doc verify"),
    ]
    part = source.ledgers[0] if source.ledgers else None
    return Checks(
        title=_("What you can check yourself"),
        checks=tuple(checks),
        note=_(
            "Commands and expected answers: see “How to verify”. Neither the internet nor our program is "
            "needed for the first three."
        ),
        checkpoint_title=_("Ledger checkpoint"),
        checkpoint_note=_("{size} ledger entries; SHA-256:", size=part.size) if part else "",
        digest_rows=digest_rows("sha256:" + part.root.hex(), 4) if part else (),
        qr=qr_text(part.checkpoint) if part else "",
    )


def qr_text(checkpoint: str) -> str:
    """The checkpoint's body and its Ed25519 line: what fits a code that scans from paper."""
    body, _, lines = checkpoint.partition("\n\n")
    short = [signature for signature in lines.splitlines() if len(signature) < 400]
    return body + "\n\n" + "\n".join(short) + "\n"


def contents(context: Context) -> list[Node]:
    """Contents and the key to shapes and faces."""
    _ = context.words
    key = (
        (SHAPES["full"], _("in full, as it was taken in")),
        (SHAPES["redacted"], _("with hidden parts, or a copy without metadata")),
        (SHAPES["withheld"], _("not included; named with the reason")),
    )
    return [
        Section("contents", _("Contents"), level=-1),
        Contents(key),
        Para(
            _(
                "Text in the plain face is the record; somebody's own words stand under their own label and "
                "are quoted as they were written down; digits in the typewriter face are there to be "
                "compared character by character."
            ),
            "note",
        ),
    ]


def index(context: Context) -> list[Node]:
    """All items by exhibit number, the ones not included among them."""
    _, shown = context.words, context.shown
    columns = (
        Column(_("No."), 13.5),
        Column(_("Title, kind"), 47),
        Column(_("Event: when, where"), 27.5),
        Column(_("Collected, by"), 21),
        Column(_("SHA-256, start"), 20),
        Column(_("Consent; form"), 27),
        Column(_("P."), 9, right=True),
    )
    items: list[_Item] = [*shown.records, *shown.exhibits]
    items += [item for item in shown.withheld if item.reason is not Reason.ORIGINAL]
    rows = tuple(_index_row(context, item) for item in sorted(items, key=_number))
    total = len(rows)
    closing = _(
        "{total} of {total} chosen items are named: {full} in full, {redacted} with hidden parts, {withheld} "
        "not included.",
        total=total,
        full=shown.count(Form.FULL),
        redacted=shown.count(Form.REDACTED),
        withheld=shown.count(Form.WITHHELD),
    )
    return [Section("index", _("Index of exhibits")), Grid(columns, rows), Para(closing, "note")]


def _number(item: _Item) -> str:
    """The exhibit number an item is sorted by."""
    match item:
        case ShownRecord():
            return item.source.exhibit
        case ShownExhibit():
            return item.number
        case _:
            return item.exhibit


def _index_row(context: Context, item: _Item) -> tuple[Cell, ...]:
    """One line of the index."""
    if isinstance(item, Withheld):
        return _withheld_row(context, item)
    source = item.source
    file = context.files[_number(item)]
    record = isinstance(item, ShownRecord)
    kind = item.source.type_label if isinstance(item, ShownRecord) else item.source.kind_label
    consent = source.consent.text if source.consent else context.words("not needed")
    anchor = ("rec-" if record else "exh-") + source.exhibit
    return (
        _tag(item.form, _number(item), anchor),
        (Line(item.title), Line(_kind(context, item, kind), "note")),
        _two(source.event_when, source.event_where),
        _two(source.collected.partition(",")[0], source.collector_code),
        mono(short_digest(file.sha256)),
        (Line(consent), Line(_form(context, item), "bold")),
        (Line("", "cell", anchor, page=True),),
    )


def _kind(context: Context, item: ShownRecord | ShownExhibit, kind: str) -> str:
    """Kind of the item and its version, or that it is a copy."""
    _ = context.words
    if isinstance(item, ShownRecord):
        text = _("{kind}, version {version}", kind=kind, version=item.source.version)
        return text if item.source.complete else text + " · " + _("incomplete")
    return kind if item.original else _("{kind}, copy without metadata", kind=kind)


def _form(context: Context, item: ShownRecord | ShownExhibit) -> str:
    """In full, or hidden parts with their grounds."""
    grounds = sorted({row.ground for row in item.rows if row.ground}) if isinstance(item, ShownRecord) else []
    return " ".join((context.form(item.form), ", ".join(grounds))).strip()


def _tag(form: Form, number: str, anchor: str = "") -> Cell:
    """Shape and number, the number linked to its page."""
    return (Line(SHAPES[form.value], "shape"), Line(number, "bold", anchor))


def _two(first: str, second: str) -> Cell:
    """Two lines; a dash when neither is known."""
    return (*_optional(first), *_optional(second)) or line("—")


def _withheld_row(context: Context, item: Withheld) -> tuple[Cell, ...]:
    """An item that is named only: its salted commitment stands where a digest would."""
    return (
        _tag(Form.WITHHELD, item.exhibit),
        line(item.kind_label),
        line("—"),
        line("—"),
        (*mono(short_digest(item.commitment)), Line(_commitment_word(context, item), "note")),
        (Line(context.form(Form.WITHHELD), "bold"), Line(item.detail or context.reason(item.reason), "note")),
        (Line("", "cell", "withheld", page=True),),
    )


def _commitment_word(context: Context, item: Withheld) -> str:
    """Whether the number is a salted commitment (a file) or the digest of the signed record."""
    salted = digest.parse(item.commitment)[0].startswith("hmac")
    return context.words("salted") if salted else context.words("signed record")
