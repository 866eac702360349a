"""The handling level stands on every screen: as a word, never by colour alone."""

from pathlib import Path

from open_window import Window, begin, make_vault
from PySide6.QtCore import QPoint, Qt

from field_doc.app.commands import intake, records
from field_doc.base.i18n import Words
from field_doc.schema import registry
from field_doc.ui.acts.office import OutboxRow, VaultOffice
from field_doc.ui.acts.records import ListQuery, VaultRecords
from field_doc.ui.recordrows import list_row
from field_doc.ui.views.bundle import saying
from field_doc.ui.views.media.tiles import tile_of
from field_doc.ui.views.overview.case_menu import case_menu
from field_doc.ui.widgets.windowed import ROW_ROLE


def _fill(session):
    case = begin(session, "case", title="T", handling_level="hl_internal")

    def made(record_type, **fields):
        return records.new_record(session, record_type, fields, case=case).id

    incident = made("incident", title="Market", handling_level="hl_internal")
    statement = made("statement", incidents=[incident], handling_level="hl_restricted")
    return case, incident, statement


def test_every_screen_says_the_level_in_a_word(qtbot, tmp_path: Path) -> None:
    path = tmp_path / "A.fdvault"
    case, incident, statement = make_vault(path, _fill)
    window = Window(qtbot, "en").unlock(path)
    program = window.program
    program.choose_case(case)
    window.idle()
    window.wait(lambda: "Restricted" in window.shell.section.head.text())
    menu = case_menu(program)
    assert any(action.text().endswith("T · Restricted") for action in menu.actions())
    menu.popup(QPoint(0, 0))
    menu.close()

    page = window.open(incident)
    assert page.head.access.text() == "Internal · inherited: Restricted"
    assert "because of what it holds: W-" in page.head.access.accessibleName()
    rows = window.shell.section.pane.model
    window.wait(lambda: rows.rowCount() == 1 and rows.index(0, 0).data(ROW_ROLE) is not None)
    assert rows.index(0, 0).data(ROW_ROLE).level == "Restricted"
    assert "Restricted" in rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)

    program.open_search()
    box = program._parts["search"]
    box.presenter.type("market")
    window.wait(lambda: any(line.key == incident for line in box.list.model().lines))
    line = next(line for line in box.list.model().lines if line.key == incident)
    assert line.under.startswith("Restricted")

    # What it holds is milder now: the open page follows.
    session = program.need_session()
    saved = records.save_draft(session, statement, {"incidents": [incident], "handling_level": "hl_public"})
    program.changed(saved.changes)
    window.wait(lambda: page.head.access.text() == "Internal")
    window.close()


def test_rows_of_outbox_bundle_and_files_say_it(tmp_path: Path) -> None:
    labels = registry.load().labels(Words("uk"))
    path = tmp_path / "A.fdvault"

    def look(session):
        _case, incident, statement = _fill(session)
        item = begin(session, "item", event_links=[incident], handling_level="hl_sealed")
        (tmp_path / "a.txt").write_text("x")
        intake.take_in(session, [tmp_path / "a.txt"], item)
        records.seal(session, item)
        acts = VaultRecords(session)
        row = acts.page(ListQuery("incident"), 0, 10).rows[0]
        sent = VaultOffice(session).page("all", 0, 10).rows
        files = session.run(lambda s: s.attachments.of_record(item))
        return row, sent, files[0], statement

    row, sent, file, _statement = make_vault(path, look)
    assert list_row(row, labels).level == "Особливий"
    assert {one.level for one in sent} == {"hl_sealed"}
    assert isinstance(sent[0], OutboxRow)
    words = Words("en")
    one = saying.candidate(row, "Incident", words)
    assert one.level == "Special · incomplete"
    assert saying.package_level((one,), words) == "Special"
    assert saying.package_level((), words) == ""
    assert tile_of(file, (), words, "Special").level == "Special"
