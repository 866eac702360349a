"""The bag as files: manifests, listing, digests (RFC 8493), and the signature over the tag manifest."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from field_doc.base.errors import IntegrityFailure, WorldProblem
from field_doc.base.progress import Progress, Reporter, Silent
from field_doc.formats import bundle as layout
from field_doc.verifier.claims import Claim, fails, holds

_READ = 1 << 20
MAX_FILES = 1_000_000
# So many files are named one by one; their number is always whole, and the command lists all.
MAX_NAMED = 100
_LOOK = (*layout.CHECK_FILES,)


@dataclass
class Listing:
    """What lies in the bag and what the manifests say. Paths are relative to the bag, with ``/``."""

    bag: Path
    present: frozenset[str]
    payload: dict[str, dict[str, str]] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    problem: str = ""

    def read(self, name: str, limit: int) -> bytes:
        """A file's bytes, bounded; what is absent or too large is an integrity failure."""
        if name not in self.present:
            raise IntegrityFailure("bundle.description", member=name)
        with (self.bag / name).open("rb") as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise IntegrityFailure("bundle.description", member=name)
        return data


def look(bag: Path) -> Listing:
    """List the bag and read its manifests; a link, a device or an unreadable manifest is noted, not followed."""
    present, odd = _walk(bag)
    listing = Listing(bag, frozenset(present), problem=odd)
    for algorithm in layout.ALGORITHMS:
        for table, stem in ((listing.payload, "manifest"), (listing.tags, "tagmanifest")):
            name = f"{stem}-{algorithm}.txt"
            try:
                table[algorithm] = layout.parse_manifest(listing.read(name, layout.MAX_MANIFEST_BYTES))
            except IntegrityFailure:
                table[algorithm] = {}
                listing.problem = listing.problem or name
    return listing


def _walk(bag: Path) -> tuple[set[str], str]:
    """Regular files below the bag, and the first thing that is none."""
    present: set[str] = set()
    odd = ""
    for folder, names, files in os.walk(bag, onerror=_refuse):
        for name in (*names, *files):
            path = Path(folder) / name
            mode = path.lstat().st_mode
            relative = path.relative_to(bag).as_posix()
            if stat.S_ISREG(mode):
                present.add(relative)
            elif not stat.S_ISDIR(mode):
                odd = odd or relative
            if len(present) > MAX_FILES:
                raise IntegrityFailure("bundle.manifest", reason="count")
    return present, odd


def _refuse(problem: OSError) -> None:
    """A folder that cannot be read is the world's fault, not the bundle's."""
    raise WorldProblem("verify.unreadable", errno=problem.errno or 0)


def check_complete(listing: Listing) -> Claim:
    """Every listed file is there, and nothing else is."""
    claim = "files.complete"
    if listing.problem:
        return fails(claim, "unreadable", _LOOK, file=listing.problem)
    tag_files = {f"tagmanifest-{algorithm}.txt" for algorithm in layout.ALGORITHMS}
    expected_tags = {layout.DECLARATION, layout.INFO, *(f"manifest-{a}.txt" for a in layout.ALGORITHMS)}
    payload = [set(table) for table in listing.payload.values()]
    tags = [set(table) for table in listing.tags.values()]
    same = all(names == payload[0] for names in payload) and all(names == expected_tags for names in tags)
    if not same or not all(name.startswith(f"{layout.PAYLOAD}/") for name in payload[0]):
        return fails(claim, "unreadable", _LOOK, file="manifest")
    listed = payload[0] | expected_tags | tag_files
    if missing := sorted(listed - listing.present):
        return fails(claim, "file-missing", _LOOK, count=len(missing), named=tuple(missing[:MAX_NAMED]))
    if added := sorted(listing.present - listed):
        return fails(claim, "file-added", _LOOK, count=len(added), named=tuple(added[:MAX_NAMED]))
    return holds(claim, _LOOK, files=len(payload[0]))


class _Reading:
    """Tells how many files and bytes of the bag were read; cancels between chunks."""

    def __init__(self, reporter: Reporter, names: list[str], listing: Listing) -> None:
        self._reporter = reporter
        self._files, self._bytes, self._done = len(names), sum((listing.bag / n).stat().st_size for n in names), 0
        self.number = 0

    def read(self, count: int) -> None:
        """So many bytes more were read."""
        self._reporter.check()
        self._done += count
        self._reporter.report(Progress("verify.files", self.number, self._files, self._done, self._bytes))


def check_listed(listing: Listing, reporter: Reporter | None = None) -> Claim:
    """Both digests of every file that is there."""
    claim = "files.listed"
    different: list[tuple[str, str, str]] = []
    matching = 0
    tables = [*_by_file(listing.payload).items(), *_by_file(listing.tags).items()]
    tables = [(name, expected) for name, expected in tables if name in listing.present]
    reading = _Reading(reporter or Silent(), [name for name, _ in tables], listing)
    for number, (name, expected) in enumerate(tables):
        reading.number = number
        found = _digests(listing.bag / name, reading.read)
        wrong = [algorithm for algorithm, value in expected.items() if found[algorithm] != value]
        if wrong:
            different.append((name, expected[wrong[0]], found[wrong[0]]))
        matching += not wrong
    if different:
        different.sort()
        named = tuple({"file": name, "listed": listed, "found": found} for name, listed, found in different[:MAX_NAMED])
        return fails(claim, "file-differs", _LOOK, differing=len(different), matching=matching, named=named)
    if not matching:
        return fails(claim, "unreadable", _LOOK, matching=0)
    return holds(claim, _LOOK, matching=matching)


def _by_file(tables: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """File -> algorithm -> digest."""
    turned: dict[str, dict[str, str]] = {}
    for algorithm, table in tables.items():
        for name, value in table.items():
            turned.setdefault(name, {})[algorithm] = value
    return turned


def _digests(path: Path, told: Callable[[int], None] | None = None) -> dict[str, str]:
    """SHA-256 and SHA-512 of a file in one pass."""
    hashes = {algorithm: hashlib.new(algorithm) for algorithm in layout.ALGORITHMS}
    with path.open("rb") as stream:
        while chunk := stream.read(_READ):
            if told is not None:
                told(len(chunk))
            for one in hashes.values():
                one.update(chunk)
    return {algorithm: one.hexdigest() for algorithm, one in hashes.items()}


def check_report_same(out: Path, listing: Listing) -> Claim:
    """The report beside the bag has the digest the bag lists."""
    claim, beside = "report.same", out / layout.REPORT
    listed = listing.payload.get("sha256", {}).get(layout.REPORT_IN_BAG)
    if listed is None or beside.is_symlink() or not beside.is_file():
        return fails(claim, "file-missing", file=layout.REPORT)
    found = _digests(beside)["sha256"]
    if found != listed:
        return fails(claim, "report-differs", listed=listed, found=found)
    return holds(claim, (f"sha256sum {layout.REPORT} {layout.BAG}/{layout.REPORT_IN_BAG}",))
