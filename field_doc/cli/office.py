"""``field-doc enrol``, ``sync`` and ``office …``."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from field_doc.app.commands import courier, desk, office, office_setup, refusing, sync
from field_doc.app.ledger_names import names_in
from field_doc.base.clock import SystemClock
from field_doc.base.errors import FieldDocError, InputProblem
from field_doc.cli import inputs, names, phrases
from field_doc.cli.opening import unlocked
from field_doc.cli.output import TerminalProgress, error_words, one_line

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from field_doc.app.session import Session
    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output

_NOT_ALL = 4
_REFUSED = 1


def init(args: Namespace, words: Words, out: Output) -> int:
    """Make root, custodians, desk and server of an office."""
    made = office_setup.init(
        args.dir,
        name=inputs.text(args.name),
        country=args.country,
        url=args.url,
        passphrase=phrases.new(args, words, out),
        clock=SystemClock(),
    )
    text = words(
        "The office was made. Root fingerprint: {fingerprint}. Move the root folder to a safe place, offline.",
        fingerprint=made.fingerprint,
    )
    out.result({"fingerprint": made.fingerprint, "desk": made.desk, "server": made.server}, text)
    return 0


def card(args: Namespace, words: Words, out: Output) -> int:
    """Issue a card; needs the root for its signature and the server to register it."""
    passphrase = inputs.passphrase(args, words)
    root = inputs.first_line(args.root_passphrase_file) if args.root_passphrase_file else passphrase
    with unlocked(args, words, args.dir / office_setup.DESK, passphrase) as session:
        made = office.issue_card(session, args.dir, code=args.code, out=args.out, root_passphrase=root)
    out.result(
        {"card": args.out, "card_id": made.card_id, "fingerprint": made.fingerprint, "expires": made.expires},
        words("Card for {code} written; valid until {expires}.", code=made.code, expires=made.expires),
    )
    return 0


def devices(args: Namespace, words: Words, out: Output) -> int:
    """Enrolments that wait, and devices decided about."""
    with unlocked(args, words, args.dir / office_setup.DESK) as session:
        rows = office.devices(session)
    text = "\n".join(line for row in rows for line in _device_lines(row, words))
    out.result({"rows": rows}, text or words("No device has asked yet."))
    return 0


def _device_lines(row: office.DeviceRow, words: Words) -> list[str]:
    """A device, and each ended ledger it continues."""
    return [
        f"{one_line(row.code)}  {_state(row.state, words)}  {row.fingerprint}",
        *(
            "  " + words(
                "continues {code} {fingerprint}: {size} entries, {held} of that ledger at the office",
                code=one_line(one.code) or words("a device never met"), fingerprint=one.fingerprint, size=one.size,
                held=one.held,
            )
            for one in row.continues
        ),
    ]  # fmt: skip


def _state(state: str, words: Words) -> str:
    """What the office decided about a device."""
    said = {
        "pending": words("Compare the fingerprint"), "confirmed": words("Confirmed"),
        "refused": words("Not confirmed"), "revoked": words("Revoked"),
        "forged": words("Keys of somebody who does not hold the card"),
    }  # fmt: skip
    return said.get(state, state)


def confirm(args: Namespace, words: Words, out: Output) -> int:
    """Certify a device after its fingerprint was compared."""
    passphrase = inputs.passphrase(args, words)
    root = inputs.first_line(args.root_passphrase_file) if args.root_passphrase_file else passphrase
    with unlocked(args, words, args.dir / office_setup.DESK, passphrase) as session:
        done = office.confirm(session, args.dir, args.device, root_passphrase=root)
    text = f"{_state(done.state, words)}: {done.fingerprint}"
    out.result({"device": done.device, "fingerprint": done.fingerprint, "state": done.state}, text)
    return 0


def refuse(args: Namespace, words: Words, out: Output) -> int:
    """Refuse a device whose fingerprint is not the one its holder read out."""
    with unlocked(args, words, args.dir / office_setup.DESK) as session:
        wanted = args.device.strip().removeprefix("sha256:").replace(" ", "")
        waiting = [row for row in office.devices(session) if row.state == "pending"]
        hits = [
            row.device for row in waiting
            if row.device.startswith(wanted) or row.fingerprint.removeprefix("sha256:").startswith(wanted.lower())
        ]  # fmt: skip
        if len(hits) != 1 or not wanted:
            raise InputProblem("office.device-unknown")
        done = refusing.refuse(session, hits[0])
    text = f"{_state(done.state, words)}: {done.fingerprint}"
    out.result({"device": done.device, "fingerprint": done.fingerprint, "state": done.state}, text)
    return 0


def revoke(args: Namespace, words: Words, out: Output) -> int:
    """A device's signatures do not count since a time."""
    with unlocked(args, words, args.dir / office_setup.DESK) as session:
        done = office.revoke(session, args.device, args.since)
    text = f"{_state(done.state, words)}: {done.fingerprint}"
    out.result({"device": done.device, "fingerprint": done.fingerprint, "state": done.state}, text)
    return 0


def serve(args: Namespace, words: Words, out: Output) -> int:
    """Run the server until it is stopped."""
    from field_doc.office.serve import serve as run

    host, _, port = args.listen.rpartition(":")
    if not host or not port.isdecimal():
        raise InputProblem("office.listen")
    folder = args.dir if (args.dir / "server.json").is_file() else args.dir / office_setup.SERVER

    def ready(bound: int) -> None:
        out.note(words("The office server listens on {host}:{port}.", host=host, port=bound))

    run(folder, host.strip("[]"), int(port), ready=ready, stop=threading.Event())
    return 0


def pull(args: Namespace, words: Words, out: Output) -> int:
    """Fetch, decrypt, recompute, accept; exit 1 when something was refused."""
    with unlocked(args, words, args.desk) as session:
        done = desk.pull(session, reporter=TerminalProgress(words))
    return _pulled(done, words, out)


def _pulled(done: desk.Pulled, words: Words, out: Output) -> int:
    text = words("{accepted} accepted, {refused} refused.", accepted=len(done.accepted), refused=len(done.refused))
    refused = [{"submission": d, "reason": r} for d, r in done.refused]
    lines = [f"{digest}: {_why(reason, words)}" for digest, reason in done.refused]
    out.result({"accepted": done.accepted, "refused": refused}, "\n".join((*lines, text)))
    return _REFUSED if done.refused else 0


def receive(args: Namespace, words: Words, out: Output) -> int:
    """The same from a stick; the answer is written to ``--receipt``."""
    with unlocked(args, words, args.desk) as session:
        done = courier.office_receive(session, args.stick, args.receipt, reporter=TerminalProgress(words))
    return _pulled(done, words, out)


def enrol(args: Namespace, words: Words, out: Output) -> int:
    """Join an office by its card."""
    with unlocked(args, words) as session:
        view = sync.look_at_card(session, args.card, lang=words.lang)
        if args.fingerprint is None:
            out.note(words("Compare with the paper act: {words}", words=" ".join(view.words)))
            inputs.confirm(words("Are these the words of the paper act? Type yes: "), words("yes"))
        done = sync.enrol(session, args.card, fingerprint=args.fingerprint or view.fingerprint)
    text = words(
        "Keys were sent to {office}. Tell the office this device's fingerprint: {fingerprint}",
        office=done.office, fingerprint=done.device_fingerprint,
    )  # fmt: skip
    result = {
        "office": done.office, "root_fingerprint": done.root_fingerprint,
        "device_fingerprint": done.device_fingerprint, "compared": done.compared, "state": "pending",
    }  # fmt: skip
    out.result(result, text)
    return 0


def sync_now(args: Namespace, words: Words, out: Output) -> int:
    """Send what waits, fetch receipts; exit 4 when something stays behind."""
    with unlocked(args, words) as session:
        if args.again:
            sync.send_again(session)
        done = sync.sync_now(session, wait_s=args.wait, reporter=TerminalProgress(words))
        stays = _stays(session, done.failed, words)
    if done.names:
        out.note(words("Names of people stand in what was sent or waits (encrypted to the office):"))
        out.note("\n".join(names.hit_lines(done.names, words)))
    failed = [{"id": subject, "reason": reason} for subject, reason in done.failed]
    text = words("{sent} sent, {pending} waiting.", sent=done.sent, pending=done.pending)
    if done.receipts:
        text += "\n" + words("{count} receipts read.", count=len(done.receipts))
    out.result(
        {
            "enrolled": done.enrolled, "sent": done.sent, "pending": done.pending, "refused": done.refused,
            "failed": failed, "receipts": done.receipts, "names": [names.as_json(hit) for hit in done.names],
        },
        "\n".join((*stays, text)),
    )  # fmt: skip
    return _NOT_ALL if failed else 0


def _stays(session: Session, failed: Sequence[tuple[str, str]], words: Words) -> list[str]:
    """A line for each thing that stays: its code or name, and why."""
    named = session.run(lambda s: names_in(s, (), [subject for subject, _ in failed]))
    return [f"{one_line(named.get(subject, subject))}: {_why(reason, words)}" for subject, reason in failed]


def _why(reason: str, words: Words) -> str:
    """A reason's code in words."""
    return error_words(words, FieldDocError(reason))[0]


def courier_pack(args: Namespace, words: Words, out: Output) -> int:
    """Write what waits to a stick."""
    with unlocked(args, words) as session:
        done = courier.pack(session, args.dir, reporter=TerminalProgress(words))
        stays = _stays(session, done.failed, words)
    out.result(
        {"sent": done.sent, "pending": done.pending, "failed": done.failed, "receipts": []},
        "\n".join((*stays, words("{sent} objects written to the stick.", sent=done.sent))),
    )
    return 0


def courier_receive(args: Namespace, words: Words, out: Output) -> int:
    """Read the office's answer from a stick."""
    with unlocked(args, words) as session:
        done = courier.receive(session, args.dir, reporter=TerminalProgress(words))
    out.result(
        {"sent": 0, "pending": done.pending, "failed": done.failed, "receipts": done.receipts},
        words("{count} receipts read.", count=len(done.receipts)),
    )
    return 0
