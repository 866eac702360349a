"""What contradicts a record is named beside it in every bundle, also when it does not go along (DOMAIN 0.5)."""

from __future__ import annotations

import pytest

from field_doc.app.commands import records
from field_doc.evidence import contradictions


def incident(session, title: str) -> str:
    made = records.new_record(session, "incident", {"title": title}).id
    records.seal(session, made)
    return made


def link(session, one: str, other: str, **more) -> str:
    fields = {"from_record": one, "to_record": other, "relation": "rt_contradicts", **more}
    return records.new_record(session, "link", fields).id


def against(session, record) -> tuple[str, ...]:
    return session.run(lambda s: contradictions.of(s.vault.records, s.records, record))


@pytest.fixture
def three(session):
    return [incident(session, title) for title in ("Перша", "Друга", "Третя")]


def test_0_5_a_link_speaks_at_both_its_ends(session, three) -> None:
    link(session, three[0], three[1])
    assert against(session, three[0]) == (three[1],)
    assert against(session, three[1]) == (three[0],)
    assert against(session, three[2]) == ()


def test_0_5_a_contradicted_corroboration_counts_and_a_support_does_not(session, three) -> None:
    link(session, three[0], three[1], relation="rt_supports")
    assert against(session, three[0]) == ()
    link(session, three[0], three[2], relation="rt_supports", corroboration="cor_contradicted")
    assert against(session, three[0]) == (three[2],)


def test_0_5_an_entry_in_the_links_of_a_record_counts_at_both_ends(session, three) -> None:
    member = {"relation": "rt_contradicts", "target": three[1]}
    records.amend(session, three[0], {"links": [member]}, "позначено суперечність")
    assert against(session, three[0]) == (three[1],)
    assert against(session, three[1]) == (three[0],)
