"""One look at one item, in the child: type, facts, findings first; then the thumbnail.

The two are separate so that facts already told survive a picture that kills the child.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from field_doc.decode import facts, media_types, pictures, protocol, sniff, tags, thumbnails, video
from field_doc.decode.limits import MAX_FINDINGS, MAX_IMAGE_BYTES
from field_doc.decode.remote import BudgetSpent, RemoteFile
from field_doc.decode.values import MEMORY, TOO_LARGE, UNREADABLE, Facts, Finding

_BOXED: Final = frozenset({"video/mp4", "video/quicktime", "video/3gpp", "video/3gpp2", "video/x-m4v", "audio/mp4"})


@dataclass(slots=True)
class Look:
    """What a look found so far."""

    media_type: str
    kind: str
    facts: Facts
    raw: dict[str, str]
    findings: list[Finding]
    problem: str | None = None
    data: bytes | None = None

    def header(self) -> dict[str, Any]:
        """As JSON for the parent."""
        return {
            "media_type": self.media_type,
            "kind": self.kind,
            "facts": asdict(self.facts),
            "raw": tags.bounded(self.raw),
            "findings": [[f.code, dict(f.details)] for f in self.findings[:MAX_FINDINGS]],
            "problem": self.problem,
        }


def look(item: RemoteFile, ending: str | None) -> Look:
    """Type, facts and findings of an item; whatever its bytes are, only MemoryError is raised."""
    media_type = sniff.media_type_of(item.read_at(0, sniff.HEAD))
    result = Look(media_type, media_types.kind_of(media_type), Facts(), {}, [])
    if item.size == 0:
        result.problem = UNREADABLE
        result.findings.append(Finding.of("empty_file"))
    if ending and not media_types.ending_fits(media_type, ending.lower().lstrip(".")):
        result.findings.append(Finding.of("type_differs_from_name", found=media_type))
    try:
        if result.kind == "image":
            _image(item, result)
        elif media_type in _BOXED:
            _boxed(item, result)
    except (MemoryError, protocol.Closed, protocol.Garbled):
        raise
    except Exception:  # noqa: BLE001 - ours or a library's: the type is known, the facts are not
        result.problem = UNREADABLE
        result.findings.append(Finding.of("metadata_incomplete"))
    return result


def _image(item: RemoteFile, result: Look) -> None:
    if item.size > MAX_IMAGE_BYTES:
        result.problem = TOO_LARGE
        return
    result.data = item.everything()
    result.facts, result.raw, findings = facts.of_image(result.media_type, result.data)
    result.findings += findings
    if result.facts.width is None:
        width, height = pictures.size_of(result.media_type, result.data) or (None, None)
        result.facts = replace(result.facts, width=width, height=height)


def _boxed(item: RemoteFile, result: Look) -> None:
    try:
        result.facts, result.raw, findings = video.facts(item.read_at, item.size)
    except BudgetSpent:
        result.findings.append(Finding.of("metadata_incomplete"))
        return
    result.findings += findings


def thumbnail(result: Look) -> tuple[bytes, tuple[int, int] | None, str | None, bool]:
    """JPEG bytes, size, problem, whether the picture was cut; no picture for types we do not decode."""
    if result.data is None or not pictures.can_open(result.media_type):
        return b"", None, result.problem, False
    try:
        data, size, truncated = thumbnails.make(result.media_type, result.data)
    except pictures.TooManyPixels:
        return b"", None, TOO_LARGE, False
    except MemoryError:
        return b"", None, MEMORY, False
    except Exception:  # noqa: BLE001 - decoders raise anything; the item is not the worse for it
        return b"", None, UNREADABLE, False
    return data, size, result.problem, truncated
