"""The whole report as a tree (pure)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.export import front, pages, proofs
from field_doc.export.context import Context, digest_rows
from field_doc.export.tree import Furniture, Report

if TYPE_CHECKING:
    from field_doc.export.tree import Node


def build(context: Context) -> Report:
    """Cover, contents, index, items, custody, not included, method, verify, annex, certification."""
    _, request = context.words, context.shown.source.request
    nodes: list[Node] = [
        *front.cover(context),
        *front.contents(context),
        *front.index(context),
        *pages.all_items(context),
        *proofs.custody(context),
        *proofs.withheld(context),
        *proofs.method(context),
        *proofs.verify(context),
        *proofs.annex(context),
        *proofs.certification(context),
    ]
    return Report(
        title=f"{_('Report on collected material')}, {request.number}",
        subject=f"{context.edition()}; {request.case_code}".strip("; "),
        author=request.office,
        language=context.language,
        furniture=_furniture(context),
        nodes=tuple(nodes),
    )


def _furniture(context: Context) -> Furniture:
    """Header and footer of every sheet; codes only."""
    _, request = context.words, context.shown.source.request
    part = context.shown.source.ledgers[0] if context.shown.source.ledgers else None
    checkpoint = ""
    if part is not None:
        start = digest_rows("sha256:" + part.root.hex(), 4)[0]
        checkpoint = _("Ledger checkpoint {size}: {digest}", size=part.size, digest=start)
    return Furniture(
        bundle=_("Bundle {number}", number=request.number),
        edition=context.edition(),
        level=request.level.upper(),
        page=_("Page {x} of {y}").replace("{{", "{"),
        checkpoint=checkpoint,
        continued=_("continued"),
        sheet_letters=request.sheet_letters,
        first_sheet=request.first_sheet,
    )
