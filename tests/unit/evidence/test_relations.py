"""What belongs to a record, what names it, links both ways; a vault from before the table of references."""

from __future__ import annotations

import pytest

from field_doc.app.commands import records, relations
from field_doc.evidence import relation_index
from field_doc.evidence import relations as stored


def begin(session, record_type, **fields):
    return records.new_record(session, record_type, fields).id


def asked(session, question, *given, **more):
    return session.run(lambda s: question(s.vault.records, *given, **more))


@pytest.fixture
def linked(session, incident):
    """Two incidents; a link from the first to the second, drawn from a statement."""
    other = begin(session, "incident", title="Shelling of a bridge")
    source = begin(session, "statement")
    link = begin(
        session, "link", from_record=incident, to_record=other, relation="rt_spouse", corroboration="cor_partly",
        sources=[source],
    )  # fmt: skip
    return incident, other, source, link


def test_a_link_is_seen_from_both_ends(session, linked):
    first, second, _, link = linked
    (there,) = relations.links(session, first, 0, 10)
    (here,) = relations.links(session, second, 0, 10)
    assert (there.end.link.id, there.end.other.id, there.end.outgoing) == (link, second, True)
    assert (here.end.link.id, here.end.other.id, here.end.outgoing) == (link, first, False)
    assert (there.relation, there.corroboration) == ("rt_spouse", "cor_partly")


def test_the_ends_of_a_link_do_not_stand_among_what_names_or_belongs(session, linked):
    first, second, source, link = linked
    for end in (first, second):
        found = relations.counts(session, end)
        assert (dict(found.children), found.links, found.named_by) == ({}, 1, 0)
    (named,) = relations.named_by(session, source, 0, 10)
    assert (named.row.id, named.fields) == (link, ("sources",))


def test_what_a_record_names_says_by_which_fields_and_each_record_once(session, incident):
    person = begin(session, "person")
    statement = begin(session, "statement", person=person, incidents=[incident])
    found = {n.row.id: n.fields for n in relations.names(session, statement, 0, 10)}
    assert found == {person: ("person",), incident: ("incidents",)}
    assert relations.counts(session, statement).names == 2
    assert [n.row.id for n in relations.named_by(session, person, 0, 10)] == [statement]


def test_the_case_a_record_is_in_is_no_connection(session):
    case = begin(session, "case", title="A")
    begin(session, "incident", case=case, title="B")
    assert relations.counts(session, case).total == 0


def test_the_total_is_that_of_the_counts(session, linked):
    begin(session, "statement", person=begin(session, "person"), incidents=[linked[0]])
    for record in linked:
        assert asked(session, stored.total, record) == relations.counts(session, record).total > 0


def test_pages_together_are_the_whole(session):
    person = begin(session, "person")
    made = {begin(session, "statement", person=person) for _ in range(7)}
    pages = [relations.named_by(session, person, offset, 3) for offset in (0, 3, 6)]
    assert [len(p) for p in pages] == [3, 3, 1]
    assert {n.row.id for page in pages for n in page} == made


def test_what_was_discarded_is_gone_from_both_sides(session, linked):
    first, second, _, link = linked
    records.discard_draft(session, second)
    (end,) = relations.links(session, first, 0, 10)
    assert end.end.other is None
    records.discard_draft(session, link)
    assert relations.counts(session, first).total == 0


def test_a_link_that_cannot_be_read_is_still_a_row(session, linked):
    first, _, _, link = linked
    records.seal(session, link)
    session.run(lambda s: s.vault.records.execute("DROP TRIGGER IF EXISTS versions_immutable"))
    assert relations.links(session, first, 0, 10)[0].relation == "rt_spouse"
    session.run(lambda s: s.vault.records.execute("UPDATE records SET blocked = 'withdrawn' WHERE id = ?", (link,)))
    (end,) = relations.links(session, first, 0, 10)
    assert (end.end.link.id, end.relation, end.corroboration) == (link, "", "")


def test_parents_are_told_from_the_top_and_a_ring_ends(session):
    top = begin(session, "incident", title="A")
    names = [begin(session, "item") for _ in range(3)]

    def chain(services):
        def belongs(child, parent):
            services.vault.records.execute("INSERT INTO record_links VALUES (?, 'of', ?, 1)", (child, parent))

        belongs(names[0], top)
        belongs(names[1], names[0])
        belongs(names[2], names[1])

    session.run(chain)
    assert [r.id for r in asked(session, stored.parents, names[2])] == [top, names[0], names[1]]
    session.run(lambda s: s.vault.records.execute("INSERT INTO record_links VALUES (?, 'of', ?, 1)", (top, names[2])))
    assert [r.id for r in asked(session, stored.parents, names[2])] == [top, names[0], names[1]]


def test_children_stand_in_the_order_of_what_they_tell(session, incident):
    later, earlier = begin(session, "statement"), begin(session, "statement")

    def belong(services):
        for child, told in ((later, "2026-11-03"), (earlier, "2026-11-01")):
            services.vault.records.execute("INSERT INTO record_links VALUES (?, 'of', ?, 1)", (child, incident))
            services.vault.records.execute("UPDATE records SET occurred = ? WHERE id = ?", (told, child))

    session.run(belong)
    assert [r.id for r in asked(session, stored.children, incident, "statement")] == [earlier, later]
    assert asked(session, stored.place_among, later, incident) == 2
    assert asked(session, stored.counts, incident).children == {"statement": 2}


def forget(session):
    """As in a vault from before the table."""

    def step(services):
        services.vault.records.execute("DELETE FROM record_links")
        services.vault.records.execute("UPDATE records SET level = ''")
        services.vault.records.execute("DELETE FROM meta WHERE name = 'relations-made'")

    session.run(step)


def table(session):
    return session.run(
        lambda s: (
            [tuple(r) for r in s.vault.records.rows("SELECT * FROM record_links ORDER BY 1, 2, 3")],
            [tuple(r) for r in s.vault.records.rows("SELECT id, level FROM records ORDER BY id")],
        )
    )


def test_a_vault_from_before_is_made_whole_from_drafts_and_sealed_versions(session, linked):
    records.seal(session, linked[3])
    records.open_amendment(session, linked[3])
    for number in range(60):
        begin(session, "incident", title=str(number), handling_level="hl_restricted")
    before = table(session)
    forget(session)
    assert relations.counts(session, linked[0]).total == 0
    relations.complete(session)
    assert table(session) == before


def test_making_it_goes_on_where_it_stopped(session, linked):
    before = table(session)
    forget(session)
    steps = 0
    while not session.run(lambda s: relation_index.make_some(s.vault.records, s.records, 0.0)):
        steps += 1
    assert steps > 1
    assert table(session) == before
    assert session.run(lambda s: relation_index.is_made(s.vault.records))


def test_a_record_that_cannot_be_opened_is_left_out_and_nothing_else(session, linked):
    forget(session)
    closed = begin(session, "incident", title="closed to this desk")
    records.seal(session, closed)

    def close(services):
        for row in services.vault.records.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            services.vault.records.execute(f"DROP TRIGGER {row['name']}")
        services.vault.records.execute("UPDATE versions SET sealed = 'x~' WHERE record_id = ?", (closed,))

    session.run(close)
    relations.complete(session)
    assert relations.counts(session, linked[0]).links == 1


def test_what_a_desk_takes_in_is_put_into_the_table(session, linked):
    before = table(session)
    records.seal(session, linked[3])
    session.run(lambda s: s.vault.records.execute("DELETE FROM record_links WHERE record_id = ?", (linked[3],)))
    session.run(lambda s: s.records.index(linked[3]))
    assert table(session) == before


def test_who_asks_what_names_a_person_overlooks_nothing_in_a_vault_from_before(session):
    person = begin(session, "person")
    consent = begin(session, "consent", person=person)
    forget(session)

    def ask(services):
        with services.custody.act():  # consent is asked inside the act of giving away
            return services.records.naming(person, "consent")

    assert session.run(ask) == (consent,)


def test_no_identity_is_in_the_table(session):
    person = begin(session, "person")
    identity = begin(session, "identity", person=person)
    forget(session)
    relations.complete(session)
    assert relations.counts(session, person).total == 0
    assert relations.counts(session, identity).total == 0


def test_a_new_vault_has_nothing_to_make(session):
    assert session.run(lambda s: relation_index.is_made(s.vault.records))
