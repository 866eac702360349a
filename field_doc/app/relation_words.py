"""A link in words, the same in the window and on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from field_doc.app.commands.relations import LinkSaid
    from field_doc.schema.labels import Labels


def link_words(said: LinkSaid, labels: Labels) -> str:
    """What a link says: from which side, the relation, how well it is corroborated."""
    words = labels.words
    relation = labels.term(said.relation) if said.relation else words("relation not said")
    if said.end.outgoing:
        spoken = words("from here: {relation}", relation=relation)
    else:
        spoken = words("from there: {relation}", relation=relation)
    corroboration = labels.term(said.corroboration).partition(" (")[0] if said.corroboration else ""
    return " · ".join(part for part in (spoken, corroboration) if part)
