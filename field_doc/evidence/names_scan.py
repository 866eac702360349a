"""Looks through texts for everything of a book of names: one pass a text, cost by its length alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from field_doc.evidence.names_figures import figures
from field_doc.evidence.names_fold import readings, sounds
from field_doc.evidence.names_forms import Book, Named
from field_doc.evidence.names_found import Found, Grade
from field_doc.evidence.names_known import everyday, is_other_word
from field_doc.evidence.names_parts import WORD

AROUND: Final = 90
_GAP: Final = re.compile(r"[\s,._\-–—()«»„“”\"'’/|+]{0,3}")
_INITIALS_AFTER: Final = re.compile(r"(?:\s{0,2}([^\W\d_])\.){1,2}")
_INITIALS_BEFORE: Final = re.compile(r"(?:(?<!\w)([^\W\d_])\.\s{0,2}){1,2}$")
_BROKEN: Final = re.compile(r"[-\u2010\u2011]\s*\n\s*")
_SPACED: Final = re.compile(r"(?<!\w)(?:[^\W\d_][ \u00a0.]){3,40}[^\W\d_](?!\w)")
_CAMEL: Final = re.compile(r"(?<=[a-zа-яіїєґё])(?=[A-ZА-ЯІЇЄҐЁ])")
_SENTENCE: Final = re.compile(r"(?:^|[.!?…\n:;•–—]|[«„“\"(])\s*$")
_HYPHENS: Final = frozenset("-\u2010\u2011–")
_SHORT: Final = 3
_LEAST_GLUED: Final = 5
# No name is longer; what is, is something else pasted in.
_LONGEST: Final = 80


@dataclass(slots=True)
class _Span:
    """Words beside one another that may be one person's name."""

    start: int
    end: int
    parts: dict[int, set[str]]
    exact: bool
    weak: bool
    words: int = 1


def scan(book: Book, text: str, *, label: bool = False) -> tuple[Found, ...]:
    """Everything of the book that stands in a text, in its order.

    Args:
        book: what is looked for.
        text: what is looked through.
        label: a file name, an EXIF value or the like: lower case and words written together are usual there.

    """
    found = [*_names(book, text, label=label), *_phrases(book, text), *_broken(book, text), *figures(book, text)]
    return _without_inner(sorted(found, key=lambda f: (f.start, -f.end)))


def _without_inner(found: Sequence[Found]) -> tuple[Found, ...]:
    """Of places inside one another only the outer, with everybody it may be."""
    kept: list[Found] = []
    for one in found:
        if kept and one.end <= kept[-1].end:
            last = kept[-1]
            persons = tuple(dict.fromkeys((*last.persons, *one.persons)))
            grade = Grade.LIKELY if Grade.LIKELY in (last.grade, one.grade) else Grade.POSSIBLE
            kept[-1] = Found(last.start, last.end, persons, grade, last.kind)
        else:
            kept.append(one)
    return tuple(kept)


# names


def _names(book: Book, text: str, *, label: bool) -> Iterator[Found]:
    span: _Span | None = None
    for start, end in _words(text, label=label):
        word = text[start:end]
        named = book.named(word) or (_glued(book, word) if label or text[end : end + 1] == "@" else ())
        if not named:
            continue
        new = _span(named, text, start, end, label=label)
        joined = _joined(span, new, text) if span is not None else None
        if joined is None and span is not None:
            yield from _closed(book, span, text)
        span = joined or new
    if span is not None:
        yield from _closed(book, span, text)


def _words(text: str, *, label: bool) -> Iterator[tuple[int, int]]:
    for match in WORD.finditer(text):
        first = match.start()
        if match.end() - first > _LONGEST and not label:
            continue
        if label:
            for cut in _CAMEL.finditer(match.group()):
                yield first, match.start() + cut.start()
                first = match.start() + cut.start()
        yield first, match.end()


def _span(named: tuple[Named, ...], text: str, start: int, end: int, *, label: bool) -> _Span:
    parts: dict[int, set[str]] = {}
    for one in named:
        parts.setdefault(one.person, set()).add(one.part)
    given = all(n.part == "given" for n in named)
    short = end - start <= _SHORT and not text[start].isupper()
    weak = not label and (short or (given and _is_weak(text, start, end)))
    return _Span(start, end, parts, any(n.exact for n in named), weak)


def _is_weak(text: str, start: int, end: int) -> bool:
    """A given name alone counts only with a capital; one that is also another word not where a sentence begins."""
    word = text[start:end]
    if not word[0].isupper():
        return True
    other = any(is_other_word(key) for key in readings(word)[0])
    return other and not word.isupper() and _begins(text, start)


def _begins(text: str, start: int) -> bool:
    """Whether a sentence, a line or a quotation begins here: a capital says nothing then."""
    return _SENTENCE.search(text[max(0, start - 4) : start]) is not None


def _joined(span: _Span, new: _Span, text: str) -> _Span | None:
    gap = text[span.end : new.start]
    if not _GAP.fullmatch(gap):
        return None
    both = {p: span.parts[p] | new.parts[p] for p in span.parts.keys() & new.parts.keys()}
    # Whoever has two parts of a name here is meant; whoever has only one of them is not. A double name is one.
    double = gap in _HYPHENS
    more = {p: parts for p, parts in both.items() if len(parts) > 1 or span.words > 1 or double}
    if not more:
        return None
    return _Span(span.start, new.end, more, span.exact or new.exact, weak=False, words=span.words + 1)


def _closed(book: Book, span: _Span, text: str) -> Iterator[Found]:
    if span.weak:
        return
    grade = _grade(span, text)
    start, end = _with_initials(book, span, text)
    yield Found(start, end, tuple(sorted(span.parts)), grade, "name")


def _grade(span: _Span, text: str) -> Grade:
    if span.words > 1:
        return Grade.LIKELY
    word = text[span.start : span.end]
    kinds = set().union(*span.parts.values())
    if not span.exact or not kinds & {"surname", "nick"} or len(word) <= _SHORT:
        return Grade.POSSIBLE
    cyrillic = readings(word)[0]
    if "nick" in kinds and text[max(0, span.start - 1) : span.start] in set("«„“\"'"):
        return Grade.LIKELY
    if "surname" in kinds and not any(key in everyday() for key in cyrillic):
        return Grade.LIKELY
    return Grade.LIKELY if word[0].isupper() and not _begins(text, span.start) else Grade.POSSIBLE


def _with_initials(book: Book, span: _Span, text: str) -> tuple[int, int]:
    """Initials beside a name belong to what is found, if they are that person's."""
    known = frozenset().union(*(book.initials.get(p, frozenset()) for p in span.parts))
    start, end = span.start, span.end
    after = _INITIALS_AFTER.match(text, end)
    if after and sounds(after.group(1)) in known:
        end = after.end()
    before = _INITIALS_BEFORE.search(text[max(0, start - 8) : start])
    if before and sounds(before.group(1)) in known:
        start -= len(before.group())
    return start, end


def _glued(book: Book, word: str) -> tuple[Named, ...]:
    """Names written together in a file name or before an @: petroivanenko."""
    found: list[Named] = []
    length = min(len(word), 60)
    for first in range(length):
        for last in range(first + _LEAST_GLUED, length + 1):
            if (first, last) != (0, len(word)):
                found += [n for n in book.named(word[first:last]) if n.part != "given" and n.exact]
    return tuple(dict.fromkeys(found))


def _phrases(book: Book, text: str) -> Iterator[Found]:
    """Nicknames of more words: they count only together."""
    if not book.phrases:
        return
    matches = list(WORD.finditer(text))
    keys = [frozenset(k for group in readings(m.group()) for k in group) for m in matches]
    for number, mine in enumerate(keys):
        for key in mine:
            for person, words in book.phrases.get(key, ()):
                last = number + len(words)
                beside = all(
                    _GAP.fullmatch(text[one.end() : other.start()])
                    for one, other in zip(matches[number : last - 1], matches[number + 1 : last], strict=False)
                )
                whole = last <= len(keys) and all(w & k for w, k in zip(words, keys[number:last], strict=True))
                if whole and beside:
                    yield Found(matches[number].start(), matches[last - 1].end(), (person,), Grade.LIKELY, "name")


def _broken(book: Book, text: str) -> Iterator[Found]:
    """Names broken over two lines, and names with a space after every letter."""
    for match in _BROKEN.finditer(text):
        before = re.search(r"[^\W\d_]+$", text[max(0, match.start() - 30) : match.start()])
        after = re.match(r"[^\W\d_]+", text[match.end() : match.end() + 30])
        if before and after:
            named = [n for n in book.named(before.group() + after.group()) if n.part != "given"]
            if named:
                persons = tuple(sorted({n.person for n in named}))
                start, end = match.start() - len(before.group()), match.end() + after.end()
                yield Found(start, end, persons, Grade.LIKELY, "name")
    for match in _SPACED.finditer(text):
        named = [n for n in book.named(re.sub(r"[ \u00a0.]", "", match.group())) if n.exact]
        if named:
            persons = tuple(sorted({n.person for n in named}))
            yield Found(match.start(), match.end(), persons, Grade.LIKELY, "name")
