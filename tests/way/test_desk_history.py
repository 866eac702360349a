"""Who saw what: a record's history on the desk goes back to the laptop it came from (issue 3, item 8)."""

from __future__ import annotations

import pytest
import road

from field_doc.app.commands import desk, records, sync


@pytest.fixture
def site(tmp_path):
    with road.site(tmp_path / "office") as made:
        yield made


def test_the_desk_sees_who_wrote_and_read_it_in_the_field(site, tmp_path) -> None:
    with road.made(tmp_path / "field.fdvault") as field:
        site.enrol(field)
        account = road.Account(field)
        for record in (account.case, account.consent, account.statement):
            records.seal(field, record)
        records.show(field, account.statement, purpose="read to the person")
        own = records.history(field, account.statement)
        sync.sync_now(field)
        assert desk.pull(site.desk).refused == ()
    assert {line.by for line in own} == {"T-01"}
    records.show(site.desk, account.statement)
    lines = records.history(site.desk, account.statement)
    field_lines = [line for line in lines if line.by != lines[-1].by]
    events = [line.event for line in field_lines]
    assert events[:2] == ["draft.begun", "record.sealed"]
    assert "record.viewed" in events
    assert len({line.by for line in field_lines}) == 1
    assert (lines[-1].event, lines[-1].by != field_lines[0].by) == ("record.viewed", True)
    about_others = {line.terms.get("code") for line in field_lines} - {None}
    assert len(about_others) == 1, "only what is about this record"
