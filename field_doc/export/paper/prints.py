"""The papers themselves: from values to a finished PDF in memory. Nothing is read from or written to the disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from field_doc.base.progress import Silent
from field_doc.export import fonts
from field_doc.export.paper.model import BlankForm, Furniture
from field_doc.export.paper.sheet import Printed, Sheet, build

if TYPE_CHECKING:
    from datetime import datetime

    from field_doc.base.i18n import Words
    from field_doc.base.progress import Reporter

_SHORT = 16


def short_digest(digest: str) -> str:
    """The first 16 hex digits in groups of four: enough to compare by eye."""
    text = digest.rpartition(":")[2][:_SHORT]
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def blank(
    form: BlankForm,
    codes: Sequence[str],
    *,
    tag: str,
    team: str,
    words: Words,
    moment: datetime,
    plain_head: bool = False,
    reporter: Reporter | None = None,
) -> Printed:
    """Blank forms, one sheet a code.

    Args:
        form: what every copy says.
        codes: reserved codes.
        tag: stands beside each code and in its QR (``evidence.reserved``).
        team: code of the team or documenter; left out with a plain head.
        words: catalogue of the form's language.
        moment: time of printing.
        plain_head: no title, no rules, no team: only the code tells what the sheet is.
        reporter: hears of progress, may cancel.

    """
    fonts.prepare()
    sheets = [_blank_sheet(form, code, tag, team, words, plain_head) for code in codes]
    return build(sheets, moment, form.lang, reporter or Silent(), alike=True)


def _blank_sheet(form: BlankForm, code: str, tag: str, team: str, words: Words, plain: bool) -> Sheet:
    corner = (tag,) if plain or not team else (tag, words("Team: {code}", code=team))
    furniture = Furniture(
        title="" if plain else form.title,
        code=code,
        qr=f"{code} {tag}",
        corner=corner,
        level=form.level,
        foot=words("Form {version} {lang} · text {digest}", version=form.version, lang=form.lang,
                   digest=short_digest(form.digest)),
        page=words("Page {x} of {y}", x="{x}", y="{y}"),
        legend=form.legend,
    )  # fmt: skip

    def story() -> list[Any]:
        from field_doc.export.paper.flow import Setter
        from field_doc.export.paper.text import rules_box

        setter = Setter(words)
        found: list[Any] = [] if plain else rules_box(form.rules)
        for block in form.blocks:
            found += setter.block(block)
        return found

    return Sheet(furniture, story)
