"""The pages of the items themselves: records, site plans, photographs, other files."""

from __future__ import annotations

from itertools import groupby

from field_doc.export import plan
from field_doc.export.context import Context, digest_rows, line, mono, short_digest
from field_doc.export.model import FieldKind, RecordInput
from field_doc.export.redact import ShownExhibit, ShownRecord, ShownRow
from field_doc.export.tree import (
    Column,
    Grid,
    Halves,
    Line,
    Node,
    Pair,
    Pairs,
    Para,
    Picture,
    PlanFigure,
    Section,
    Sub,
)
from field_doc.formats import sdjwt


def record(context: Context, item: ShownRecord) -> list[Node]:
    """A page or more: what the record says, section by section, and what it is."""
    _, source = context.words, item.source
    nodes: list[Node] = [
        Section(f"rec-{source.exhibit}", item.title, tag=source.exhibit, shape=item.form.value),
        Para(_version_line(context, item), "note"),
    ]
    if not source.complete:
        nodes.append(Para(_("This version was sealed as incomplete: fields left empty were not asked, or not yet.")))
    empty = (FieldKind.NOT_ASKED, FieldKind.NOT_RELEVANT)
    printed = [row for row in item.rows if row.ground or row.kind not in empty]
    for section, rows in groupby(printed, key=lambda row: row.section):
        if section:
            nodes.append(Sub(section))
        nodes.append(Pairs(tuple(_pair(context, row) for row in rows)))
    nodes += _not_asked(context, item)
    nodes += _about(context, item)
    nodes += _hidden(context, item)
    nodes += _versions(context, item)
    if item.plan is not None:
        nodes += site_plan(context, item)
    return nodes


def _not_asked(context: Context, item: ShownRecord) -> list[Node]:
    """Fields nobody asked about, named together: that they are empty is a fact, but not worth a page."""
    labels = [row.label for row in item.rows if not row.ground and row.kind == FieldKind.NOT_ASKED]
    if not labels:
        return []
    return [Sub(context.words("Not asked")), Para("; ".join(labels), "note")]


def _version_line(context: Context, item: ShownRecord) -> str:
    """Type, version, when it was sealed by which device, and the short digest of what was signed."""
    _, source = context.words, item.source
    return _(
        "{kind}, code {code}. Version {version}, sealed {when} on device {device}. Signed record, SHA-256: {digest} …",
        kind=source.type_label,
        code=source.code,
        version=source.version,
        when=context.stamp(source.sealed_at),
        device=source.device,
        digest=" ".join(short_digest(sdjwt.jwt_digest(source.sealed))),
    )


def _pair(context: Context, row: ShownRow) -> Pair:
    """Label and value; a bar of one width where the value is hidden."""
    if row.ground:
        return Pair(row.label, (Line(context.words("hidden {code}", code=row.ground), "bar"),))
    style = {"words": "words", "null": "null", "code": "mono"}.get(row.kind, "value")
    return Pair(row.label, (Line(row.value, style),))


def _about(context: Context, item: ShownRecord) -> list[Node]:
    """Consent, collection, and whether it contradicts others: printed also when it is "none"."""
    _, source = context.words, item.source
    collected = " ".join(part for part in (source.collected, source.collector_code) if part)
    rows = (
        Pair(_("Consent"), line(source.consent.text if source.consent else _("not needed"))),
        Pair(_("Collected"), line(collected or "—")),
        Pair(_("Contradicting information"), line(_against(context, source))),
        Pair(_("SHA-256 of the signed record"), mono(digest_rows(sdjwt.jwt_digest(source.sealed), 8))),
    )
    return [Sub(_("About this record")), Pairs(rows)]


def _against(context: Context, source: RecordInput) -> str:
    """What was marked as contradicting a record; also what was not put into this bundle (DOMAIN 0.5)."""
    _ = context.words
    said = []
    if source.contradicting:
        said.append(_("marked, in this bundle: {exhibits}", exhibits=", ".join(source.contradicting)))
    if source.contradicting_elsewhere:
        said.append(_("marked, not in this bundle: {codes}", codes=", ".join(source.contradicting_elsewhere)))
    return "; ".join(said) or _("none marked")


def _hidden(context: Context, item: ShownRecord) -> list[Node]:
    """What the bars on this record mean, and what happened to the hidden text."""
    _ = context.words
    used = sorted({row.ground for row in item.rows if row.ground})
    if not item.withheld_paths:
        return []
    grounds = tuple(Pair(code, line(context.words.label("ground", code))) for code in used)
    about_files = sum(1 for path, _reason in item.withheld_paths if path[0] == "attachments")
    count = _.plural(
        "{count} part of the signed record is hidden in this edition.",
        "{count} parts of the signed record are hidden in this edition.",
        len(item.withheld_paths),
    )
    if about_files:
        count += " " + _("Of these, {count} name originals that are not included.", count=about_files)
    note = _(
        "The hidden text is not in this file. Each hidden field has its own salt, so it cannot be guessed "
        "from its digest."
    )
    nodes: list[Node] = [Sub(_("Hidden parts"))]
    if grounds:
        nodes.append(Pairs(grounds, 14))
    return [*nodes, Para(f"{count} {note}", "note")]


def _versions(context: Context, item: ShownRecord) -> list[Node]:
    """All sealed versions: none replaces an earlier one in silence."""
    _, versions = context.words, item.source.versions
    columns = (
        Column(_("Version"), 16),
        Column(_("Sealed"), 38),
        Column(_("SHA-256 of the signed record"), 71),
        Column(_("Why amended"), 40),
    )
    rows = tuple(
        (line(str(v.version)), line(context.stamp(v.sealed_at)), mono(digest_rows(v.digest, 8)), line(v.reason or "—"))
        for v in versions
    )
    # A single version is named at the head of the page; its digest stands in "About this record".
    return [Sub(_("Versions")), Grid(columns, rows)] if len(rows) > 1 else []


def site_plan(context: Context, item: ShownRecord) -> list[Node]:
    """The plan on a page of its own, with caption, legend in words and the table of reference points."""
    _, source = context.words, item.source
    if item.plan is None:
        return []
    drawing = plan.draw(item.plan)
    datum = drawing.datum or _("the middle of the plan")
    caption = _(
        "Schematic plan, 1 : {scale} printed at full size. Local grid, {step} m, from {datum}; true north. "
        "Surveyed: {surveyed}.",
        scale=context.number(drawing.scale),
        step=context.decimal(drawing.step, 1 if drawing.step < 1 else 0),
        datum=datum,
        surveyed=context.stamp(item.plan.surveyed),
    )
    legend = _(
        "Hatched: extent as seen. Dotted: uncertain. Dashed: boundary. Triangle: reference point. Circle "
        "with arrow: viewpoint and direction of a photograph."
    )
    nodes: list[Node] = [
        Section(
            f"plan-{source.exhibit}",
            _("Plan of site {code}", code=source.code),
            level=1,
            tag=source.exhibit,
            shape=item.form.value,
        ),
        PlanFigure(drawing, _("N"), _("m")),
        Para(caption, "caption"),
        Para(legend, "note"),
    ]
    if drawing.references:
        nodes.append(_references(context, drawing))
    return nodes


def _references(context: Context, drawing: plan.Drawing) -> Grid:
    """Reference points in the local grid."""
    _ = context.words
    columns = (
        Column(_("Point"), 40),
        Column(_("E, m"), 25, right=True),
        Column(_("N, m"), 25, right=True),
        Column(_("Distance and bearing from the datum"), 75),
    )
    rows = tuple(
        (
            line(reference.label, "bold"),
            line(context.decimal(reference.east, 2)),
            line(context.decimal(reference.north, 2)),
            line(f"{context.decimal(reference.distance, 2)} {_('m')}; {context.decimal(reference.bearing, 1)}°"),
        )
        for reference in drawing.references
    )
    return Grid(columns, rows)


def exhibit(context: Context, item: ShownExhibit) -> list[Node]:
    """One file: the picture if there is a clean one, what is known of it, and its digest."""
    source = item.source
    nodes: list[Node] = [Section(f"exh-{source.exhibit}", item.title, tag=item.number, shape=item.form.value)]
    make = source.preview or source.clean_image
    if make is not None and source.media_type.startswith("image/"):
        missing = context.words("No picture can be made of this file.")
        nodes.append(Picture(item.number, make, source.caption or item.title, missing))
        if source.caption:
            nodes.append(Para(source.caption, "caption"))
    nodes.append(Halves(_facts(context, item), _file(context, item)))
    if source.findings:
        nodes += [Sub(context.words("What the checks noticed")), *(Para(text, "limit") for text in source.findings)]
    return nodes


def _facts(context: Context, item: ShownExhibit) -> Pairs:
    """What the file's own data say: the camera's statements, not ours."""
    rows = [Pair(label, line(value)) for label, value in _merged(context, item)]
    collected = " ".join(part for part in (item.source.collected, item.source.collector_code) if part)
    rows.append(Pair(context.words("Collected"), line(collected or "—")))
    return Pairs(tuple(rows), 30)


def _merged(context: Context, item: ShownExhibit) -> list[tuple[str, str]]:
    """Facts in order; width and height are one line."""
    facts = {fact.key: (fact.label, fact.value) for fact in item.facts}
    if "width" in facts and "height" in facts:
        facts["width"] = (context.words("Size, pixels"), f"{facts['width'][1]} × {facts.pop('height')[1]}")
    return list(facts.values())


def _file(context: Context, item: ShownExhibit) -> Pairs:
    """The file in the bag, its digest, the original and what was changed."""
    _, file = context.words, context.files[item.number]
    rows = [
        Pair(_("File"), (Line(file.name, "mono"), Line(_("{size} bytes", size=context.number(file.size))))),
        Pair("SHA-256", mono(digest_rows(file.sha256, 4))),
    ]
    if item.original:
        rows.append(Pair(_("Changes"), line(_("none; the file in the bundle is the original, byte for byte"))))
    else:
        rows.append(Pair(_("Original"), (Line(_("kept, not included; salted commitment:")), *mono(_commitment(item)))))
        rows.append(
            Pair(_("Changes"), line(_("picture encoded anew without metadata; the original is kept unchanged")))
        )
    if (
        item.original
        and item.source.media_type.startswith("image/")
        and (item.source.preview or item.source.clean_image)
    ):
        here = _("a copy without metadata, for viewing, where one can be made; the file itself is in the bundle")
        rows.append(Pair(_("Picture here"), line(here)))
    return Pairs(tuple(rows), 20)


def _commitment(item: ShownExhibit) -> tuple[str, ...]:
    """The commitment in rows of four groups."""
    return digest_rows(item.commitment, 4)


def all_items(context: Context) -> list[Node]:
    """Records, then files, each in exhibit order."""
    nodes: list[Node] = []
    for item in context.shown.records:
        nodes += record(context, item)
    for file in context.shown.exhibits:
        nodes += exhibit(context, file)
    return nodes
