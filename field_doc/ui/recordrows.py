"""Rows of lists in words: a record's summary becomes what a person reads. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from field_doc.app.level_words import level_word
from field_doc.evidence.model import Delivery
from field_doc.ui.fmt import Fmt
from field_doc.ui.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from field_doc.app.commands.consents import Recall
    from field_doc.base.i18n import Words
    from field_doc.evidence.model import RecordRow
    from field_doc.schema.labels import Labels

_BY_DELIVERY: Final = {
    Delivery.NONE: "sealed",
    Delivery.WAITING: "waiting",
    Delivery.SENDING: "sending",
    Delivery.STORED: "stored",
    Delivery.ACCEPTED: "accepted",
    Delivery.REFUSED: "refused",
}


def state_of(row: RecordRow) -> str:
    """The one state a list shows: a draft first, then withdrawn, then how far it came."""
    if row.blocked:
        return "withdrawn"
    if row.has_draft:
        return "draft"
    return _BY_DELIVERY[row.delivery]


def states_of(row: RecordRow, words: Words) -> list[tuple[str, str]]:
    """States of a record's header as (state, exact word or ""): what is sealed, and how far it came."""
    states: list[tuple[str, str]] = []
    if row.has_draft:
        states.append(("draft", words("Amendment, draft") if row.versions else ""))
    elif row.versions:
        states.append(("sealed", ""))
    if row.blocked:
        states.append(("withdrawn", ""))
    elif row.versions and row.delivery is not Delivery.NONE:
        states.append((_BY_DELIVERY[row.delivery], ""))
    return states


def title_of(row: RecordRow, labels: Labels) -> str:
    """What it is in a few words: its title, else its type. A statement's title is a term: its examples are left out."""
    title = row.title.get(labels.lang) or labels.type(row.type)
    return title.partition(" (")[0] if row.type == "statement" else title


def reason_words(row: RecordRow, words: Words) -> str:
    """Why a delivery was refused, in words where there are any."""
    if row.delivery is not Delivery.REFUSED:
        return ""
    code = row.delivery_reason or ""
    key = f"{code}.what"
    if code and words.has_label("error", key):
        return words.label("error", key)
    return words("The office could not take it: {code}.", code=code) if code else words("The office could not take it.")


def list_row(row: RecordRow, labels: Labels) -> Row:
    """A record as a row of a list."""
    words = labels.words
    day = Fmt(words.lang).day(datetime.fromisoformat(row.created_at).date())
    word = words("Amendment, draft") if row.has_draft and row.versions and not row.blocked else ""
    return Row(
        row.id, row.code, title_of(row, labels), day, state_of(row), word=word, reason=reason_words(row, words),
        level=level_word(labels, row.effective_level),
    )  # fmt: skip


def newer_words(unknown: Mapping[str, object], words: Words) -> tuple[str, str]:
    """That a newer Field Doc wrote a record: the sentence, and the names it has for what is not known here."""
    said = words("Made with a newer Field Doc: it can be read here, not changed.")
    if not unknown:
        return said, ""
    return said, words("Kept, not shown by this version: {names}", names=", ".join(sorted(unknown)))


def recall_words(one: Recall, words: Words) -> str:
    """Who has what, in one line."""
    if one.kind == "office":
        return words("the Executive Office: {code}", code=one.what)
    if one.kind == "bundle":
        return words("bundle {number}, given to {recipient}", number=one.what, recipient=one.recipient)
    return words("a file written out on {when}: {file}", when=one.at[:10], file=one.what)
