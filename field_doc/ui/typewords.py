"""What the window calls the records of each type: in lists, on buttons, in an empty list; and their icons.

A type that stands in no table here is called by its label (a new type is data alone).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from field_doc.schema.labels import Labels

_ICON: Final = "file-text"


def N_(text: str) -> str:
    """Mark a text as one that is said later."""
    return text


@dataclass(frozen=True, slots=True)
class TypeWords:
    """English words (msgids) of one type: its list, the act that begins one, what an empty list says."""

    many: str
    new: str
    empty: str
    text: str
    icon: str


KNOWN: Final[Mapping[str, TypeWords]] = {
    "incident": TypeWords(
        N_("Incidents"),
        N_("New incident"),
        N_("Incidents will be here"),
        N_("What is reported at one place and time: when, where, what was done, how it is known."),
        "clipboard-list",
    ),
    "statement": TypeWords(
        N_("Statements"),
        N_("New statement"),
        N_("Statements will be here"),
        N_("Each under a code. The name is kept apart and opens only to those allowed."),
        "message-square-text",
    ),
    "transcript": TypeWords(
        N_("Transcripts"),
        N_("New transcript"),
        N_("Transcripts will be here"),
        N_("The words of a recording or of a text, paragraph by paragraph. The original stays the record."),
        "quote",
    ),
    "person": TypeWords(
        N_("Persons"),
        N_("New person"),
        N_("Persons will be here"),
        N_("Each under a code. Who stands behind it is kept apart."),
        "users",
    ),
    "consent": TypeWords(
        N_("Consents"),
        N_("New consent"),
        N_("Consents will be here"),
        N_("One for each person and occasion: each purpose is asked for itself."),
        "file-pen",
    ),
    "unit": TypeWords(
        N_("Units"),
        N_("New unit"),
        N_("Units will be here"),
        N_("Units and organisations as they were named, and why somebody names them."),
        "network",
    ),
    "burial_site": TypeWords(
        N_("Burial sites"),
        N_("New burial site"),
        N_("Burial sites will be here"),
        N_("Only seen and measured: nothing is dug, moved or collected."),
        "map-pinned",
    ),
    "visit": TypeWords(
        N_("Visits"),
        N_("New visit"),
        N_("Visits will be here"),
        N_("Each stay at a site has its own record: who was there, what was seen, what had changed."),
        "footprints",
    ),
    "survey": TypeWords(
        N_("Field surveys"),
        N_("New survey"),
        N_("Field surveys will be here"),
        N_("What was walked, measured and looked at with instruments. Nothing is opened."),
        "ruler",
    ),
    "feature": TypeWords(
        N_("Grave features"),
        N_("New feature"),
        N_("Grave features will be here"),
        N_("Cuts, fills, layers and tracks of a site, each with its measures."),
        "layers",
    ),
    "remains": TypeWords(
        N_("Human remains"),
        N_("New record of remains"),
        N_("Records of remains will be here"),
        N_("Each number once and for ever. Only what the authorised team writes down."),
        "square-dashed",
    ),
    "missing_person": TypeWords(
        N_("Missing persons"),
        N_("New missing person"),
        N_("Missing persons will be here"),
        N_("Who is looked for, where and when last seen. Names are kept apart."),
        "user-round-search",
    ),
    "item": TypeWords(
        N_("Items"),
        N_("New item"),
        N_("Items will be here"),
        N_("Photographs, videos, documents: taken in once, never changed."),
        "images",
    ),
    "handover": TypeWords(
        N_("Hand-overs"),
        N_("New hand-over"),
        N_("Hand-overs will be here"),
        N_("Who gave a physical item to whom, when, and in what state it was."),
        "arrow-left-right",
    ),
    "note": TypeWords(
        N_("Notes"),
        N_("New note"),
        N_("Notes will be here"),
        N_("Plain text with its time. Nothing is required; later it moves into a record or stays."),
        "notebook-pen",
    ),
    "link": TypeWords(
        N_("Links"),
        N_("New link"),
        N_("Links will be here"),
        N_("How two records have to do with each other, on what ground, and how far it can be relied on."),
        "link",
    ),
    "risk_observation": TypeWords(
        N_("Risk observations"),
        N_("New risk observation"),
        N_("Risk observations will be here"),
        N_("Signs of what may come, apart from what has happened."),
        "eye",
    ),
    "threat": TypeWords(
        N_("Threats"),
        N_("New threat"),
        N_("Threats will be here"),
        N_("What was threatened, to whom, and what is done to protect them."),
        "triangle-alert",
    ),
    "case": TypeWords(
        N_("Cases"),
        N_("New case"),
        N_("Cases will be here"),
        N_("A case keeps together the records of one work."),
        "folder",
    ),
}


def icon_of(record_type: str) -> str:
    """The icon of a type."""
    known = KNOWN.get(record_type)
    return known.icon if known is not None else _ICON


def many_words(record_type: str, labels: Labels) -> str:
    """What a list of them is called."""
    known = KNOWN.get(record_type)
    return labels.words(known.many) if known is not None else labels.type(record_type)


def new_words(record_type: str, labels: Labels) -> str:
    """What begins one."""
    known, words = KNOWN.get(record_type), labels.words
    return words(known.new) if known is not None else words("New: {what}", what=labels.type(record_type))


def empty_words(record_type: str, labels: Labels) -> tuple[str, str]:
    """Title and text of an empty list."""
    known, words = KNOWN.get(record_type), labels.words
    if known is None:
        return labels.type(record_type), words("Nothing is here yet.")
    return words(known.empty), words(known.text)
