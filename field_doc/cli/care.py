"""``field-doc care …`` and ``field-doc office referrals …``: the directory of help, and who is to be asked after."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from field_doc.app.commands import care
from field_doc.base.errors import InputProblem
from field_doc.cli.opening import unlocked
from field_doc.cli.output import one_line
from field_doc.formats.referrals import MAX_CHARS
from field_doc.schema import registry

if TYPE_CHECKING:
    from argparse import Namespace

    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output
    from field_doc.cli.parser import Group
    from field_doc.formats.referrals import Entry


def declare(group: Group) -> None:
    """The commands of this part."""
    from field_doc.cli.parser import vault_argument

    _ = group.words
    bring = group.add("import", "care:bring", _("keep the office's directory of help"))
    vault_argument(bring)
    bring.add_argument("file", type=Path, metavar=_("FILE"), help=_("the signed directory"))
    show = group.add("directory", "care:show", _("whom a person can be sent to; works offline"))
    vault_argument(show)
    show.add_argument("--oblast", default="", metavar=_("TERM"), help=_("an oblast, as ua_oblasts names it"))
    vault_argument(group.add("tasks", "care:tasks", _("whom to ask after, 24 to 72 hours after a talk")))
    note = group.add("asked", "care:asked", _("note what became of asking after somebody; stays in this vault"))
    vault_argument(note)
    note.add_argument("id", metavar=_("ID"), help=_("code, id, or the beginning of one"))
    note.add_argument("outcome", choices=("done", "not_reached", "declined", "none"), metavar=_("OUTCOME"),
                      help=_("done, not_reached, declined; none takes it back"))  # fmt: skip


def declare_office(group: Group) -> None:
    """The desk's command of this part."""
    _ = group.words
    sign = group.add("sign", "care:sign", _("sign a list of places of help, for all vaults of the office"))
    sign.add_argument("desk", type=Path, metavar=_("DESK"), help=_("the desk's vault"))
    sign.add_argument("file", type=Path, metavar=_("FILE"), help=_("the list, as docs/spec/referrals.md says"))
    sign.add_argument("--out", type=Path, required=True, metavar=_("OUT"), help=_("new file to write"))


def bring(args: Namespace, words: Words, out: Output) -> int:
    """Import a signed directory."""
    data = _read(args.file)
    with unlocked(args, words) as session:
        found, _ = care.import_directory(session, data)
    text = words.plural("{count} place of help kept, from {office}.", "{count} places of help kept, from {office}.",
                        found.entries, office=one_line(found.office))  # fmt: skip
    out.result({"office": found.office, "issued": found.issued, "entries": found.entries}, text)
    return 0


def sign(args: Namespace, words: Words, out: Output) -> int:
    """Sign a list at the desk."""
    data = _read(args.file)
    with unlocked(args, words, args.desk) as session:
        made = care.sign_directory(session, data, args.out)
    text = words("Signed: {file}. Give it to every vault of the office.", file=str(args.out))
    out.result({"office": made.office, "issued": made.issued, "entries": made.entries, "file": args.out}, text)
    return 0


def _read(path: Path) -> bytes:
    if path.stat().st_size > MAX_CHARS:
        raise InputProblem("referrals.too-big", limit=MAX_CHARS)
    return path.read_bytes()


def show(args: Namespace, words: Words, out: Output) -> int:
    """What can be offered, nearest first; the numbers of the state at the end."""
    with unlocked(args, words) as session:
        found = care.directory(session)
    entries = (*care.of_oblast(found, args.oblast), *found.emergency)
    lines = [line for one in entries for line in _lines(one, words)]
    value = {"office": found.office, "issued": found.issued, "entries": entries}
    out.result(value, "\n".join(lines))
    return 0


def _lines(entry: Entry, words: Words) -> list[str]:
    labels = registry.load().labels(words)
    name = entry.name.get(words.lang) or next(iter(entry.name.values()))
    needs = ", ".join(labels.term(need) for need in entry.needs)
    hours = entry.hours.get(words.lang) or next(iter(entry.hours.values()), "")
    checked = words("last checked {day}", day=entry.last_checked) if entry.last_checked else ""
    under = " · ".join(p for p in (needs, hours, ", ".join(entry.languages), checked) if p)
    return [one_line(f"{', '.join((*entry.phones, entry.online)).strip(', ')}  {name}"), f"    {one_line(under)}"]


def tasks(args: Namespace, words: Words, out: Output) -> int:
    """Whom to ask after."""
    with unlocked(args, words) as session:
        found = care.tasks(session)
    lines = [
        words("{code}: between {first} and {last}", code=t.code, first=_moment(t.first), last=_moment(t.last))
        for t in found
    ]
    rows = [
        {"id": t.record_id, "code": t.code, "first": t.first.isoformat(), "last": t.last.isoformat(),
         "outcome": t.outcome}
        for t in found
    ]  # fmt: skip
    out.result({"tasks": rows}, "\n".join(lines) or words("Nobody is to be asked after now."))
    return 0


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


def asked(args: Namespace, words: Words, out: Output) -> int:
    """Note an outcome."""
    with unlocked(args, words) as session:
        care.note_outcome(session, args.id, "" if args.outcome == "none" else args.outcome)
    out.result({"noted": args.outcome}, words("Noted in this vault only."))
    return 0
