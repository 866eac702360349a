"""Declares every command with its options; handlers stand in the modules named."""

from __future__ import annotations

from pathlib import Path

from field_doc import __version__
from field_doc.cli.parser import Group, Parser, common, count, nested, vault_argument


def build() -> Parser:
    """The whole command line."""
    parser = Parser(prog="field-doc", description="Chain-of-custody evidence records that stand in court.")
    parser.add_argument("--version", action="version", version=f"field-doc {__version__}")
    common(parser)
    parser.set_defaults(handler="window:open_window", vault=None)
    subparsers = parser.add_subparsers(metavar="COMMAND", parser_class=Parser)
    _declare(Group(subparsers))
    return parser


def _declare(root: Group) -> None:
    """All commands."""
    _program(root)
    _vault(nested(root, "vault", "the vault itself"))
    _records(root)
    _files(root)
    _ledger(nested(root, "ledger", "the custody ledger"))
    _sync(root)
    _office(nested(root, "office", "the Executive Office"))
    _bundles(root)


def _program(root: Group) -> None:
    opening = root.add("open", "window:open_window", "open the window on a vault")
    vault_argument(opening)
    demo = root.add("demo", "demo:demo", "the whole way on made, harmless material")
    demo.add_argument("dir", type=Path, metavar="DIR")
    demo.add_argument("--photos", type=count, default=6, metavar="N")
    root.add("self-check", "checks:self_check", "test vectors, versions, disk encryption, fonts")


def _vault(group: Group) -> None:
    create = group.add("create", "vaults:create", "make a vault")
    vault_argument(create)
    create.add_argument("--documenter", required=True, metavar="NAME", help="name, @FILE or -")
    create.add_argument("--code", required=True)
    for name, handler, help_text in (
        ("info", "vaults:info", "what a vault says of itself"),
        ("passphrase", "vaults:passphrase", "change the passphrase"),
    ):
        vault_argument(group.add(name, handler, help_text))
    check = group.add("check", "vaults:check", "look whether everything is what was written")
    vault_argument(check)
    check.add_argument("--full", action="store_true", help="every payload, every page")
    backup = group.add("backup", "vaults:backup", "encrypted copy, read back after writing")
    vault_argument(backup)
    backup.add_argument("out", type=Path, metavar="OUT")
    restore = group.add("restore", "vaults:restore", "a vault from a backup; begins a new epoch")
    restore.add_argument("backup", type=Path, metavar="BACKUP")
    vault_argument(restore)
    shares = group.add("recovery-shares", "vaults:recovery_shares", "make SLIP-39 shares that open data")
    vault_argument(shares)
    shares.add_argument("--threshold", type=count, default=2, metavar="K")
    shares.add_argument("--shares", type=count, default=3, metavar="N")
    recover = group.add("recover", "vaults:recover", "open with shares and set a new passphrase")
    vault_argument(recover)
    recover.add_argument("--shares-file", metavar="FILE", help="one share a line; - for stdin")


def _records(root: Group) -> None:
    group = nested(root, "record", "records")
    new = group.add("new", "records:new", "begin a record with a draft")
    vault_argument(new)
    new.add_argument("type", metavar="TYPE")
    new.add_argument("--from", dest="source", required=True, metavar="FILE")
    new.add_argument("--case", metavar="ID")
    edit = group.add("edit", "records:edit", "change a draft")
    seal = group.add("seal", "records:seal", "make an immutable version")
    amend = group.add("amend", "records:amend", "a new version that says why")
    show = group.add("show", "records:show", "one record")
    discard = group.add("discard", "records:discard", "throw a draft away; the act stays in the ledger")
    for parser in (edit, seal, amend, show, discard):
        vault_argument(parser)
        parser.add_argument("id", metavar="ID")
    edit.add_argument("--from", dest="source", required=True, metavar="FILE")
    amend.add_argument("--from", dest="source", required=True, metavar="FILE")
    seal.add_argument("--reason", default=None, metavar="TEXT", help="for an amendment: words, @FILE or -")
    amend.add_argument("--reason", required=True, metavar="TEXT", help="words, @FILE or -")
    show.add_argument("--version", type=count, default=None, metavar="N")
    show.add_argument("--reason", default=None, metavar="TEXT", help="needed for an identity record")
    listing = group.add("list", "records:list_records", "rows")
    vault_argument(listing)
    listing.add_argument("--type", default=None, metavar="T")
    listing.add_argument("--case", default=None, metavar="ID")
    listing.add_argument("--limit", type=count, default=10_000, metavar="N")
    schema = group.add("schema", "records:schema", "a record type as JSON Schema")
    schema.add_argument("type", metavar="TYPE")
    search = root.add("search", "records:search", "full text, without identities")
    vault_argument(search)
    search.add_argument("query", metavar="QUERY", help="words, @FILE or -")
    search.add_argument("--limit", type=count, default=50, metavar="N")


def _files(root: Group) -> None:
    intake = root.add("intake", "files:intake", "take files in")
    vault_argument(intake)
    intake.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    intake.add_argument("--into", required=True, metavar="ID")
    intake.add_argument("--recursive", action="store_true")
    intake.add_argument("--class", dest="protection", choices=("public", "restricted", "identity"), default=None)
    intake.add_argument(
        "--source-kind", choices=("card", "phone-copy", "messenger", "unknown"), default="unknown"
    )
    group = nested(root, "attachment", "files of records")
    listing = group.add("list", "files:list_files", "files of a record or of the vault")
    vault_argument(listing)
    listing.add_argument("--record", default=None, metavar="ID")
    export = group.add("export", "files:export", "write one original; entered, read back, compared")
    age = group.add("age", "files:age", "write header and payload as an age file")
    for parser in (export, age):
        vault_argument(parser)
        parser.add_argument("id", metavar="ID")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    export.add_argument("--purpose", required=True, metavar="TERM", help="words, @FILE or -")
    export.add_argument("--plain", action="store_true", help="in the clear")


def _ledger(group: Group) -> None:
    for name, handler, help_text in (
        ("head", "ledger:head", "size, root and epoch"),
        ("verify", "ledger:verify", "recompute the tree"),
    ):
        vault_argument(group.add(name, handler, help_text))
    show = group.add("show", "ledger:show", "entries, newest first")
    vault_argument(show)
    show.add_argument("--limit", type=count, default=100, metavar="N")
    prove = group.add("prove", "ledger:prove", "an inclusion proof anyone can check")
    vault_argument(prove)
    prove.add_argument("seq", type=count, metavar="SEQ")
    prove.add_argument("--out", type=Path, required=True, metavar="FILE")


def _sync(root: Group) -> None:
    enrol = root.add("enrol", "office:enrol", "join an office by its card")
    vault_argument(enrol)
    enrol.add_argument("card", type=Path, metavar="CARD")
    enrol.add_argument("--fingerprint", default=None, help="of the office root, from the paper act")
    sync = root.add("sync", "office:sync_now", "send what waits, fetch receipts")
    vault_argument(sync)
    sync.add_argument("--wait", type=count, default=0, metavar="SECONDS")
    courier = nested(root, "courier", "the same by stick")
    for name, handler in (("pack", "office:courier_pack"), ("receive", "office:courier_receive")):
        parser = courier.add(name, handler, "write a stick" if name == "pack" else "read the office's answer")
        vault_argument(parser)
        parser.add_argument("dir", type=Path, metavar="DIR")


def _office(group: Group) -> None:
    init = group.add("init", "office:init", "root, desk and server of an office")
    init.add_argument("dir", type=Path, metavar="DIR")
    init.add_argument("--name", required=True, help="words, @FILE or -")
    init.add_argument("--url", default="https://127.0.0.1:8443", help="where devices reach the server")
    init.add_argument("--country", default="UA", metavar="CC", help="where the office keeps what it stores")
    card = group.add("card", "office:card", "an enrolment card for one device")
    card.add_argument("dir", type=Path, metavar="DIR")
    card.add_argument("--code", required=True)
    card.add_argument("--out", type=Path, required=True, metavar="CARD")
    card.add_argument("--root-passphrase-file", metavar="FILE", help="where the root has a passphrase of its own")
    devices = group.add("devices", "office:devices", "devices and enrolments that wait")
    devices.add_argument("dir", type=Path, metavar="DIR")
    confirm = group.add("confirm", "office:confirm", "certify a device after comparing fingerprints")
    confirm.add_argument("device", metavar="DEVICE")
    confirm.add_argument("--office", dest="dir", type=Path, required=True, metavar="DIR")
    confirm.add_argument("--root-passphrase-file", metavar="FILE", help="where the root has a passphrase of its own")
    revoke = group.add("revoke", "office:revoke", "a device's signatures do not count since a time")
    revoke.add_argument("device", metavar="DEVICE")
    revoke.add_argument("--office", dest="dir", type=Path, required=True, metavar="DIR")
    revoke.add_argument("--since", required=True, metavar="TIME")
    serve = group.add("serve", "office:serve", "the server")
    serve.add_argument("dir", type=Path, metavar="DIR")
    serve.add_argument("--listen", default="127.0.0.1:8443", metavar="HOST:PORT")
    pull = group.add("pull", "office:pull", "fetch, decrypt, recompute, accept")
    pull.add_argument("desk", type=Path, metavar="DESK")
    receive = group.add("receive", "office:receive", "the same from a stick")
    receive.add_argument("desk", type=Path, metavar="DESK")
    receive.add_argument("stick", type=Path, metavar="STICK")
    receive.add_argument("--receipt", type=Path, required=True, metavar="OUT")


def _bundles(root: Group) -> None:
    bundle = root.add("bundle", "bundles:bundle", "issue a signed evidence bundle")
    vault_argument(bundle)
    chosen = bundle.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--records", nargs="+", metavar="ID")
    chosen.add_argument("--case", metavar="ID")
    bundle.add_argument("--out", type=Path, required=True, metavar="OUT")
    bundle.add_argument("--recipient", required=True, metavar="TEXT", help="words, @FILE or -")
    bundle.add_argument("--recipient-key", default=None, metavar="FILE", help="age recipient to encrypt all to")
    bundle.add_argument("--purpose", required=True, metavar="TERM", help="words, @FILE or -")
    bundle.add_argument("--edition", choices=("full", "pseudonymised", "public"), default="pseudonymised")
    bundle.add_argument("--signer", type=Path, default=None, metavar="FILE.p12")
    bundle.add_argument("--signer-passphrase-file", default=None, metavar="FILE")
    bundle.add_argument("--level", choices=("B-B",), default="B-B")
    bundle.add_argument("--report-lang", dest="report_lang", choices=("uk", "en"), default=None)
    bundle.add_argument("--plain", action="store_true", help="write a full edition in the clear")
    bundle.add_argument("--reason", default=None, metavar="TEXT", help="why in the clear")
    verify = root.add("verify", "bundles:verify", "does it hold")
    verify.add_argument("path", type=Path, metavar="PATH")
    verify.add_argument("--trust", default=None, metavar="FILE|FINGERPRINT")
