"""Finding a term by typing, in Ukrainian or English, in any spelling; and the levels it stands under. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from field_doc.evidence.names_fold import APOSTROPHES, sounds

if TYPE_CHECKING:
    from field_doc.schema.labels import Labels
    from field_doc.schema.model import Term

_WORD: Final = re.compile(rf"[\w{APOSTROPHES}]+")
_FLAT_UP_TO: Final = 12


def selectable(term: Term) -> bool:
    """Whether a term may be chosen: headings of a statute only hold others."""
    return term.extra.get("selectable") is not False


def key_of(text: str) -> str:
    """One key for the ways a text can be spelled: Ukrainian and Russian letters, apostrophes, transliterations."""
    return " ".join(filter(None, map(sounds, _WORD.findall(text))))


@lru_cache(maxsize=8_192)
def _keys(uk: str, en: str, term_id: str) -> tuple[str, str, str]:
    return key_of(uk), key_of(en), key_of(term_id.replace("_", " "))


def _rank(term: Term, wanted: Sequence[str]) -> int | None:
    """0: a label begins so; 1: a word does; 2: it stands somewhere in them; None: it does not fit."""
    keys = _keys(term.uk, term.en, term.id)
    whole = f" {' '.join(keys)}"
    if not all(word in whole for word in wanted):
        return None
    if any(key.startswith(" ".join(wanted)) for key in keys):
        return 0
    return 1 if all(f" {word}" in whole for word in wanted) else 2


def find(terms: Iterable[Term], typed: str, first: Sequence[str] = ()) -> tuple[Term, ...]:
    """Terms that fit every typed word: those a person uses first, then by how well they fit."""
    wanted = key_of(typed).split()
    ranked = [(term, _rank(term, wanted)) for term in terms if selectable(term)]
    fitting = [(term, rank) for term, rank in ranked if rank is not None]
    fitting.sort(key=lambda pair: (pair[0].id not in first, pair[1] if wanted else 0))
    return tuple(term for term, _ in fitting)


@dataclass(frozen=True, slots=True)
class Branch:
    """A row of a list in levels: a heading (no term, or a term that cannot be chosen) or an entry."""

    text: str
    term: Term | None = None
    below: tuple[Branch, ...] = ()


def branches(terms: Sequence[Term], labels: Labels) -> tuple[Branch, ...]:
    """The levels of a list: group, parent, entry. A short list, or one of a single group, is flat."""
    ids = {t.id for t in terms}
    if any(t.extra.get("parent") in ids for t in terms):
        return _by_parent(terms, labels, ids)
    if any("oblast_id" in t.extra for t in terms):
        return _grouped(terms, labels, lambda t: str(t.extra.get("oblast_id", "")), labels.term)
    groups = {t.group for t in terms if t.group}
    if len(groups) < 2 or len(terms) <= _FLAT_UP_TO:
        return tuple(Branch(t.label(labels.lang), t) for t in terms)
    return _grouped(terms, labels, lambda t: t.group or "", labels.group)


def flat(found: Iterable[Branch]) -> Iterator[Branch]:
    """Every row of all levels."""
    for branch in found:
        yield branch
        yield from flat(branch.below)


def _grouped(
    terms: Sequence[Term], labels: Labels, group: Callable[[Term], str], name: Callable[[str], str]
) -> tuple[Branch, ...]:
    found: dict[str, list[Branch]] = {}
    for term in terms:
        found.setdefault(name(group(term)), []).append(Branch(term.label(labels.lang), term))
    loose = tuple(found.pop("", ()))
    return (*(Branch(text, None, tuple(inside)) for text, inside in found.items()), *loose)


def _by_parent(terms: Sequence[Term], labels: Labels, ids: set[str]) -> tuple[Branch, ...]:
    below: dict[str, list[Term]] = {}
    for term in terms:
        parent = str(term.extra.get("parent") or "")
        below.setdefault(parent if parent in ids else "", []).append(term)

    def made(term: Term) -> Branch:
        article = str(term.extra.get("elements_ref") or term.extra.get("article") or "")
        text = f"{article} {term.label(labels.lang)}".strip()
        return Branch(text, term, tuple(map(made, below.get(term.id, ()))))

    return tuple(map(made, below.get("", ())))


def source_of(term: Term, labels: Labels) -> str:
    """Where an entry comes from and how sure its wording is; "" if the list does not say."""
    words, source = labels.words, str(term.extra.get("source") or "")
    parts = [words("Source: {source}.", source=source)] if source else []
    if labels.lang == "uk" and not term.uk_checked:
        parts.append(words("The Ukrainian wording is a draft translation."))
    return " ".join(parts)
