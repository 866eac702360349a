"""Declares ``field-doc paper …``: forms, typing in, reading back, labels, binding; handlers in ``paper``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from field_doc.cli.parser import Group, Parser, count, nested, vault_argument

if TYPE_CHECKING:
    from field_doc.base.i18n import Words


def declare(root: Group) -> None:
    """All commands of the group."""
    _ = root.words
    group = nested(root, "paper", _("forms, statements, acts and labels on paper"))
    _blank(group)
    _typing(group)
    _prints(group)
    _labels(group)
    _binding(group)


def _blank(group: Group) -> None:
    _ = group.words
    blank = group.add("blank", "paper:blank", _("print blank forms with reserved codes"))
    vault_argument(blank)
    blank.add_argument(
        "form", metavar=_("FORM"), help=_("{consent|statement|visit|photo-log|handover} or a kind of record")
    )
    blank.add_argument("--count", type=count, default=1, metavar=_("NUMBER"), help=_("how many sheets"))
    blank.add_argument(
        "--out", type=Path, required=True, metavar=_("PATH"), help=_("new PDF, or a folder for one each")
    )
    blank.add_argument("--plain-head", action="store_true", help=_("no title, no rules, no team on the sheet"))
    listing = group.add("list", "paper:list_codes", _("reserved codes, latest first"))
    vault_argument(listing)
    listing.add_argument("--limit", type=count, default=200, metavar=_("NUMBER"), help=_("so many rows at most"))
    void = group.add("void", "paper:void", _("say that a sheet is lost or spoilt"))
    vault_argument(void)
    void.add_argument("code", metavar=_("CODE"), help=_("the code on the sheet"))
    void.add_argument("--reason", required=True, metavar=_("TEXT"), help=_("why: words, @FILE or -"))


def _typing(group: Group) -> None:
    _ = group.words
    begin = group.add("begin", "paper:begin", _("begin the record of a filled-in sheet under its code"))
    vault_argument(begin)
    begin.add_argument("code", metavar=_("CODE"), help=_("the code on the sheet"))
    begin.add_argument("--case", metavar=_("ID"), default=None, help=_("the case it belongs to: code or id"))
    _scans(begin, _, required=False)


def _scans(parser: Parser, _: Words, *, required: bool) -> None:
    parser.add_argument(
        "--scan", type=Path, nargs="+", default=[], required=required, metavar=_("FILE"),
        help=_("photo or PDF of the sheet; taken in as the original"),
    )  # fmt: skip


def _prints(group: Group) -> None:
    _ = group.words
    for name, help_text in (
        ("read-back", _("a statement for reading back, with its control mark")),
        ("act", _("a hand-over act for two signatures")),
        ("record", _("any record, for reading")),
    ):
        parser = group.add(name, "paper:print_record", help_text)
        vault_argument(parser)
        parser.add_argument("id", metavar=_("ID"), help=_("code, id, or the beginning of one"))
        parser.add_argument("--out", type=Path, required=True, metavar=_("FILE"), help=_("new file to write"))
        parser.add_argument(
            "--version", type=count, default=None, metavar=_("NUMBER"), help=_("a sealed version; else the draft")
        )
        parser.add_argument(
            "--purpose", default=None, required=name == "record", metavar=_("TEXT"),
            help=_("what for: words, @FILE or -"),
        )  # fmt: skip
        parser.set_defaults(what=name)


def _labels(group: Group) -> None:
    _ = group.words
    labels = group.add("labels", "paper:labels", _("labels with QR for physical items"))
    vault_argument(labels)
    labels.add_argument("ids", nargs="+", metavar=_("ID"), help=_("code, id, or the beginning of one"))
    labels.add_argument("--out", type=Path, required=True, metavar=_("FILE"), help=_("new file to write"))
    labels.add_argument(
        "--paper",
        choices=("a4", "roll"),
        default="a4",
        help=_("{a4}: 24 labels of 70 × 37 mm; {roll}: one of 62 × 29 mm a page"),
    )
    labels.add_argument("--first", type=count, default=1, metavar=_("NUMBER"), help=_("first free place on the sheet"))
    labels.add_argument(
        "--text", default="", metavar=_("TEXT"), help=_("short neutral words, no names: words, @FILE or -")
    )


def _binding(group: Group) -> None:
    _ = group.words
    bind = group.add("bind", "paper:bind", _("bind the scan of signed pages to the version with their mark"))
    vault_argument(bind)
    bind.add_argument("id", metavar=_("ID"), help=_("code, id, or the beginning of one"))
    bind.add_argument("--mark", required=True, metavar=_("MARK"), help=_("the control mark on the pages"))
    _scans(bind, _, required=True)
