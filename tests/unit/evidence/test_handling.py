"""DOMAIN 0.11: what holds something is handled as strictly as the strictest thing it holds."""

import json
from collections.abc import Callable

import pytest

from field_doc.app.commands import records
from field_doc.app.session import Session
from field_doc.evidence import handling
from field_doc.schema import levels, registry
from field_doc.vault.database import Database

Make = Callable[..., str]


@pytest.fixture
def make(session: Session) -> Make:
    """A record of a type that says a level."""

    def made(type_name: str, level: str = "hl_internal", case: str | None = None, **fields: object) -> str:
        return records.new_record(session, type_name, {"handling_level": level, **fields}, case=case).id

    return made


def _level(session: Session, record_id: str) -> str:
    return session.run(lambda s: handling.effective(s.vault.records, record_id))


def test_the_order_of_levels_is_that_of_the_vocabulary() -> None:
    ranked = [t for t in registry.load().vocabulary("handling_levels").terms if t.group == "level"]
    assert [t.id for t in sorted(ranked, key=lambda t: int(t.extra["rank"]))] == list(levels.LEVELS)


def test_an_incident_inherits_from_the_statements_and_items_gathered_under_it(session: Session, make: Make) -> None:
    incident = make("incident")
    assert _level(session, incident) == "hl_internal"
    make("item", "hl_confidential", event_links=[incident])
    assert _level(session, incident) == "hl_confidential"
    strict = make("statement", "hl_sealed", incidents=[incident])
    row = session.run(lambda s: s.records.show(incident)).row
    assert (row.own_level, row.effective_level) == ("hl_internal", "hl_sealed")
    assert row.level_from == (session.run(lambda s: s.records.code_of(strict)),)


def test_nothing_is_inherited_downward_or_through_a_free_link_or_a_person(session: Session, make: Make) -> None:
    incident = make("incident", "hl_sealed")
    statement = make("statement", incidents=[incident])
    person = make("person")
    make("statement", "hl_sealed", person=person)
    linked = make("incident", links=[{"relation": "rt_part_of", "target": incident}])
    assert [_level(session, one) for one in (statement, person, linked)] == ["hl_internal"] * 3


def test_it_goes_up_over_several_steps_and_a_ring_ends(session: Session, make: Make) -> None:
    first, second = make("burial_site"), make("burial_site")
    for site, other in ((first, second), (second, first)):
        link = {"target": other, "relation": "rt_part_of"}
        records.save_draft(session, site, {"handling_level": "hl_internal", "event_links": [link]})
    note = make("note", about=[first])
    make("note", "hl_restricted", about=[first])
    assert (_level(session, first), _level(session, second)) == ("hl_restricted", "hl_restricted")
    assert _level(session, note) == "hl_internal"


def test_what_belongs_to_a_record_lifts_it(session: Session, make: Make) -> None:
    site, other = make("burial_site"), make("note", "hl_restricted")
    session.run(
        lambda s: s.vault.records.execute("INSERT INTO record_links VALUES (?, 'anything', ?, 1)", (other, site))
    )
    assert _level(session, site) == "hl_restricted"


def test_a_case_holds_all_its_records_and_forgets_what_was_discarded(session: Session, make: Make) -> None:
    case = make("case")
    make("incident", "hl_confidential", case=case)
    site = make("burial_site", "hl_restricted", case=case)
    assert _level(session, case) == "hl_restricted"
    assert session.run(lambda s: handling.explained(s.vault.records, case)).because == (
        session.run(lambda s: s.records.code_of(site)),
    )
    records.discard_draft(session, site)
    assert _level(session, case) == "hl_confidential"


def test_a_case_also_inherits_from_what_says_no_case_but_stands_below_it(session: Session, make: Make) -> None:
    case = make("case")
    incident = make("incident", case=case)
    make("statement", "hl_sealed", incidents=[incident])
    assert _level(session, case) == "hl_sealed"


def test_identities_lift_nothing_and_are_restricted_themselves(session: Session, make: Make) -> None:
    case = make("case")
    person = make("person", case=case)
    identity = records.new_record(session, "identity", {"person": person}, case=case).id
    assert [_level(session, r) for r in (case, person, identity)] == ["hl_internal", "hl_internal", "hl_restricted"]


def test_a_level_nobody_said_is_confidential_and_an_unknown_one_the_strictest(session: Session, make: Make) -> None:
    case = make("case")
    incident = make("incident", case=case)

    def say(database: Database, level: str) -> None:
        database.execute("UPDATE records SET level = ? WHERE id = ?", (level, incident))

    session.run(lambda s: say(s.vault.records, ""))
    assert (_level(session, incident), _level(session, case)) == ("hl_confidential", "hl_confidential")
    session.run(lambda s: say(s.vault.records, "hl_of_the_future"))
    assert (_level(session, incident), _level(session, case)) == ("hl_sealed", "hl_sealed")


def test_a_file_of_class_identity_makes_what_shows_it_restricted(session: Session, make: Make) -> None:
    case = make("case")
    item = make("item", case=case)
    statement = make("statement", items=[item], case=case)
    incident = make("incident", case=case)

    def put(database: Database) -> None:
        database.execute("INSERT INTO payloads (name, bytes, sha256, made_at) VALUES ('p', 1, 'x', 't')")
        database.execute(
            "INSERT INTO files (id, series_id, payload, media_type, kind, name, source_path, class, taken_in_at)"
            " VALUES ('f', ?, 'p', 'image/jpeg', 'photo', 'n', '', 'identity', 't')",
            (item,),
        )
        database.execute("INSERT INTO record_series VALUES (?, ?, 't', NULL)", (incident, item))

    session.run(lambda s: put(s.vault.records))
    assert [_level(session, r) for r in (item, statement, incident, case)] == ["hl_restricted"] * 4
    session.run(lambda s: s.vault.records.execute("UPDATE record_series SET detached_at = 't'"))
    assert _level(session, incident) == "hl_internal"


def test_the_rows_of_a_list_carry_it_and_a_package_has_the_strictest(session: Session, make: Make) -> None:
    incident, other = make("incident"), make("incident")
    make("statement", "hl_restricted", incidents=[incident])
    rows = {r.id: r.effective_level for r in records.list_records(session, type_name="incident")}
    assert rows == {incident: "hl_restricted", other: "hl_internal"}
    package = session.run(lambda s: handling.of_records(s.vault.records, [other, incident]))
    assert (package, levels.strictest([])) == ("hl_restricted", "")


def test_each_level_of_a_case_is_looked_up_in_an_index(session: Session) -> None:
    plan = session.run(
        lambda s: s.vault.records.rows(
            "EXPLAIN QUERY PLAN SELECT 1 FROM records r WHERE r.case_id = 'x' AND r.level = 'hl_sealed' LIMIT 1"
        )
    )
    assert "records_case (case_id=? AND level=?)" in json.dumps([str(row["detail"]) for row in plan])


def test_an_amendment_that_lowers_the_level_counts_once_it_is_sealed(session: Session, make: Make) -> None:
    case = make("case")
    incident = make("incident", "hl_restricted", case=case, title="A")
    records.seal(session, incident)
    records.open_amendment(session, incident)
    fields = session.run(lambda s: s.records.fields(incident))
    records.save_draft(session, incident, {**fields, "handling_level": "hl_internal"})
    assert (_level(session, incident), _level(session, case)) == ("hl_restricted", "hl_restricted")
    records.seal(session, incident, reason="reviewed")
    assert (_level(session, incident), _level(session, case)) == ("hl_internal", "hl_internal")
    records.open_amendment(session, incident)
    fields = session.run(lambda s: s.records.fields(incident))
    records.save_draft(session, incident, {**fields, "handling_level": "hl_sealed"})
    assert (_level(session, incident), _level(session, case)) == ("hl_sealed", "hl_sealed")
    records.discard_draft(session, incident)
    assert (_level(session, incident), _level(session, case)) == ("hl_internal", "hl_internal")
