"""Intake, whole act: SHA-256 + age + fsync + ledger + row, against one hashlib pass over the same files.

    python -m benchmarks.intake [--rounds 5] [--small 200] [--small-mb 5] [--big-mb 2048] [--peers]
                                [--place DIR]... [--out FILE.json]

Each round runs every contestant once, in random order, on the same warm files, after everything written before
is on the disk; the ratio of a round is taken within that round. Prints median, minimum and maximum of MB/s and of
the ratios. ``--place`` names where vaults lie (default: a folder on disk and /dev/shm). Peers (restic, borg,
sha256sum with age, from Debian) and ``copy``, which copies and fsyncs each file, work on the disk.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from field_doc.app.commands import intake, records, vaults
from field_doc.app.session import Session
from field_doc.base.errors import FieldDocError
from field_doc.vault.kdf import KdfParameters

FAST = KdfParameters(memory_kib=64 * 1024, passes=1, lanes=1)
MB = 1_000_000


def make_files(folder: Path, small: int, small_mb: float, big_mb: int) -> int:
    """Incompressible files without a block that comes twice, so that no peer saves work; returns their bytes."""
    folder.mkdir(parents=True)
    total = 0
    for number in range(small):
        data = os.urandom(int(small_mb * MB))
        (folder / f"p{number:05}.jpg").write_bytes(b"\xff\xd8\xff" + data)
        total += len(data) + 3
    if big_mb:
        with (folder / "film.bin").open("wb") as out:
            for _ in range(big_mb):
                out.write(os.urandom(1 << 20))
        total += big_mb * (1 << 20)
    os.sync()
    return total


def sha256_pass(files: list[Path]) -> float:
    """One hashlib pass, 1 MiB at a time; seconds."""
    buffer = bytearray(1 << 20)
    view = memoryview(buffer)
    began = time.perf_counter()
    for path in files:
        digest = hashlib.sha256()
        with path.open("rb", buffering=0) as source:
            while count := source.readinto(buffer):
                digest.update(view[:count])
        digest.hexdigest()
    return time.perf_counter() - began


def field_doc_intake(source: Path, place: Path) -> float:
    """Intake into a new vault at ``place``; seconds of the act until everything is acknowledged."""
    vault = Path(tempfile.mkdtemp(dir=place)) / "bench.fdvault"
    with Session() as session:
        vaults.create_vault(session, vault, documenter="bench", code="B-1", passphrase="bench", parameters=FAST)
        record = records.new_record(session, "item", {})
        began = time.perf_counter()
        done = intake.take_in(session, [source], record.id, decode=False)
        took = time.perf_counter() - began
    if any(i.status != "taken" for i in done.items):
        raise FieldDocError("bench.not-taken")
    shutil.rmtree(vault.parent)
    return took


def restic(source: Path, place: Path) -> float:
    """restic backup, no compression where the version knows how."""
    repository = Path(tempfile.mkdtemp(dir=place))
    env = {**os.environ, "RESTIC_PASSWORD": "bench", "RESTIC_REPOSITORY": str(repository / "r")}
    subprocess.run(["restic", "init", "-q"], env=env, check=True)
    began = time.perf_counter()
    subprocess.run(["restic", "backup", "-q", "--no-cache", str(source)], env=env, check=True)
    took = time.perf_counter() - began
    shutil.rmtree(repository)
    return took


def borg(source: Path, place: Path) -> float:
    """borg create, no compression, repokey-blake2."""
    repository = Path(tempfile.mkdtemp(dir=place))
    env = {**os.environ, "BORG_PASSPHRASE": "bench", "BORG_BASE_DIR": str(repository)}
    target = repository / "r"
    subprocess.run(["borg", "init", "-e", "repokey-blake2", str(target)], env=env, check=True, capture_output=True)
    began = time.perf_counter()
    subprocess.run(["borg", "create", "-C", "none", f"{target}::a", str(source)], env=env, check=True)
    took = time.perf_counter() - began
    shutil.rmtree(repository)
    return took


def copy(source: Path, place: Path) -> float:
    """Each file copied and fsynced: what the disk allows."""
    target = Path(tempfile.mkdtemp(dir=place))
    began = time.perf_counter()
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        with path.open("rb") as reading, (target / path.name).open("wb") as writing:
            shutil.copyfileobj(reading, writing, 1 << 20)
            writing.flush()
            os.fsync(writing.fileno())
    took = time.perf_counter() - began
    shutil.rmtree(target)
    return took


def sha256sum_age(source: Path, place: Path) -> float:
    """What a careful person does by hand: sha256sum over the files, then age for each."""
    target = Path(tempfile.mkdtemp(dir=place))
    made = subprocess.run(["age-keygen"], check=True, capture_output=True, text=True)
    recipient = made.stdout.partition("# public key: ")[2].split()[0]
    files = sorted(p for p in source.rglob("*") if p.is_file())
    began = time.perf_counter()
    with (target / "sums").open("wb") as sums:
        subprocess.run(["sha256sum", *map(str, files)], stdout=sums, check=True)
    for path in files:
        subprocess.run(["age", "-r", recipient, "-o", str(target / f"{path.name}.age"), str(path)], check=True)
    took = time.perf_counter() - began
    shutil.rmtree(target)
    return took


PEERS = {"restic": restic, "borg": borg, "age": sha256sum_age, "cp": copy}


def spread(values: list[float]) -> str:
    """Median with minimum and maximum."""
    return f"{statistics.median(values):.2f} [{min(values):.2f}-{max(values):.2f}]"


def measure(source: Path, places: list[Path], rounds: int, *, peers: bool) -> dict[str, list[float]]:
    """Seconds of every contestant in every round, in random order within each round."""
    files = sorted(p for p in source.rglob("*") if p.is_file())
    contestants: dict[str, Callable[[], float]] = {"sha256": lambda: sha256_pass(files)}
    for place in places:
        contestants[f"intake {place}"] = lambda p=place: field_doc_intake(source, p)  # type: ignore[misc]
    if peers:
        for name, run in PEERS.items():
            if shutil.which(name):
                contestants[name] = lambda r=run: r(source, places[0])  # type: ignore[misc]
    sha256_pass(files)  # warm
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds):
        order = list(contestants)
        random.shuffle(order)
        for name in order:
            os.sync()
            seconds[name].append(contestants[name]())
            print(f"round {number + 1}: {name}: {seconds[name][-1]:.2f} s", file=sys.stderr)
    return seconds


def main() -> int:
    """Run and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--small", type=int, default=200)
    parser.add_argument("--small-mb", type=float, default=5)
    parser.add_argument("--big-mb", type=int, default=2048)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--place", type=Path, action="append")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    build = Path.cwd() / "build"
    build.mkdir(exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="field-doc-bench-", dir=build))
    places = args.place or [work, *([Path("/dev/shm")] if Path("/dev/shm").is_dir() else [])]
    try:
        total = make_files(work / "files", args.small, args.small_mb, args.big_mb)
        seconds = measure(work / "files", places, args.rounds, peers=args.peers)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    report(seconds, total)
    if args.out:
        args.out.write_text(json.dumps({"bytes": total, "seconds": seconds, "machine": platform.platform()}))
    return 0


def report(seconds: dict[str, list[float]], total: int) -> None:
    """MB/s, ratio to the SHA-256 pass of the same round, and how many times a peer's rate intake has."""
    machine = f"{platform.platform()}, Python {platform.python_version()}"
    print(f"{total / MB:.0f} MB, {len(seconds['sha256'])} rounds, {machine}")
    for name, took in seconds.items():
        rate = [total / MB / s for s in took]
        ratio = [base / s for base, s in zip(seconds["sha256"], took, strict=True)]
        shown = "disk" if name.startswith("intake") and "shm" not in name else "tmpfs"
        label = f"intake ({shown})" if name.startswith("intake") else name
        print(f"{label:16} MB/s {spread(rate):28} of the SHA-256 pass {spread(ratio)}")
    own = next((n for n in seconds if n.startswith("intake")), None)
    for peer in PEERS:
        if own and peer in seconds:
            times = [p / s for p, s in zip(seconds[peer], seconds[own], strict=True)]
            print(f"intake is {spread(times)} times as fast as {peer}")


if __name__ == "__main__":
    sys.exit(main())
