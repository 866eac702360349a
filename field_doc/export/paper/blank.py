"""A blank form from schema, layout and labels; the photo log's table (DOMAIN 3.3); rules at the top of a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.export.paper import layouts
from field_doc.export.paper.entries import Entries
from field_doc.export.paper.model import BlankForm, Block, Entry
from field_doc.schema.model import NULL_REASONS

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.schema.model import RecordType
    from field_doc.schema.registry import Registry

_ITEM_ROWS = 10
_LOG_ROWS = 30
_LOG_WIDTHS = (0, 3, 2, 3, 6, 1, 1, 1, 1, 6)


def blank_form(registry: Registry, name: str, words: Words) -> BlankForm:
    """The form of that name in the language of ``words``.

    Args:
        registry: record types and vocabularies.
        name: a record type, or a form of ``resources/paper``.
        words: catalogue of the form's language.

    Raises:
        InputProblem: ``record.unknown-type``; ``schema.malformed`` if the form's file is wrong.

    """
    chosen = layouts.load(registry, name)
    record_type = registry.record_type(chosen.type)
    labels = registry.labels(words)
    prefixes = {t: registry.record_type(t).code_prefix for t in registry.types}
    makes = Entries(chosen.type, labels, prefixes, chosen.lines)
    blocks = []
    for key, fields in chosen.sections:
        found = [makes.entry(record_type.at(f)) for f in fields]
        entries = tuple(e for e in found if e is not None)
        if entries:
            blocks.append(Block(labels.section(chosen.type, key), entries))
    extra = [_extra(extra, words) for extra in chosen.extras]
    # Items come before whoever hands them over; a photo log and a sketch come last.
    blocks = [*extra, *blocks] if chosen.type == "handover" else [*blocks, *extra]
    return BlankForm(
        name=name,
        type=chosen.type,
        version=record_type.schema_id,
        lang=words.lang,
        title=title(registry, name, words),
        level=level_when_filled(registry, record_type, words),
        rules=tuple(_rule(rule, words) for rule in chosen.rules),
        blocks=tuple(blocks),
        legend=_legend(registry, words),
    )


def title(registry: Registry, name: str, words: Words) -> str:
    """What a form is called."""
    own = {
        "photo_log": words("Photo log"),
        "statement": words("First account"),
        "handover": words("Hand-over act"),
    }
    return own.get(name) or registry.labels(words).type(name)


def level_when_filled(registry: Registry, record_type: RecordType, words: Words) -> str:
    """The handling level a record of the type begins with."""
    field = record_type.field("handling_level")
    default = field.default if field is not None else None
    if not isinstance(default, str):
        return ""
    term = registry.labels(words).term(default).partition(" (")[0]
    return words("When filled in: {level}", level=term)


def _legend(registry: Registry, words: Words) -> tuple[str, ...]:
    """What the marks and the numbers of the small boxes mean."""
    labels = registry.labels(words)
    reasons = " · ".join(f"{n}\u00a0{labels.term(r)}" for n, r in enumerate(NULL_REASONS, 1))
    marks = words("* asked for   (*) asked for if it applies")
    return (f"{marks}   " + words("Left empty? Its number into the small box: {reasons}", reasons=reasons),)


def _extra(name: str, words: Words) -> Block:
    """A part that no schema has."""
    if name == "photo-log":
        return Block(words("Photos, in the order they were taken"), (photo_log(words),))
    if name == "items":
        return Block(words("What is handed over"), (items_table(words),))
    note = words("North at the top. Mark scale, path of approach, features with their numbers, and who drew it when.")
    return Block(words("Sketch"), (Entry(words("Sketch of the place"), "sketch", note=note),))


def photo_log(words: Words) -> Entry:
    """The photo log line of DOMAIN 3.3."""
    heads = (
        words("No."), words("File name"), words("Time"), words("Place or site code"), words("Subject"),
        words("Direction, °"), words("Distance, m"), words("Scale"), words("By"), words("Remarks"),
    )  # fmt: skip
    return Entry("", "table", heads=heads, widths=_LOG_WIDTHS, lines=_LOG_ROWS)


def items_table(words: Words) -> Entry:
    """What changes hands, a row a thing."""
    heads = (
        words("No."), words("Code"), words("What it is, in neutral words"), words("Package"), words("Seal number"),
        words("Condition"),
    )  # fmt: skip
    return Entry("", "table", heads=heads, widths=(0, 3, 8, 2, 3, 4), lines=_ITEM_ROWS)


def _rule(key: str, words: Words) -> str:
    """A rule at the top of a sheet: what must be known before the pen is."""
    return {
        "safety": words(
            "Do not go on if you see wire, ordnance or a warning sign. Return in your own footprints, mark the place "
            "from a distance, call 101."
        ),
        "remains": words(
            "Do not dig, move or take anything. Photograph from a distance with a scale and tell the competent "
            "authority. Exhumation takes place only on a prosecutor’s order."
        ),
        "stop": words(
            "First the person: is it safe here, is anyone near, have they told this to somebody already. You can "
            "stop at any moment."
        ),
        "child": words(
            "If the person is under 18, do not ask about the event itself. Note the guardian’s contact and offer help."
        ),
        "open-questions": words(
            "Let the person tell it in their own words. Ask openly: tell me, describe, what happened then. No answer "
            "in a question."
        ),
        "no-names": words(
            "Write the person’s code, never their name, address or telephone number. These stand in the vault only."
        ),
        "right-to-refuse": words(
            "Each purpose is asked on its own. A “no” to one is no “no” to the others, and everything may be taken "
            "back later."
        ),
        "photo-order": words(
            "Every photo has a line, the bad ones too: a missing number is explained under remarks, never closed. "
            "Close-ups twice: with a scale and without."
        ),
        "two-signatures": words(
            "Both sides check number, condition and seal of every item before they sign. Each side keeps one copy."
        ),
    }[key]
