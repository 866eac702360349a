"""Declares the commands of the road to the office, of the office itself, and of bundles."""

from __future__ import annotations

from pathlib import Path

from field_doc.cli import care, phrases
from field_doc.cli.parser import Group, Parser, count, nested, vault_argument


def declare(root: Group) -> None:
    """Enrolment, sync, courier, office, bundle, verify."""
    _ = root.words
    _sync(root)
    office = nested(root, "office", _("the Executive Office"))
    _setting_up(office)
    _devices(office)
    _desk(office)
    care.declare_office(nested(office, "referrals", _("the directory of help")))
    _bundle(root)
    trust = root.add("trust", "bundles:trust", _("write the office's file that others verify with"))
    vault_argument(trust)
    trust.add_argument("--out", type=Path, required=True, metavar=_("FILE"), help=_("new file to write"))
    verify = root.add("verify", "bundles:verify", _("does it hold"))
    verify.add_argument("path", type=Path, metavar=_("PATH"), help=_("a bundle"))
    verify.add_argument(
        "--trust", default=None, metavar=_("FILE|FINGERPRINT"),
        help=_("the office's published file, or the fingerprint of its root"),
    )  # fmt: skip


def _sync(root: Group) -> None:
    _ = root.words
    enrol = root.add("enrol", "office:enrol", _("join an office by its card"))
    vault_argument(enrol)
    enrol.add_argument("card", type=Path, metavar=_("CARD"), help=_("the enrolment card"))
    enrol.add_argument(
        "--fingerprint", default=None, metavar=_("FINGERPRINT"), help=_("of the office root, from the paper act")
    )
    sync = root.add("sync", "office:sync_now", _("send what waits, fetch receipts"))
    vault_argument(sync)
    sync.add_argument(
        "--wait", type=count, default=0, metavar=_("SECONDS"), help=_("go on trying while the server is away")
    )
    sync.add_argument("--again", action="store_true", help=_("send again what the office refused"))
    courier = nested(root, "courier", _("the same by stick"))
    for name, handler, help_text in (
        ("pack", "office:courier_pack", _("write a stick")),
        ("receive", "office:courier_receive", _("read the office's answer")),
    ):
        parser = courier.add(name, handler, help_text)
        vault_argument(parser)
        parser.add_argument("dir", type=Path, metavar=_("DIR"), help=_("folder on the stick"))


def _office_argument(parser: Parser) -> None:
    parser.add_argument("dir", type=Path, metavar=parser.words("DIR"), help=parser.words("folder of the office"))


def _setting_up(group: Group) -> None:
    _ = group.words
    init = group.add("init", "office:init", _("root, desk and server of an office"))
    _office_argument(init)
    init.add_argument("--name", required=True, metavar=_("NAME"), help=_("the office's name: words, @FILE or -"))
    init.add_argument(
        "--url", default="https://127.0.0.1:8443", metavar="URL", help=_("where devices reach the server")
    )
    init.add_argument("--country", default="UA", metavar=_("COUNTRY"), help=_("where the office keeps what it stores"))
    phrases.option(init)
    serve = group.add("serve", "office:serve", _("the server"))
    _office_argument(serve)
    serve.add_argument(
        "--listen", default="127.0.0.1:8443", metavar=_("HOST:PORT"), help=_("where the server can be reached")
    )


def _devices(group: Group) -> None:
    _ = group.words
    card = group.add("card", "office:card", _("an enrolment card for one device"))
    _office_argument(card)
    card.add_argument("--code", required=True, metavar=_("CODE"), help=_("the documenter's code"))
    card.add_argument("--out", type=Path, required=True, metavar=_("CARD"), help=_("new file to write"))
    _office_argument(group.add("devices", "office:devices", _("devices and enrolments that wait")))
    confirm = group.add("confirm", "office:confirm", _("certify a device after comparing fingerprints"))
    refuse = group.add("refuse", "office:refuse", _("refuse a device that waits; its holder needs another card"))
    revoke = group.add("revoke", "office:revoke", _("a device's signatures do not count since a time"))
    for parser in (confirm, refuse, revoke):
        parser.add_argument("device", metavar=_("DEVICE"), help=_("fingerprint of the device"))
        parser.add_argument(
            "--office", dest="dir", type=Path, required=True, metavar=_("DIR"), help=_("folder of the office")
        )
    revoke.add_argument("--since", required=True, metavar=_("TIME"), help=_("date and time with offset"))
    for parser in (card, confirm):
        parser.add_argument(
            "--root-passphrase-file", metavar=_("FILE"), help=_("where the root has a passphrase of its own")
        )


def _desk(group: Group) -> None:
    _ = group.words
    pull = group.add("pull", "office:pull", _("fetch, decrypt, recompute, accept"))
    receive = group.add("receive", "office:receive", _("the same from a stick"))
    for parser in (pull, receive):
        parser.add_argument("desk", type=Path, metavar=_("DESK"), help=_("the desk's vault"))
    receive.add_argument("stick", type=Path, metavar=_("STICK"), help=_("folder on the stick"))
    receive.add_argument(
        "--receipt", type=Path, required=True, metavar=_("OUT"), help=_("folder for the answer to the device")
    )


def _bundle(root: Group) -> None:
    _ = root.words
    preview = root.add("preview", "preview:preview", _("what a bundle would hold and keep back; writes nothing"))
    bundle = root.add("bundle", "bundles:bundle", _("issue a signed bundle"))
    for parser in (preview, bundle):
        _choice(parser)
    bundle.add_argument("--out", type=Path, required=True, metavar=_("OUT"), help=_("new folder to write"))
    bundle.add_argument("--recipient", required=True, metavar=_("TEXT"), help=_("to whom: words, @FILE or -"))
    bundle.add_argument("--recipient-key", default=None, metavar=_("FILE"), help=_("age recipient to encrypt all to"))
    bundle.add_argument(
        "--reviewed", default=None, metavar=_("MARK"), help=_("somebody read the texts; the mark preview printed")
    )
    _signing(bundle)


def _choice(parser: Parser) -> None:
    """What a bundle is made of, the same for looking ahead."""
    _ = parser.words
    vault_argument(parser)
    chosen = parser.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--records", nargs="+", metavar=_("ID"), help=_("these records: codes or ids"))
    chosen.add_argument("--case", metavar=_("ID"), help=_("every record of this case"))
    parser.add_argument(
        "--purpose", required=True, metavar=_("TERM"), help=_("what the persons agreed to, for example cp_icc")
    )
    parser.add_argument(
        "--edition", choices=("full", "pseudonymised", "public"), default="pseudonymised",
        help=_("how much identity it shows"),
    )  # fmt: skip
    parser.add_argument(
        "--report-lang", dest="report_lang", choices=("uk", "en"), default=None, help=_("language of the report")
    )


def _signing(bundle: Parser) -> None:
    _ = bundle.words
    bundle.add_argument(
        "--signer", type=Path, default=None, metavar=_("FILE.p12"), help=_("who signs the report (PKCS#12)")
    )
    bundle.add_argument(
        "--signer-passphrase-file", default=None, metavar=_("FILE"), help=_("first line opens the signer's file")
    )
    bundle.add_argument("--level", choices=("B-B",), default="B-B", help=_("level of the report's signature"))
    bundle.add_argument("--plain", action="store_true", help=_("write a full edition in the clear"))
    bundle.add_argument("--reason", default=None, metavar=_("TEXT"), help=_("why in the clear: words, @FILE or -"))
