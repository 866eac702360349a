"""``field-doc transcript …``: begin a transcript or translation, read one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.app.commands import records, transcripts
from field_doc.base.errors import InputProblem
from field_doc.cli.opening import unlocked
from field_doc.cli.parser import vault_argument
from field_doc.schema.marks import clock

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping
    from typing import Any

    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output
    from field_doc.cli.parser import Group


def declare(group: Group) -> None:
    """The commands and their options."""
    _ = group.words
    begin = group.add("new", "transcripts:new", _("begin a transcript or translation; the original is only read"))
    vault_argument(begin)
    begin.add_argument("--of", required=True, metavar=_("ID"), help=_("the original: code or id of a record"))
    begin.add_argument("--file", default="", metavar=_("ID"), help=_("the recording, as attachment list prints it"))
    begin.add_argument("--kind", required=True, choices=tuple(transcripts.KINDS), help=_("what is written"))
    begin.add_argument("--language", required=True, metavar=_("LANG"), help=_("language of the new text"))
    begin.add_argument("--source-language", default="", metavar=_("LANG"), help=_("language of the original"))
    show = group.add("show", "transcripts:show", _("the paragraphs with marks, authors and the original beside"))
    vault_argument(show)
    show.add_argument("id", metavar=_("ID"), help=_("code, id, or the beginning of one"))


def new(args: Namespace, words: Words, out: Output) -> int:
    """Begin one."""
    with unlocked(args, words) as session:
        begun = transcripts.new(
            session,
            args.of,
            kind=args.kind,
            language=args.language,
            source_language=args.source_language,
            file=args.file,
        )
    out.result({"id": begun.id, "code": begun.code, "problems": begun.problems}, f"{begun.code} {begun.id}")
    return 0


def show(args: Namespace, words: Words, out: Output) -> int:
    """Read one, paragraph by paragraph."""
    with unlocked(args, words) as session:
        view = records.show(session, args.id)
    if view.shown.row.type != transcripts.TYPE:
        raise InputProblem("transcript.not-one")
    stored = view.shown.fields.get("paragraphs")
    members = [m for m in stored if isinstance(m, dict)] if isinstance(stored, list) else []
    lines = [line for number, member in enumerate(members, 1) for line in _lines(number, member, words)]
    out.result({"id": view.shown.row.id, "code": view.shown.row.code, "paragraphs": members}, "\n".join(lines))
    return 0


def _lines(number: int, member: Mapping[str, Any], words: Words) -> list[str]:
    marks = [clock(member[name]) for name in ("start_ms", "end_ms") if isinstance(member.get(name), int)]
    parts = (f"{number}.", "–".join(marks), _said(member, "author"), _said(member, "at"), _certified(member, words))
    head = " ".join(part for part in parts if part)
    original, text = member.get("original"), member.get("text")
    beside = original.get("paragraphs", ()) if isinstance(original, dict) else ()
    body = text.get("text", "") if isinstance(text, dict) else ""
    return [head, *(f"   | {line}" for line in beside), *(f"   {line}" for line in str(body).splitlines())]


def _said(member: Mapping[str, Any], name: str) -> str:
    value = member.get(name)
    return value if isinstance(value, str) else ""


def _certified(member: Mapping[str, Any], words: Words) -> str:
    if member.get("certified") != "yn_yes":
        return ""
    return words("certified by {who}", who=_said(member, "certifier") or "?")
