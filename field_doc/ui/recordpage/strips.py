"""What stands above the tabs of some records: consent of a statement, the rule at a burial site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from field_doc.schema.plain import plain
from field_doc.ui.widgets.strips import ConsentAnswer

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.schema.labels import Labels
    from field_doc.schema.model import RecordType
    from field_doc.ui.fmt import Fmt

Json = Any


def consent_answers(consent: Mapping[str, Json], words: Words) -> list[ConsentAnswer]:
    """The purposes a documenter must have in sight, with answers; not asked is said, never left out."""
    said = {
        "cp_record": words("notes"),
        "cp_audio": words("sound recording"),
        "cp_ua_authorities": words("to investigators"),
        "cp_public_named": words("publication"),
    }
    answers = {
        "yes": words("yes"),
        "no": words("no"),
        "ask_each_time": words("ask each time"),
        "not_asked": words("not asked"),
    }
    purposes = consent.get("purposes")
    found = purposes if isinstance(purposes, Mapping) else {}
    result = []
    for key, purpose in said.items():
        entry = found.get(key)
        answer = str(entry.get("answer", "not_asked")) if isinstance(entry, Mapping) else "not_asked"
        result.append(ConsentAnswer(purpose, answers.get(answer, answers["not_asked"])))
    return result


def in_short(answers: Sequence[ConsentAnswer], words: Words) -> str:
    """Consent in one line, for a window of one column: what the person forbade or was not asked stands first."""
    ordered = sorted(answers, key=lambda a: a.answer == words("yes"))
    said = ", ".join(f"{a.purpose} {a.answer}" for a in ordered)
    return f"{words('Consent').lower()}: {said}"


def consent_day(consent: Mapping[str, Json], fmt: Fmt) -> str:
    """The day consent was given, "" if it does not say."""
    given = consent.get("given_at")
    if not isinstance(given, str):
        return ""
    try:
        return fmt.day(datetime.fromisoformat(given).date())
    except ValueError:
        return ""  # what was typed is no instant yet; the form says so beside the field


def mine_rule(record_type: RecordType, values: Mapping[str, Json], labels: Labels) -> tuple[str, str]:
    """The rule at a burial site: what was checked for mines (bold), and what nobody does."""
    words = labels.words
    field, checked = record_type.field("hazards_checked"), values.get("hazards_checked")
    day = plain(field, checked, labels) if field is not None and isinstance(checked, Mapping) else ""
    lead = words("Checked for mines: {when}.", when=day) if day else words("Not checked for mines.")
    rule = words(
        "If you see an object, wire or sign: stop, go back in your own footprints, call 101. "
        "Do not dig, probe, move or collect anything."
    )
    return lead, rule
