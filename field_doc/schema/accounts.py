"""Two accounts of one thing, question by question: what each says, and what speaks for their independence (DOMAIN 5.3).

Pure. Nothing is scored or averaged: whoever reads decides, and writes down why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from field_doc.schema import shown
from field_doc.schema.values import is_missing, is_null

if TYPE_CHECKING:
    from field_doc.schema.labels import Labels
    from field_doc.schema.model import RecordType

Json = Any
# What was told, then how it is known, then what makes two accounts depend on each other.
TOLD: Final = ("account", "fa_when", "fa_where", "fa_who_did", "fa_who_affected", "q_and_a", "items_named")
KNOWN: Final = ("source_of_knowledge", "knowledge_from", "position", "distance", "light_and_view", "leading_question")
DEPENDS: Final = (
    "contact_path", "had_prior_interview", "prior_interviews", "persons_present", "interviewer", "started",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """What one account says to a question: its paragraphs, numbered from 1; ``reason`` if it gives a reason instead."""

    paragraphs: tuple[str, ...] = ()
    reason: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question with both answers. ``part``: ``told``, ``known`` or ``depends``."""

    field: str
    name: str
    part: str
    first: Side
    second: Side


def beside(
    record_type: RecordType, first: Mapping[str, Json], second: Mapping[str, Json], labels: Labels
) -> tuple[Question, ...]:
    """The questions that at least one of two accounts answers, in the order of reading."""
    found = []
    for part, names in (("told", TOLD), ("known", KNOWN), ("depends", DEPENDS)):
        for name in names:
            if record_type.field(name) is None:
                continue
            sides = [_side(record_type, name, values, labels) for values in (first, second)]
            if any(side.paragraphs for side in sides):
                label = labels.field(record_type.name, name)
                found.append(Question(name, label, part, sides[0], sides[1]))
    return tuple(found)


def _side(record_type: RecordType, name: str, values: Mapping[str, Json], labels: Labels) -> Side:
    value = values.get(name)
    if is_missing(value):
        return Side()
    if isinstance(value, Mapping) and isinstance(value.get("paragraphs"), list):
        return Side(tuple(str(p) for p in value["paragraphs"]))
    fields = shown.shown_fields(record_type, [name], values, labels)
    said = tuple(_line(one, name, labels, record_type) for one in fields)
    return Side(tuple(s for s in said if s), is_null(value))


def _line(one: shown.ShownField, name: str, labels: Labels, record_type: RecordType) -> str:
    """A member of a group says what it is; a field alone has its name beside it already."""
    alone = one.name == labels.field(record_type.name, name)
    return one.text if alone else f"{one.name}: {one.text}"


def passage(code: str, numbers: tuple[int, ...]) -> str:
    """``W-7K3Q-C §2, 5``: where in an account something stands; the code alone where no paragraph was chosen."""
    return code if not numbers else f"{code} §{', '.join(map(str, numbers))}"
