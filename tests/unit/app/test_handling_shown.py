"""The effective level where people meet it: header, lists in words, command line, the sheets of a report."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from field_doc.app.bundling.gather import _Gatherer
from field_doc.app.commands import files, records
from field_doc.app.level_words import level_chip, level_word
from field_doc.app.session import Session
from field_doc.base.i18n import Words
from field_doc.schema import registry


@pytest.fixture
def held(session: Session) -> str:
    """An incident that says Internal and holds a Restricted statement."""
    incident = records.new_record(session, "incident", {"title": "A", "handling_level": "hl_internal"}).id
    records.new_record(session, "statement", {"incidents": [incident], "handling_level": "hl_restricted"})
    return incident


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Internal · inherited: Restricted"), ("uk", "Внутрішній · успадковано: Обмежений")]
)
def test_the_head_says_its_own_level_and_the_inherited_one(session: Session, held: str, lang: str, said: str) -> None:
    labels = registry.load().labels(Words(lang))
    row = records.show(session, held).shown.row
    short, meant = level_chip(row, "hl_internal", labels)
    assert short == said
    assert row.level_from[0] in meant
    # Lowered or raised in the form and not saved yet: what is inherited stays.
    assert level_chip(row, "hl_public", labels)[0].endswith(said.partition(" · ")[2])
    assert level_chip(row, "hl_sealed", labels)[0] == level_word(labels, "hl_sealed")


def test_a_record_that_inherits_nothing_says_one_word(session: Session) -> None:
    record = records.new_record(session, "incident", {"title": "A", "handling_level": "hl_restricted"}).id
    labels = registry.load().labels(Words("en"))
    row = records.show(session, record).shown.row
    assert level_chip(row, "hl_restricted", labels)[0] == "Restricted"
    # Its own level, lowered in the form, is not inherited from anywhere.
    assert level_chip(row, "hl_internal", labels)[0] == "Internal"


def test_a_milder_level_in_an_amendment_is_said_to_wait_for_the_seal(session: Session) -> None:
    record = records.new_record(session, "incident", {"title": "A", "handling_level": "hl_restricted"}).id
    records.seal(session, record)
    records.open_amendment(session, record)
    fields = session.run(lambda s: s.records.fields(record))
    records.save_draft(session, record, {**fields, "handling_level": "hl_internal"})
    row = records.show(session, record).shown.row
    assert level_chip(row, "hl_internal", registry.load().labels(Words("en")))[0] == "Internal · sealed: Restricted"


def test_every_sheet_of_a_report_has_the_level_of_everything_in_it(session: Session, held: str) -> None:
    records.seal(session, held)
    row = session.run(lambda s: s.records.row(held))
    chosen = cast("Any", SimpleNamespace(records=(row,), files=()))
    gatherer = _Gatherer(session, cast("Any", None), chosen, Words("en"), cast("Any", None))
    assert session.run(gatherer._level) == "Restricted"


def test_files_say_the_level_of_their_series(session: Session, tmp_path: Path) -> None:
    from field_doc.app.commands import intake

    (tmp_path / "a.txt").write_text("x")
    item = records.new_record(session, "item", {"handling_level": "hl_restricted"}).id
    intake.take_in(session, [tmp_path / "a.txt"], item)
    assert files.page_of_files(session, item).levels == {item: "hl_restricted"}
