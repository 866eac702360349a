"""Error codes become words: what happened, what is kept, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from field_doc.base.errors import FieldDocError

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

_UNEXPECTED: Final = "ui.unexpected"
_NO_WORDS: Final = "ui.no-words"


@dataclass(frozen=True, slots=True)
class Message:
    """An error as a person reads it; ``integrity`` alone is shown in brick red."""

    code: str
    what: str
    kept: str
    do: str
    family: str

    @property
    def integrity(self) -> bool:
        """Whether something is not what was sealed."""
        return self.family == "integrity"

    @property
    def text(self) -> str:
        """All three parts in one paragraph."""
        return " ".join(part for part in (self.what, self.kept, self.do) if part)


def _part(words: Words, code: str, part: str, details: dict[str, object]) -> str:
    key = f"{code}.{part}"
    if not words.has_label("error", key):
        return ""
    text = words.label("error", key)
    try:
        return text.format(**details)
    except (KeyError, IndexError):
        # The words name a detail this error does not carry: show them without filling in.
        return text


def describe(error: BaseException, words: Words) -> Message:
    """Words for any error; one without words of its own says its code and that nothing was lost."""
    known = isinstance(error, FieldDocError)
    code = error.code if isinstance(error, FieldDocError) else _UNEXPECTED
    family = error.family if isinstance(error, FieldDocError) else "bug"
    details: dict[str, object] = dict(error.details) if isinstance(error, FieldDocError) else {}
    source = code if words.has_label("error", f"{code}.what") else (_NO_WORDS if known else _UNEXPECTED)
    details = {"code": code, "kind": type(error).__name__, **details}
    what, kept, do = (_part(words, source, part, details) for part in ("what", "kept", "do"))
    return Message(code, what, kept, do, family)
