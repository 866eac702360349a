"""A vault in which a newer Field Doc wrote: read as far as it is known, changed by nobody, nothing dropped."""

from __future__ import annotations

import json
import shutil

import pytest
from faults import made, unlocked

from field_doc.app import session as sessions
from field_doc.app.commands import records
from field_doc.base.errors import InputProblem
from field_doc.base.paths import resources
from field_doc.schema import registry

MOOD = {"name": "weather_mood", "type": "text", "protection": "restricted"}


@pytest.fixture
def newer_schemas(tmp_path):
    """Our resources with a note of version 9: one more field, and another form of an old one."""
    folder = tmp_path / "resources"
    shutil.copytree(resources(), folder, ignore=shutil.ignore_patterns("fonts", "icons", "wordlists"))
    latest = json.loads((folder / "schemas" / "note.v1.json").read_text(encoding="utf-8"))
    latest["version"] = 9
    for one in latest["fields"]:
        if one["name"] == "title":
            one["type"] = "lang_text"
            del one["max_length"]
    latest["fields"].append(MOOD)
    (folder / "schemas" / "note.v9.json").write_text(json.dumps(latest), encoding="utf-8")
    return registry.load(folder)


@pytest.fixture
def newer_note(newer_schemas, tmp_path, monkeypatch):
    """Path of a vault with a note's draft and a sealed note, both of version 9; and their ids."""
    path = tmp_path / "newer.fdvault"
    fields = {"title": {"text": "Дощ", "lang": "uk"}, "weather_mood": "похмуро", "languages": ["uk"]}
    with monkeypatch.context() as patch:
        patch.setattr(sessions.schemas, "load", lambda *_: newer_schemas)
        with made(path) as session:
            draft, sealed = (records.new_record(session, "note", fields).id for _ in range(2))
            records.seal(session, sealed)
    return path, draft, sealed


@pytest.fixture
def today(newer_note):
    path, draft, sealed = newer_note
    with unlocked(path) as session:
        yield session, draft, sealed


def test_both_are_read_as_far_as_they_are_known(today) -> None:
    session, draft, sealed = today
    for record in (draft, sealed):
        shown = records.show(session, record).shown
        assert shown.read_only
        assert shown.newer
        assert shown.unknown["weather_mood"] == "похмуро"
        assert shown.fields["languages"] == ["uk"]
    assert [r.id for r in records.list_records(session, type_name="note")] == [sealed, draft]


def test_nobody_writes_over_what_is_not_known(today) -> None:
    session, draft, sealed = today
    before = session.run(lambda s: s.records.draft(draft))
    for act in (
        lambda: records.save_draft(session, draft, {"languages": ["en"]}),
        lambda: records.seal(session, draft),
        lambda: records.open_amendment(session, sealed),
    ):
        with pytest.raises(InputProblem, match=r"record\.newer-schema"):
            act()
    assert session.run(lambda s: s.records.draft(draft)) == before
    assert not session.run(lambda s: s.records.row(sealed)).has_draft


def test_a_field_known_by_name_in_a_form_not_known_is_kept_apart(today) -> None:
    session, _, sealed = today
    shown = records.show(session, sealed).shown
    assert "title" in shown.unknown or "title" in shown.fields
    assert {"title", "weather_mood", "languages"} <= set(shown.unknown) | set(shown.fields)
