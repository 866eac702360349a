"""The tables for people and programs beside the description: ``index.csv`` and ``report.html``."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import bundle as layout
from field_doc.verifier.claims import SELF, Claim, fails, holds, not_checked

if TYPE_CHECKING:
    from field_doc.formats.bundle import Description
    from field_doc.verifier.files import Listing

MAX_INDEX_BYTES = 64 << 20
_WITHHELD, _SHOWN = "withheld", frozenset({"full", "redacted"})
# The original behind a copy is no item of its own.
_ORIGINAL = "original"

Row = tuple[str, str, str, str]


def check_index(listing: Listing, description: Description) -> Claim:
    """``index.csv`` names the items of the description, their files and digests, and nothing else."""
    claim = "index.agrees"
    try:
        rows = _rows(listing.read(layout.INDEX, MAX_INDEX_BYTES))
        expected = sorted([*_shown(listing, description), *_withheld(description)])
    except (IntegrityFailure, ValueError, csv.Error, KeyError):
        return fails(claim, "unreadable", SELF, file=layout.INDEX)
    if sorted(rows) != expected:
        other = sorted(set(rows) ^ set(expected)) or rows
        return fails(claim, "index-differs", SELF, file=layout.INDEX, exhibit=other[0][0][:20])
    return holds(claim, SELF, items=len(rows))


def _rows(data: bytes) -> list[Row]:
    """Exhibit, file, digest, reason of each line; a form that is none of ours is refused."""
    text = data.decode("utf-8-sig")
    found = []
    for line in csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True):
        form, reason = line["form"], line["reason"]
        if form not in ({_WITHHELD} if reason else _SHOWN):
            raise ValueError(form)
        found.append((line["exhibit"], line["file"], line["sha256"], reason))
    return found


def _shown(listing: Listing, description: Description) -> list[Row]:
    """What goes along, as the manifest has it."""
    files = [(item.exhibit, f"{layout.RECORDS}/{item.file}") for item in description.records]
    files += [(item.number, f"{layout.EXHIBITS}/{item.file}") for item in description.exhibits]
    listed = listing.payload["sha256"]
    return [(number, name.removeprefix(f"{layout.PAYLOAD}/"), "sha256:" + listed[name], "") for number, name in files]


def _withheld(description: Description) -> list[Row]:
    """What is only named."""
    return [(item.exhibit, "", "", item.reason) for item in description.withheld if item.reason != _ORIGINAL]


def check_html(listing: Listing) -> Claim:
    """``report.html`` has the words of the report for screen readers; nobody signed it, nothing compares it."""
    claim = "html.agrees"
    if layout.REPORT_HTML not in listing.present:
        return not_checked(claim, "html-absent")
    return not_checked(claim, "html-not-compared", layout.CHECK_REPORT)
