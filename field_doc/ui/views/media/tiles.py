"""One file as the grid and the panel beside it show it: words and marks, no widgets."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from field_doc.base.errors import FieldDocError
from field_doc.ui.fmt import Fmt
from field_doc.ui.messages import describe

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.evidence.model import FileRow, Intake

# Findings that concern the series get a mark of their own on the tile; the rest share one.
_SHORT: Final[dict[str, tuple[str, str]]] = {
    "no_offset": ("globe", "no zone"),
    "modified_after_capture": ("clock", "changed later"),
    "edited_by_software": ("pencil", "edited"),
    "truncated": ("square-dashed", "cut off"),
    "type_differs_from_name": ("file-text", "other type"),
    "empty_file": ("file-text", "empty"),
}
KIND_ICONS: Final[dict[str, str]] = {
    "image": "image", "video": "video", "audio": "mic", "document": "file-text", "geodata": "map",
    "archive": "package", "other": "file-text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of the grid. ``state`` is ``saved``, ``known``, ``failed`` or ``refused``.

    ``warnings`` are content warnings in words: a tile that has any is covered and not decoded.
    ``marks`` are (icon, short word) of findings; ``said`` the findings in whole sentences; ``level`` the word of the
    handling level of the series it stands in.
    """

    id: str
    name: str
    state: str
    kind: str = "other"
    when: str = ""
    series: str = ""
    digest: str = ""
    warnings: tuple[str, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    said: tuple[str, ...] = ()
    facts: tuple[tuple[str, str, str], ...] = ()
    reason: str = ""
    path: str = ""
    media_type: str = ""
    level: str = ""

    @property
    def code(self) -> str:
        """What a plain list calls it."""
        return self.name


def plain_name(name: str) -> str:
    """A file's name with its controls and direction marks made visible: it cannot pose as another name."""
    return "".join(c if unicodedata.category(c) not in {"Cc", "Cf", "Zl", "Zp"} else f"\\u{ord(c):04x}" for c in name)


def inside_a_sentence(label: str) -> str:
    """A label as it stands after a colon: its first letter small, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def warned(tile: Tile) -> str:
    """The content warnings of a tile in one line."""
    return ", ".join(inside_a_sentence(warning) for warning in tile.warnings)


def short_marks(words: Words) -> dict[str, str]:
    """The short words of findings, in the present language."""
    return {
        "no zone": words("no zone"),
        "changed later": words("changed later"),
        "edited": words("edited"),
        "cut off": words("cut off"),
        "other type": words("other type"),
        "empty": words("empty"),
    }


def reason_of(code: str, words: Words) -> str:
    """Why a path could not be taken in, in words."""
    return describe(FieldDocError(code), words).what


def advice_of(code: str, words: Words) -> str:
    """Why a path could not be taken in, and what to do."""
    message = describe(FieldDocError(code), words)
    return " ".join(part for part in (message.what, message.do) if part)


def failed_tile(number: int, item: Intake, words: Words) -> Tile:
    """A path that could not be taken in stays in sight, with its reason on its tile."""
    name = plain_name(item.path.rpartition("/")[2])
    return Tile(f"path:{number}", name, item.status, reason=reason_of(item.code or "", words), path=item.path)


def tile_of(file: FileRow, warnings: tuple[str, ...], words: Words, level: str = "") -> Tile:
    """A file of the vault; ``warnings`` and ``level`` are words already."""
    facts = file.facts
    captured = _text(facts, "captured_at")
    marks, said = _findings(file, words)
    return Tile(
        id=file.id,
        name=plain_name(file.name),
        state="saved",
        kind=file.kind,
        when=captured[11:16] if len(captured) >= 16 else "",
        series=file.series_id,
        digest=file.sha256,
        warnings=warnings,
        marks=marks,
        said=said,
        facts=_facts(file, words),
        reason=_problem(file, words),
        media_type=file.media_type,
        level=level,
    )


def _problem(file: FileRow, words: Words) -> str:
    if not file.problem:
        return ""
    return words("It cannot be shown: {why}", why=describe(FieldDocError(file.problem), words).what)


def _findings(file: FileRow, words: Words) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    marks: list[tuple[str, str]] = []
    said: list[str] = []
    shorts = short_marks(words)
    for finding in file.findings:
        code = str(finding.get("code", ""))
        said.append(_sentence(code, finding.get("details"), words))
        if code in _SHORT:
            icon, short = _SHORT[code]
            marks.append((icon, shorts[short]))
    if said and not marks:
        marks.append(("info", words.plural("{count} remark", "{count} remarks", len(said))))
    return tuple(marks), tuple(said)


def _sentence(code: str, details: object, words: Words) -> str:
    """A finding in neutral words; a detail that is missing leaves the sentence as it is."""
    key = f"decode.{code}"
    if not words.has_label("finding", key):
        return code
    pairs = details if isinstance(details, list) else []
    filled = {str(p[0]): p[1] for p in pairs if isinstance(p, list) and len(p) == 2}
    text = words.label("finding", key)
    try:
        return text.format(**filled)
    except (KeyError, IndexError):
        return text


def _text(facts: Mapping[str, object], name: str) -> str:
    value = facts.get(name)
    return value if isinstance(value, str) else ""


def _facts(file: FileRow, words: Words) -> tuple[tuple[str, str, str], ...]:
    """(name, value, where it comes from) of what is known; what is not known is left out."""
    fmt, facts = Fmt(words.lang), file.facts
    rows = [
        (words("Taken"), *_captured(facts, words)),
        (words("Where"), *_position(facts, words, fmt)),
        (
            words("Camera"),
            " ".join(t for t in (_text(facts, "make"), _text(facts, "model")) if t),
            _serial(facts, words),
        ),
        (words("File"), _shape(file, fmt), file.media_type),
        (words("Taken in"), fmt.moment(datetime.fromisoformat(file.taken_in_at)), words("by this device")),
    ]
    return tuple(row for row in rows if row[1])


def _captured(facts: Mapping[str, object], words: Words) -> tuple[str, str]:
    at, basis = _text(facts, "captured_at"), _text(facts, "captured_at_basis")
    if not at:
        return "", ""
    source = {
        "exif_original_with_offset": words("by the device's clock, with its zone"),
        "exif_original_no_offset": words("by the device's clock, zone not stated"),
        "gps_utc": words("satellite time, UTC"),
        "container_with_offset": words("from the recording, with its zone"),
        "container_no_offset": words("from the recording, zone not stated"),
    }
    return _as_read(at, Fmt(words.lang)), source.get(basis, "")


def _as_read(at: str, fmt: Fmt) -> str:
    """The device's own date and time; never moved to another zone."""
    try:
        day = fmt.day(date.fromisoformat(at[:10]))
    except ValueError:
        return at
    return f"{day}, {at[11:19]}{' ' + at[19:] if len(at) > 19 else ''}".strip(", ")


def _position(facts: Mapping[str, object], words: Words, fmt: Fmt) -> tuple[str, str]:
    gps = facts.get("gps")
    if not isinstance(gps, dict):
        return "", ""
    try:
        shown = fmt.coordinates(float(str(gps["lat"])), float(str(gps["lon"])))
    except (KeyError, ValueError):
        return "", ""
    accuracy = gps.get("accuracy_m")
    if isinstance(accuracy, str):
        shown += f" · ± {accuracy} " + words("m")
    return shown, words("from the file") + (f", {gps['datum']}" if gps.get("datum") else "")


def _serial(facts: Mapping[str, object], words: Words) -> str:
    serial = _text(facts, "serial")
    return words("No. {number}", number=serial) if serial else ""


def _shape(file: FileRow, fmt: Fmt) -> str:
    width, height, length = (file.facts.get(k) for k in ("width", "height", "duration_ms"))
    parts = []
    if isinstance(width, int) and isinstance(height, int):
        parts.append(f"{width} × {height}")
    if isinstance(length, int):
        parts.append(fmt.duration(length / 1000))
    parts.append(fmt.size(file.bytes))
    return ", ".join(parts)
