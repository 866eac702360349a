"""The one who is killed while it seals, takes files in and syncs (see ``kill_child.py``)."""

from __future__ import annotations

import itertools
import os
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import kill_child

from field_doc.app.commands import intake, records, sync
from field_doc.app.session import Session


def seal_and_sync(session: Session, order: kill_child.Order, chance: random.Random):
    """A sealed incident with a file, then a sync; each is acknowledged when it returned."""
    for number in itertools.count():
        record = records.new_record(session, "incident", {"title": f"Incident {number}"}).id
        path = Path(order["sources"]) / "source.bin"
        path.write_bytes(os.urandom(chance.choice([1, 70_000, 300_000, 5_000_000])))
        file = intake.take_in(session, [path], record).items[0]
        yield {"file": [file.file_id, file.sha256]}
        sealed, _ = records.seal(session, record)
        yield {"sealed": [record, sealed.version, sealed.digest]}
        done = sync.sync_now(session)
        yield {"synced": done.sent}


if __name__ == "__main__":
    kill_child.ACTS["sync"] = seal_and_sync
    kill_child.main()
