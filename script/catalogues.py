"""Merge the parts of each language's gettext catalogue and compile them.

``resources/locale/<lang>/*.po`` (one part per package, so that a part has one owner) become
``resources/locale/<lang>/LC_MESSAGES/field_doc.mo``. Standard library only: ``script/run`` needs
it before anything else is known to work. Formats: GNU gettext manual, "The Format of PO Files"
and "The Format of GNU MO Files".

Refused: two parts giving one message different texts, fuzzy entries, wrong number of plural
forms, a placeholder that the translation lacks or invents.
"""

from __future__ import annotations

import argparse
import ast
import re
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[1] / "resources" / "locale"
DOMAIN = "field_doc"
PLURAL_FORMS = {
    "en": (2, "plural=(n != 1);"),
    "uk": (
        3,
        "plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    ),
}
_MAGIC = 0x950412DE
_PLACEHOLDER = re.compile(r"\{(\w+)")
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d)\])?\s+(\".*\")")


class CatalogueError(Exception):
    """A part cannot be used; the text says which line of which file and why."""


@dataclass(slots=True)
class Message:
    """One entry of a part. ``texts`` has one text, or one for each plural form."""

    where: str
    context: str | None = None
    msgid: str = ""
    plural: str | None = None
    texts: dict[int, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str | None, str]:
        """What gettext looks up (the plural is not part of it)."""
        return self.context, self.msgid

    def translated(self) -> bool:
        """Whether every form holds a text."""
        return bool(self.texts) and all(self.texts.values())


def _unquote(text: str, where: str) -> str:
    """The string inside one quoted line; PO escapes are a subset of Python's."""
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError) as error:
        raise CatalogueError(f"{where}: not a quoted string") from error
    if not isinstance(value, str):
        raise CatalogueError(f"{where}: not a quoted string")
    return value


class _Reader:
    """Reads one part line by line."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.messages: list[Message] = []
        self._current: Message | None = None
        self._target = ""

    def line(self, number: int, text: str) -> None:
        """Take in one line."""
        where = f"{self.name}:{number}"
        if text.startswith("#,") and "fuzzy" in text:
            raise CatalogueError(f"{where}: fuzzy entry; write the text and put '# (?)' above it")
        if not text or text.startswith("#"):
            return
        if text.startswith('"'):
            self._append(_unquote(text, where), where)
            return
        match = _KEYWORD.fullmatch(text)
        if not match:
            raise CatalogueError(f"{where}: cannot be read")
        self._begin(match[1], match[2], _unquote(match[3], where), where)

    def _begin(self, keyword: str, index: str | None, value: str, where: str) -> None:
        current = self._current
        fresh = current is None or bool(current.texts)
        if keyword in {"msgctxt", "msgid"} and fresh:
            current = self._current = Message(where)
            self.messages.append(current)
        if current is None:
            raise CatalogueError(f"{where}: {keyword} without msgid")
        if keyword == "msgctxt":
            current.context = value
        elif keyword == "msgid":
            current.msgid = value
        elif keyword == "msgid_plural":
            current.plural = value
        else:
            current.texts[int(index or 0)] = value
        self._target = f"{keyword}{index or ''}"

    def _append(self, value: str, where: str) -> None:
        current = self._current
        if current is None:
            raise CatalogueError(f"{where}: text before any keyword")
        if self._target == "msgctxt":
            current.context = (current.context or "") + value
        elif self._target == "msgid":
            current.msgid += value
        elif self._target == "msgid_plural":
            current.plural = (current.plural or "") + value
        else:
            current.texts[int(self._target[6:] or 0)] += value


def read_part(path: Path) -> list[Message]:
    """Every message of one part, its header left out."""
    reader = _Reader(f"{path.parent.name}/{path.name}")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        reader.line(number, line.strip())
    return [m for m in reader.messages if m.msgid or m.context]


def _placeholders(*texts: str) -> set[str]:
    return {name for text in texts for name in _PLACEHOLDER.findall(text)}


def check_message(message: Message, lang: str) -> None:
    """Refuse wrong plural forms and changed placeholders.

    Data keys (those with a context) have symbolic msgids; nothing can be compared there.
    """
    forms = PLURAL_FORMS[lang][0] if message.plural is not None else 1
    if sorted(message.texts) != list(range(forms)):
        raise CatalogueError(f"{message.where}: {len(message.texts)} texts, {forms} expected")
    if message.context is not None or not message.translated():
        return
    allowed = _placeholders(message.msgid, message.plural or "")
    needed = allowed if message.plural is None else allowed - {"count"}
    for text in message.texts.values():
        found = _placeholders(text)
        if not needed <= found <= allowed | ({"count"} if message.plural else set()):
            raise CatalogueError(f"{message.where}: placeholders {sorted(found)} for {sorted(allowed)}")


def merge(lang: str, parts: list[Path]) -> dict[tuple[str | None, str], Message]:
    """All parts of one language. The same message may stand in two parts if it says the same."""
    merged: dict[tuple[str | None, str], Message] = {}
    for path in parts:
        for message in read_part(path):
            check_message(message, lang)
            earlier = merged.setdefault(message.key, message)
            if earlier.texts != message.texts and earlier.translated() and message.translated():
                raise CatalogueError(
                    f"{message.where}: other text than {earlier.where} for {message.msgid!r}"
                )
            if not earlier.translated() or (earlier.plural is None and message.plural is not None):
                merged[message.key] = message
    return merged


def _entries(lang: str, messages: dict[tuple[str | None, str], Message]) -> Iterator[tuple[bytes, bytes]]:
    """Keys and texts as the .mo file holds them, header first."""
    count, rule = PLURAL_FORMS[lang]
    header = (
        f"Language: {lang}\nContent-Type: text/plain; charset=UTF-8\n"
        f"Plural-Forms: nplurals={count}; {rule}\n"
    )
    yield b"", header.encode()
    for message in messages.values():
        if not message.translated():
            continue
        key = message.msgid if message.plural is None else f"{message.msgid}\0{message.plural}"
        if message.context is not None:
            key = f"{message.context}\4{key}"
        yield key.encode(), "\0".join(text for _, text in sorted(message.texts.items())).encode()


def compile_mo(lang: str, messages: dict[tuple[str | None, str], Message]) -> bytes:
    """The bytes of a .mo file: the same for the same messages, without a hash table."""
    entries = sorted(_entries(lang, messages))
    originals = translations = b""
    key_blob, text_blob = b"", b""
    start = 28 + 16 * len(entries)
    text_start = start + sum(len(key) + 1 for key, _ in entries)
    for key, text in entries:
        originals += struct.pack("<II", len(key), start + len(key_blob))
        translations += struct.pack("<II", len(text), text_start + len(text_blob))
        key_blob += key + b"\0"
        text_blob += text + b"\0"
    count = len(entries)
    head = struct.pack("<7I", _MAGIC, 0, count, 28, 28 + 8 * count, 0, start)
    return head + originals + translations + key_blob + text_blob


def parts_of(lang: str, locale: Path = LOCALE) -> list[Path]:
    """The parts of one language in a fixed order."""
    return sorted((locale / lang).glob("*.po"))


def compile_all(locale: Path = LOCALE) -> dict[str, int]:
    """Write every language's .mo file where it changed; returns how many messages each has."""
    counts = {}
    for lang in PLURAL_FORMS:
        messages = merge(lang, parts_of(lang, locale))
        data = compile_mo(lang, messages)
        target = locale / lang / "LC_MESSAGES" / f"{DOMAIN}.mo"
        counts[lang] = len(messages)
        if target.exists() and target.read_bytes() == data:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        # Replaced in one step: a program that starts meanwhile sees the old or the new one.
        fresh = target.with_suffix(".new")
        fresh.write_bytes(data)
        fresh.replace(target)
    return counts


def status(locale: Path = LOCALE) -> str:
    """A Markdown table: parts, messages, untranslated, waiting for a native reader (``# (?)``)."""
    rows = ["| language | part | messages | without text | to be confirmed (?) |", "|---|---|---|---|---|"]
    for lang in PLURAL_FORMS:
        for path in parts_of(lang, locale):
            messages = read_part(path)
            empty = sum(not message.translated() for message in messages)
            doubt = sum(
                line.startswith("#") and "(?)" in line for line in path.read_text("utf-8").splitlines()
            )
            rows.append(f"| {lang} | {path.stem} | {len(messages)} | {empty} | {doubt} |")
    return "\n".join(rows)


def main() -> int:
    """Compile, or print the state of the translation with ``--status``."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--status", action="store_true", help="print a table of all parts")
    options = parser.parse_args()
    try:
        if options.status:
            print(status())
            return 0
        counts = compile_all()
    except CatalogueError as error:
        print(f"catalogues: {error}", file=sys.stderr)
        return 1
    print("catalogues: " + ", ".join(f"{lang} {count}" for lang, count in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
