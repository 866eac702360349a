"""Declares every command with its options and what they are for; handlers stand in the modules named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from field_doc import __version__
from field_doc.cli import accounts, care, commands_office, commands_paper, consents, geometry, phrases, transcripts
from field_doc.cli.parser import Group, Parser, common, count, nested, vault_argument

if TYPE_CHECKING:
    from field_doc.base.i18n import Words


def build(words: Words) -> Parser:
    """The whole command line, in one language."""
    _ = words
    about = _("Encrypted records of what was seen and told, with their files and a ledger of every act.")
    parser = Parser(prog="field-doc", description=about, words=words)
    version = f"field-doc {__version__}"
    parser.add_argument("--version", action="version", version=version, help=_("show the version and end"))
    common(parser)
    parser.set_defaults(handler="window:open_window", vault=None)
    subparsers = parser.add_subparsers(metavar=_("COMMAND"), parser_class=Parser, title=_("commands"))
    _declare(Group(subparsers, words))
    return parser


def _declare(root: Group) -> None:
    """All commands."""
    _ = root.words
    _program(root)
    _vault(nested(root, "vault", _("the vault itself")))
    _records(root)
    consents.declare(nested(root, "consent", _("consent, at every use")))
    _names(nested(root, "names", _("names of people in texts")))
    transcripts.declare(nested(root, "transcript", _("transcripts and translations")))
    _files(root)
    _ledger(nested(root, "ledger", _("the custody ledger")))
    care.declare(nested(root, "care", _("help for people, and whom to ask after")))
    commands_paper.declare(root)
    commands_office.declare(root)


def _program(root: Group) -> None:
    _ = root.words
    opening = root.add("open", "window:open_window", _("open the window on a vault"))
    vault_argument(opening)
    demo = root.add("demo", "demo:demo", _("the whole way on made, harmless material"))
    demo.add_argument("dir", type=Path, metavar=_("DIR"), help=_("empty or new folder; everything is left in it"))
    demo.add_argument("--photos", type=count, default=6, metavar=_("NUMBER"), help=_("how many photos are drawn"))
    root.add("self-check", "checks:self_check", _("test vectors, versions, disk encryption, fonts"))


def _vault(group: Group) -> None:
    _ = group.words
    create = group.add("create", "vaults:create", _("make a vault"))
    vault_argument(create)
    create.add_argument(
        "--documenter", required=True, metavar=_("NAME"), help=_("the documenter's name: words, @FILE or -")
    )
    create.add_argument("--code", required=True, metavar=_("CODE"), help=_("the documenter's code"))
    vault_argument(group.add("info", "vaults:info", _("what a vault says of itself")))
    passphrase = group.add("passphrase", "vaults:passphrase", _("change the passphrase"))
    vault_argument(passphrase)
    group.add("suggest-passphrase", "phrases:suggest", _("print six words chosen by chance; kept nowhere"))
    check = group.add("check", "vaults:check", _("look whether everything is what was written"))
    vault_argument(check)
    check.add_argument("--full", action="store_true", help=_("every file too, against its digest"))
    backup = group.add("backup", "vaults:backup", _("encrypted copy, read back after writing"))
    vault_argument(backup)
    backup.add_argument("out", type=Path, metavar=_("OUT"), help=_("folder of the backup; must not exist"))
    restore = group.add("restore", "vaults:restore", _("a vault from a backup; begins a new epoch"))
    restore.add_argument("backup", type=Path, metavar=_("BACKUP"), help=_("folder of the backup"))
    vault_argument(restore)
    recover = _shares(group)
    for parser in (restore, recover):
        parser.add_argument("--shares-file", metavar=_("FILE"), help=_("one share a line; - for stdin"))
    for parser in (create, passphrase, restore, recover):
        phrases.option(parser)


def _shares(group: Group) -> Parser:
    _ = group.words
    shares = group.add("recovery-shares", "vaults:recovery_shares", _("make SLIP-39 shares that open data"))
    vault_argument(shares)
    shares.add_argument(
        "--threshold", type=count, default=2, metavar=_("NUMBER"), help=_("how many shares together open the data")
    )
    shares.add_argument("--shares", type=count, default=3, metavar=_("NUMBER"), help=_("how many shares are made"))
    recover = group.add("recover", "vaults:recover", _("open with shares and set a new passphrase"))
    vault_argument(recover)
    return recover


def _records(root: Group) -> None:
    _ = root.words
    group = nested(root, "record", _("records"))
    accounts.declare(group)
    new = group.add("new", "records:new", _("begin a record with a draft"))
    vault_argument(new)
    new.add_argument("type", metavar=_("TYPE"), help=_("kind of record, for example incident"))
    new.add_argument("--case", metavar=_("ID"), help=_("the case it belongs to: code or id"))
    edit = group.add("edit", "records:edit", _("change a draft"))
    seal = group.add("seal", "records:seal", _("make an immutable version"))
    amend = group.add("amend", "records:amend", _("a new version that says why"))
    show = group.add("show", "records:show", _("one record, or two of its versions side by side"))
    related = group.add("related", "relations:related", _("what belongs to a record, its links, and who names it"))
    discard = group.add("discard", "records:discard", _("throw a draft away; the act stays in the ledger"))
    for parser in (edit, seal, amend, show, related, discard):
        vault_argument(parser)
        parser.add_argument("id", metavar=_("ID"), help=_("code, id, or the beginning of one"))
    for parser in (new, edit, amend):
        parser.add_argument(
            "--from", dest="source", required=True, metavar=_("FILE"), help=_("fields as JSON; - for stdin")
        )
        geometry.option(parser)
    seal.add_argument("--reason", default=None, metavar=_("TEXT"), help=_("for an amendment: words, @FILE or -"))
    amend.add_argument("--reason", required=True, metavar=_("TEXT"), help=_("why: words, @FILE or -"))
    _looking(group, show)
    search = root.add("search", "records:search", _("full text, without identities"))
    vault_argument(search)
    search.add_argument("query", metavar=_("QUERY"), help=_("words, @FILE or -"))
    search.add_argument("--limit", type=count, default=50, metavar=_("NUMBER"), help=_("so many rows at most"))


def _names(group: Group) -> None:
    _ = group.words
    check = group.add("check", "names:check", _("names, telephones and addresses of protected people in texts"))
    vault_argument(check)
    check.add_argument(
        "--record", action="append", default=None, metavar=_("ID"), help=_("this record only; may be given again")
    )
    check.add_argument("--sealed", action="store_true", help=_("what is sealed, as an export takes it; not drafts"))
    decide = group.add("decide", "names:decide", _("decide about one place"))
    vault_argument(decide)
    decide.add_argument("key", metavar=_("KEY"), help=_("as names check prints it"))
    decide.add_argument(
        "--decision", required=True, choices=("keep", "not_a_name", "to_change"), help=_("what is decided about it")
    )
    decide.add_argument("--reason", default=None, metavar=_("TEXT"), help=_("why, naming nobody: words, @FILE or -"))
    decide.add_argument("--same", action="store_true", help=_("all places of the record that show the same"))


def _looking(group: Group, show: Parser) -> None:
    _ = group.words
    which = show.add_mutually_exclusive_group()
    which.add_argument("--version", type=count, default=None, metavar=_("NUMBER"), help=_("an earlier version"))
    which.add_argument(
        "--compare", type=count, nargs=2, default=None, metavar=(_("NUMBER"), _("NUMBER")),
        help=_("what two versions say differently"),
    )  # fmt: skip
    show.add_argument("--reason", default=None, metavar=_("TEXT"), help=_("needed for an identity record"))
    listing = group.add("list", "records:list_records", _("records, latest change first"))
    vault_argument(listing)
    listing.add_argument("--type", default=None, metavar=_("TYPE"), help=_("of this kind only"))
    listing.add_argument("--case", default=None, metavar=_("ID"), help=_("of this case only"))
    listing.add_argument("--limit", type=count, default=10_000, metavar=_("NUMBER"), help=_("so many rows at most"))
    schema = group.add("schema", "records:schema", _("a record type as JSON Schema"))
    schema.add_argument("type", metavar=_("TYPE"), help=_("kind of record, for example incident"))


def _files(root: Group) -> None:
    _ = root.words
    intake = root.add("intake", "files:intake", _("take files in"))
    vault_argument(intake)
    intake.add_argument("paths", type=Path, nargs="+", metavar=_("PATH"), help=_("files or folders; only read"))
    intake.add_argument("--into", required=True, metavar=_("ID"), help=_("the record they stand with: code or id"))
    intake.add_argument("--recursive", action="store_true", help=_("folders inside folders too"))
    intake.add_argument(
        "--class", dest="protection", choices=("public", "restricted", "identity"), default=None,
        help=_("who may see the files; by kind where it is not given"),
    )  # fmt: skip
    intake.add_argument(
        "--source-kind", choices=("card", "phone-copy", "messenger", "unknown"), default="unknown",
        help=_("where they come from"),
    )  # fmt: skip
    group = nested(root, "attachment", _("files of records"))
    listing = group.add("list", "files:list_files", _("files of a record or of the vault"))
    vault_argument(listing)
    listing.add_argument("--record", default=None, metavar=_("ID"), help=_("of this record only"))
    export = group.add("export", "files:export", _("write one original; entered, read back, compared"))
    age = group.add("age", "files:age", _("write header and payload as an age file"))
    for parser in (export, age):
        vault_argument(parser)
        parser.add_argument("id", metavar=_("ID"), help=_("id of the file, as attachment list prints it"))
        parser.add_argument("--out", type=Path, required=True, metavar=_("FILE"), help=_("new file to write"))
    export.add_argument("--purpose", required=True, metavar=_("TEXT"), help=_("what for: words, @FILE or -"))
    export.add_argument("--plain", action="store_true", help=_("in the clear"))
    detach = group.add("detach", "files:detach", _("take a series from a record; its files and entries stay"))
    vault_argument(detach)
    detach.add_argument("id", metavar=_("ID"), help=_("the series: code, id, or the beginning of one"))
    detach.add_argument("--record", required=True, metavar=_("ID"), help=_("the record it is taken from"))
    detach.add_argument("--reason", required=True, metavar=_("TEXT"), help=_("why: words, @FILE or -"))


def _ledger(group: Group) -> None:
    _ = group.words
    for name, handler, help_text in (
        ("head", "ledger:head", _("size, root and epoch")),
        ("verify", "ledger:verify", _("recompute the tree")),
    ):
        vault_argument(group.add(name, handler, help_text))
    show = group.add("show", "ledger:show", _("entries, newest first"))
    vault_argument(show)
    show.add_argument("--limit", type=count, default=100, metavar=_("NUMBER"), help=_("so many rows at most"))
    show.add_argument("--record", default=None, metavar=_("ID"), help=_("about this record and its files only"))
    prove = group.add("prove", "ledger:prove", _("an inclusion proof anyone can check"))
    vault_argument(prove)
    prove.add_argument("seq", type=count, metavar=_("NUMBER"), help=_("number of the entry in the running epoch"))
    prove.add_argument("--out", type=Path, required=True, metavar=_("FILE"), help=_("new file to write"))
