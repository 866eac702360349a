"""The one who is killed. Started once, it forks a process for each order, so that none has to import anew.

An order is one line of JSON: ``{"act", "vault", "acks", "seed", …}``; the answer is the process id. The forked
process opens the vault, does its act again and again, and writes to the file ``acks`` after each act that
returned: one line of JSON, by one ``write``, which no kill can tear or take back.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1] / "simulators")]

from faults import FAST, PASSPHRASE, cheap  # noqa: E402

from field_doc.app.commands import intake, records, upkeep, vaults  # noqa: E402
from field_doc.app.session import Session  # noqa: E402
from field_doc.decode.values import Facts, Report  # noqa: E402
from field_doc.vault.database import Database  # noqa: E402

Order = dict[str, str]


class NoDecoder:
    """Answers at once: these campaigns are about what is stored, not about pictures."""

    def examine(self, source: object, size: int, extension: str | None = None) -> Report:
        """Nothing known."""
        return Report("application/octet-stream", "other", Facts())

    def close(self) -> None:
        """Nothing to end."""


def main() -> None:
    """Fork for each order until standard input ends."""
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            obey(order)
        print(pid, flush=True)
        os.waitpid(pid, 0)
        print("gone", flush=True)


def obey(order: Order) -> None:
    """Do the act until killed."""
    acks = os.open(order["acks"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        if "die_at" in order:
            die_at(int(order["die_at"]), order.get("also", "").split())
        if order["act"] in WITHOUT_VAULT:
            tell(acks, WITHOUT_VAULT[order["act"]](order))
        session = Session(derive=cheap)
        if order.get("decoder") != "real":
            session._decoder = NoDecoder()  # type: ignore[assignment]
        vaults.unlock(session, Path(order["vault"]), PASSPHRASE)
        tell(acks, ACTS[order["act"]](session, order, random.Random(int(order["seed"]))))
    except BaseException as error:  # noqa: BLE001 (told to the test, which fails)
        os.write(acks, (json.dumps({"error": f"{type(error).__name__} {error}"}) + "\n").encode())
    os.kill(os.getpid(), signal.SIGKILL)


def tell(acks: int, acts: Iterator[dict]) -> None:
    """Acknowledge each act when it returned; ends the process after the last."""
    for done in acts:
        os.write(acks, (json.dumps(done) + "\n").encode())
    os.kill(os.getpid(), signal.SIGKILL)


def take_in(session: Session, order: Order, chance: random.Random):
    """Three new files at a time, small ones and some of several frames."""
    for _ in itertools.count():
        paths = []
        for number in range(3):
            path = Path(order["sources"]) / f"{number}.bin"
            path.write_bytes(os.urandom(chance.choice([0, 1, 1000, 70_000, 300_000, 2_500_000])))
            paths.append(path)
        result = intake.take_in(session, paths, order["record"])
        yield {"files": [[i.file_id, i.sha256] for i in result.items], "statuses": [i.status for i in result.items]}


def seal(session: Session, order: Order, chance: random.Random):
    """An incident sealed and amended, an identity sealed, a draft discarded."""
    for number in itertools.count():
        begun = records.new_record(session, "incident", {"title": f"Incident {number}"})
        yield {"drafts": {begun.id: f"Incident {number}"}}
        first, _ = records.seal(session, begun.id)
        yield {"sealed": [begun.id, first.version, first.digest]}
        second, _ = records.amend(session, begun.id, {"title": f"Amended {number}"}, "a reason")
        yield {"sealed": [begun.id, second.version, second.digest]}
        person = records.new_record(session, "identity", {"surname": f"Surname {number}"})
        third, _ = records.seal(session, person.id)
        yield {"sealed": [person.id, third.version, third.digest]}
        gone = records.new_record(session, "note", {"title": "not wanted"})
        records.discard_draft(session, gone.id)
        yield {"discarded": gone.id}


def back_up(session: Session, order: Order, chance: random.Random):
    """A backup to a new place each time, and a record between them."""
    for number in itertools.count():
        records.new_record(session, "note", {"title": f"Note {number}"})
        out = Path(order["backups"]) / f"{chance.randrange(10**9):09d}"
        done = upkeep.backup(session, out)
        yield {"backup": str(out), "bytes": done.bytes}


def type_words(session: Session, order: Order, chance: random.Random):
    """What the form does while somebody types: the whole draft, again and again."""
    for number in itertools.count():
        records.save_draft(session, order["record"], {"title": f"typed {number}"})
        yield {"typed": number}


def change_passphrase(session: Session, order: Order, chance: random.Random):
    """Once."""
    vaults.change_passphrase(session, PASSPHRASE, order["new"])
    yield {"done": True}


def make_shares(session: Session, order: Order, chance: random.Random):
    """Once."""
    yield {"shares": vaults.make_shares(session, 2, 2).mnemonics}


def know_somebody(session: Session, order: Order, chance: random.Random):
    """An identity begun, typed, sealed, amended; another begun and discarded: two databases in one act."""
    first = records.new_record(session, "identity", {"surname": "First"})
    records.save_draft(session, first.id, {"surname": "Second"})
    records.seal(session, first.id)
    records.amend(session, first.id, {"surname": "Third"}, "why")
    gone = records.new_record(session, "identity", {"surname": "Gone"})
    records.discard_draft(session, gone.id)
    yield {"done": True}


def recover(order: Order):
    """Once, into a vault that is locked."""
    with Session(derive=cheap) as session:
        vaults.recover(session, Path(order["vault"]), json.loads(order["shares"]), order["new"])
    yield {"done": True}


def restore(order: Order):
    """Once, from a backup."""
    with Session(derive=cheap) as session:
        upkeep.restore(session, Path(order["backup"]), Path(order["vault"]), PASSPHRASE)
    yield {"done": True}


def create(order: Order):
    """Once, in a place of its own."""
    with Session(derive=cheap) as session:
        vaults.create_vault(
            session, Path(order["vault"]), documenter="Test", code="T-01", passphrase=PASSPHRASE, parameters=FAST
        )
        yield {"done": True}


ACTS = {
    "intake": take_in, "seal": seal, "backup": back_up, "type": type_words, "passphrase": change_passphrase,
    "shares": make_shares, "identity": know_somebody,
}  # fmt: skip
WITHOUT_VAULT = {"recover": recover, "restore": restore, "create": create}


def die_at(number: int, also: Sequence[str] = ()) -> None:
    """Die at the n-th moment before or after something becomes durable: a commit, a rename, a replace.

    ``also``: other functions of ``os`` to die around.
    """
    left = itertools.count(number, -1)

    def around(call):
        def dying(*given, **named):
            if next(left) == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            result = call(*given, **named)
            if next(left) == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return dying

    for name in ("replace", "rename", *also):
        setattr(os, name, around(getattr(os, name)))
    plain = Database.execute
    committing = around(plain)
    Database.execute = lambda self, sql, given=(): (committing if sql == "COMMIT" else plain)(self, sql, given)


if __name__ == "__main__":
    main()
