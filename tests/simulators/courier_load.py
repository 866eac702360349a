"""One large file by stick, there and back, in a process of its own: rates and peak memory as JSON on stdout.

    python tests/simulators/courier_load.py FOLDER MEBIBYTES

Memory is what the process holds at most (VmHWM, reset before each act) above what it held before the act.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import road  # noqa: E402

from field_doc.app.commands import courier, files, intake, records, sync  # noqa: E402

MIB = 1024 * 1024
BLOCK = bytes(range(256)) * 4096


def _memory(name: str) -> int:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))


def measured(act: Callable[[], Any], size: int) -> tuple[Any, dict[str, float]]:
    """What an act gives, its MB/s over ``size`` and its peak in MiB above what was held before."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    before, begun = _memory("VmRSS"), time.monotonic()
    given = act()
    took = time.monotonic() - begun
    return given, {
        "seconds": round(took, 2), "mb_s": round(size / 1e6 / took), "peak_mib": round((_memory("VmHWM") - before) / MIB, 1),
    }  # fmt: skip


def large_file(path: Path, mebibytes: int) -> None:
    """Blocks that all differ, so that nothing can be told twice."""
    with path.open("wb") as target:
        for number in range(mebibytes):
            target.write(number.to_bytes(8, "big") + BLOCK[8:])


def main(folder: Path, mebibytes: int) -> dict[str, Any]:
    """The way, with its figures."""
    size = mebibytes * MIB
    with road.site(folder / "office") as site, road.made(folder / "field.fdvault") as field:
        site.enrol(field)
        sync.sync_now(field)
        site.stop()
        large_file(folder / "video.bin", mebibytes)
        record = records.new_record(field, "incident", {"title": "Load"}).id
        intake.take_in(field, [folder / "video.bin"], record, decode=False)
        records.seal(field, record)
        (folder / "video.bin").unlink()
        _, packing = measured(lambda: courier.pack(field, folder / "stick"), size)
        done, receiving = measured(lambda: courier.office_receive(site.desk, folder / "stick", folder / "answer"), size)
        back, returning = measured(lambda: courier.receive(field, folder / "answer"), size)
        same = {f.sha256 for f in files.list_files(site.desk)} == {f.sha256 for f in files.list_files(field)}
    return {
        "mib": mebibytes, "accepted": len(done.accepted), "refused": done.refused, "receipts": back.receipts,
        "pending": back.pending, "same": same, "pack": packing, "receive": receiving, "return": returning,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
