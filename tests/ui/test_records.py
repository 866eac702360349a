"""Lists and record pages: typing, sealing, amending, comparing, on real vaults; presenters without threads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from open_window import Window, begin, make_vault, unlocked
from PySide6.QtCore import Qt

from field_doc.app.commands import records
from field_doc.base.errors import InputProblem, WorldProblem
from field_doc.evidence.model import Delivery, RecordRow
from field_doc.schema import registry
from field_doc.schema.problems import Problem
from field_doc.ui.acts.records import ListQuery, Loaded, SaveOutcome, VaultRecords, with_paragraphs
from field_doc.ui.recordpage import history
from field_doc.ui.recordpage.body import with_codes
from field_doc.ui.recordpage.presenter import RecordPresenter
from field_doc.ui.recordpage.problems import Judge
from field_doc.ui.recordpage.strips import consent_answers, mine_rule
from field_doc.ui.recordrows import list_row, state_of, states_of
from field_doc.ui.tasks import Inline


@pytest.fixture
def path(tmp_path):
    return tmp_path / "A.fdvault"


@pytest.fixture
def opened(qtbot, path):
    windows = []

    def open_it(fill=None):
        made = make_vault(path, fill)
        window = Window(qtbot).unlock(path)
        windows.append(window)
        return window, made

    yield open_it
    for window in windows:
        window.close()


# -- in a real window ---------------------------------------------------------------------------


def test_new_record_is_typed_saved_and_listed(opened, path):
    window, _ = opened()
    page = window.new("incident")
    page.form.set_value("title", "Зникнення мешканця")
    window.wait(lambda: window.program.frame.saving.at != "", timeout=2_500)  # by itself, within a second
    window.wait(lambda: window.shell.section.pane.model.total == 1)
    window.wait(lambda: window.shell.section.pane.model._rows[0].kind == "Зникнення мешканця")
    assert window.shell.section.pane.model._rows[0].state == "draft"
    record = page.record_id
    window.close()
    with unlocked(path) as session:
        assert records.show(session, record).shown.fields["title"] == "Зникнення мешканця"


def test_problems_stand_beside_their_fields_at_once(opened):
    window, record = opened(lambda s: begin(s, "incident", title="А"))
    page = window.open(record)
    row = page.form.row("incident_kind")
    window.wait(lambda: row.box.problem_text != "")
    before = page.foot.missing.text()
    page.form.set_value("incident_kind", ["ik_killing"])
    window.wait(lambda: row.box.problem_text == "")
    assert page.foot.missing.text() != before


def test_seal_asks_once_what_is_missing_and_seals_with_gaps(opened):
    window, record = opened(lambda s: begin(s, "incident", title="А"))
    page = window.open(record)
    assert page.foot.main.isEnabled()
    window.qtbot.mouseClick(page.foot.main, Qt.MouseButton.LeftButton)
    window.wait(lambda: page._panel is not None)
    window.qtbot.mouseClick(page._panel.seal, Qt.MouseButton.LeftButton)
    window.wait(lambda: page._loaded.view.shown.read_only)
    assert not page.presenter.is_draft
    assert page._loaded.view.shown.versions[0].complete is False
    window.wait(lambda: window.shell.section.pane.model._rows[0].state == "waiting")


def test_seal_goes_to_what_blocks(opened):
    window, record = opened(lambda s: begin(s, "statement"))
    page = window.open(record)
    page.seal()
    window.wait(lambda: window.program.notice.isVisible())
    assert page._panel is None
    assert page.view.current_key == "account"
    assert page.presenter.is_draft


def test_amendment_asks_for_its_reason_and_versions_compare(opened):
    def fill(session):
        record = begin(session, "incident", title="Зникнення мешканця")
        records.seal(session, record)
        return record

    window, record = opened(fill)
    page = window.open(record)
    page.foot.main.click()  # Amend…
    window.wait(lambda: page.presenter.is_draft)
    page.form.set_value("title", "Зникнення двох мешканців")
    page.act("main_act")
    window.wait(lambda: page._panel is not None)
    page._panel.seal.click()
    assert page._panel.box.problem_text  # no reason yet
    page._panel.reason.setText("Уточнено кількість")
    page._panel.seal.click()
    window.wait(lambda: len(page._loaded.view.shown.versions) == 2 and page._loaded.view.shown.read_only)
    page.view.show_section("versions")
    window.wait(lambda: page.history.table.model().rowCount() >= 4)
    page.history.compare_button.click()
    window.wait(lambda: page.view.current_key == "compare")
    said = [w.text() for w in page._swap["compare"].findChildren(type(page.head.under))]
    assert any("двох мешканців" in text for text in said)
    reason = [v.reason for v in page._loaded.view.shown.versions]
    assert reason[1] == "Уточнено кількість"


def test_discard_asks_and_the_record_is_gone(opened):
    window, record = opened(lambda s: begin(s, "incident", title="А"))
    page = window.open(record)
    page.ask_discard()
    assert page._panel.keep.hasFocus() or not window.shell.isActiveWindow()
    page.escape()
    assert page.presenter.is_draft
    page.ask_discard()
    page._panel.discard.click()
    window.wait(lambda: page.record_id == "")
    window.wait(lambda: window.shell.section.pane.model.total == 0)


def test_walking_through_the_list_opens_only_where_it_rests(opened, path):
    def fill(session):
        made = [begin(session, "incident", title=f"{i}") for i in range(4)]
        for record in made:
            records.seal(session, record)
        return made

    window, made = opened(fill)
    window.program.go("incidents")
    pane = window.shell.section.pane
    window.wait(lambda: pane.model.total == 4)
    pane.rows.setFocus()
    pane.rows.setCurrentIndex(pane.model.index(0, 0))
    for _ in range(3):
        window.qtbot.keyClick(pane.rows, Qt.Key.Key_Down)
    window.wait(lambda: window.page.record_id != "" and window.shown(window.page.record_id))
    window.idle()
    window.close()
    with unlocked(path) as session:
        viewed = [r for r in made for line in records.history(session, r) if line.event == "record.viewed"]
    assert viewed == [pane.model._rows[3].id]


def test_list_narrows_and_orders_in_the_database(opened, path):
    def fill(session):
        first = begin(session, "incident", title="перша")
        begin(session, "incident", title="друга")
        records.seal(session, first)

    window, _ = opened(fill)
    window.program.go("incidents")
    pane = window.shell.section.pane
    window.wait(lambda: pane.model.total == 2)
    pane._filtered("draft")
    window.wait(lambda: pane.model.total == 1)
    assert pane.model._rows[0].kind == "друга"
    pane._filtered("all")
    pane._ordered("old")
    window.wait(lambda: [r.kind for r in pane.model._rows] == ["перша", "друга"])


def test_ten_thousand_rows_come_by_pages(path):
    make_vault(path)
    with unlocked(path) as session:

        def many(services):
            with services.vault.records.transaction():
                for i in range(10_000):
                    services.vault.records.execute(
                        "INSERT INTO records (id, type, code, created_at, changed_at, has_draft)"
                        " VALUES (?, 'incident', ?, ?, ?, 1)",
                        (f"id{i}", f"I-{i}", "2026-03-02T12:00:00+00:00", f"2026-03-02T12:00:00.{i:06}+00:00"),
                    )

        session.run(many)
        acts = VaultRecords(session)
        page = acts.page(ListQuery("incident"), 200, 200)
        assert (page.total, len(page.rows), page.rows[0].code) == (10_000, 200, "I-9799")


def test_case_chosen_narrows_lists_and_new_records_are_in_it(opened, path):
    def fill(session):
        case = begin(session, "case", title="Т-14")
        records.new_record(session, "incident", {"title": "у справі"}, case=case)
        begin(session, "incident", title="поза справою")
        return case

    window, case = opened(fill)
    window.program.go("incidents")
    pane = window.shell.section.pane
    window.wait(lambda: pane.model.total == 2)
    window.program.choose_case(case)
    window.wait(lambda: pane.model.total == 1)
    page = window.new("incident")
    assert page._loaded.view.shown.row.case_id == case
    assert window.program.frame.case_words().startswith("Справа C-")


def test_burial_site_keeps_the_rule_and_draws_its_boundary(opened):
    square = [[[31.0, 51.0], [31.0002, 51.0], [31.0002, 51.0001], [31.0, 51.0001], [31.0, 51.0]]]
    window, site = opened(lambda s: begin(s, "burial_site", boundary={"type": "Polygon", "coordinates": square}))
    page = window.open(site)
    for key in ("what", "boundary", "history"):
        page.view.show_section(key)
        texts = [w.accessibleName() for w in page.findChildren(type(page._strips.itemAt(0).widget()))]
        assert any("дзвоніть 101" in text for text in texts)
    assert page.plan.has_shape
    assert "м²" in page.plan.measures.text()


def test_identity_opens_with_a_reason_and_closes_again(opened, path):
    window, person = opened(lambda s: begin(s, "person"))
    page = window.open(person)
    page.foot.identity_wanted.emit()
    window.wait(lambda: window.shell.section._aside is not None)
    aside = window.shell.section._aside
    aside.open()
    assert aside.box.problem_text
    aside.reason.setText("уточнити телефон")
    aside.open()
    window.wait(lambda: aside.page is not None and aside.page.view is not None)
    aside.page.form.set_value("surname", {"text": "Вигадана", "lang": "uk"})
    identity = aside.page.record_id
    aside._too_long()
    assert window.shell.section._aside is None
    window.idle()
    window.close()
    with unlocked(path) as session:
        lines = [line for line in records.history(session, identity) if line.event == "identity.opened"]
        assert [line.detail["reason"] for line in lines] == ["уточнити телефон"]
        assert records.open_identity(session, identity, "перевірка").shown.fields["surname"]["text"] == "Вигадана"
        assert records.search(session, "Вигадана") == ()


def test_statement_shows_its_consent_in_words(opened):
    def fill(session):
        consent = begin(session, "consent", purposes={"cp_record": "yes", "cp_audio": "no"})
        return begin(session, "statement", consent=consent)

    window, record = opened(fill)
    page = window.open(record)
    said = page.consent.accessibleName()
    assert "нотатки: так" in said
    assert "аудіозапис: ні" in said
    assert "оприлюднення: не запитували" in said


def test_a_reference_to_nothing_never_keeps_the_rest_from_being_saved(opened, path):
    from field_doc.base.ids import new_code

    window, record = opened(lambda s: begin(s, "statement"))
    page = window.open(record)
    page.form.set_value("person", new_code("P"))
    page.form.set_value("risk_decided_by", "Координатор")
    window.saved()
    assert any(p.path == "person" for p in page._refused)
    window.close()
    with unlocked(path) as session:
        fields = records.show(session, record).shown.fields
    assert fields["risk_decided_by"] == "Координатор"
    assert "person" not in fields


@pytest.mark.slow
def test_kill_loses_at_most_the_last_second(path, tmp_path):
    """Types a number every 50 ms and says what it typed; killed, the vault holds what is at most a second old."""
    record = make_vault(path, lambda s: begin(s, "incident", title="0"))
    code = textwrap.dedent(f"""
        import sys, time
        from pathlib import Path
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from PySide6.QtWidgets import QApplication
        from PySide6.QtCore import QTimer
        app = QApplication([])
        from open_window import PASSPHRASE, new_session
        from field_doc.base.i18n import Words
        from field_doc.ui.main import build
        from field_doc.ui.memory import Forgetful
        from field_doc.ui.program import Host
        program, runner = build(Forgetful(), Words("en"), Host(new_session, print))
        program.start(Path({str(path)!r}))
        program.shell.page.phrase.setText(PASSPHRASE)
        program.shell.page.open_button.click()
        count = [0]
        def type_one():
            screen = program.shell.section
            if screen is None: return
            if screen.key != "incidents": program.open_record({record!r}); return
            if screen.page.form is None: return
            count[0] += 1
            screen.page.form.set_value("title", str(count[0]))
            print(count[0], time.time(), flush=True)
        timer = QTimer(); timer.setInterval(50); timer.timeout.connect(type_one); timer.start()
        app.exec()
    """)
    env = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=env)
    typed = {}
    for line in child.stdout:
        number, at = line.split()
        typed[int(number)] = float(at)
        if len(typed) == 70:
            break
    child.send_signal(signal.SIGKILL)
    killed = time.time()
    rest = child.stdout.read()
    child.stdout.close()
    child.wait()
    for line in rest.splitlines():
        number, at = line.split()
        typed[int(number)] = float(at)
    with unlocked(path) as session:
        kept = int(records.show(session, record).shown.fields["title"])
    lost = [n for n, at in typed.items() if n > kept and killed - at > 1.5]
    assert kept > 0
    assert lost == []


# -- decisions without widgets --------------------------------------------------------------------


class View:
    """What a presenter was told to show."""

    def __init__(self):
        self.told = []

    def __getattr__(self, name):
        return lambda *args: self.told.append((name, *args))

    def names(self):
        return [t[0] for t in self.told]


def _row(**changes):
    given = {
        "id": "r", "type": "incident", "code": "I-1", "case_id": None, "title": {"uk": "Т", "en": "T"}, "occurred": "",
        "created_at": "2026-03-02T12:00:00+00:00", "changed_at": "2026-03-02T12:00:00+00:00", "versions": 0,
        "has_draft": True, "complete": False, "blocked": None, "delivery": Delivery.NONE, "delivery_reason": None,
        "files": 0,
    }  # fmt: skip
    return RecordRow(**{**given, **changes})


class Acts:
    """Acts on one record in memory; saving can be held back or fail."""

    def __init__(self, problems=(), versions=()):
        self.problems, self.versions = problems, versions
        self.saved, self.sealed, self.error = [], [], None

    def load(self, record_id):
        shown = SimpleNamespace(
            row=_row(), fields={}, version=0, read_only=False, problems=self.problems, versions=self.versions
        )
        return Loaded(SimpleNamespace(shown=shown, files=()), None, {})

    def save(self, record_id, fields):
        if self.error:
            raise self.error
        self.saved.append((record_id, dict(fields)))
        return SaveOutcome(SimpleNamespace(at="2026-03-02T12:00:00+00:00", problems=(), changes=frozenset()))

    def names(self, record_id):
        return ()

    def seal(self, record_id, reason):
        self.sealed.append((record_id, reason))
        return SimpleNamespace(code="I-1", version=1, record_id=record_id), frozenset()


def _presenter(acts):
    view = View()
    presenter = RecordPresenter(view, Inline(), acts)
    presenter.open("r")
    return view, presenter


def test_complete_draft_is_sealed_at_once():
    acts = Acts()
    view, presenter = _presenter(acts)
    presenter.seal({"title": "x"})
    assert acts.saved == [("r", {"title": "x"})]
    assert acts.sealed == [("r", "")]
    assert "ask_seal" not in view.names()


def test_missing_things_are_asked_about_and_hints_are_not():
    acts = Acts((Problem("when", "record.missing", "missing"), Problem("where", "record.x", "hint")))
    view, presenter = _presenter(acts)
    presenter.seal({})
    question = next(t[1] for t in view.told if t[0] == "ask_seal")
    assert [p.path for p in question.missing] == ["when"]
    assert not question.needs_reason
    assert acts.sealed == []


def test_what_blocks_comes_before_any_question():
    acts = Acts((Problem("consent", "record.consent-missing", "blocks"), Problem("when", "record.missing", "missing")))
    view, presenter = _presenter(acts)
    presenter.seal({})
    assert "ask_seal" not in view.names()
    assert next(t[1].path for t in view.told if t[0] == "blocked") == "consent"


def test_amendment_always_asks_for_its_reason():
    view, presenter = _presenter(Acts(versions=(object(),)))
    presenter.seal({})
    assert next(t[1] for t in view.told if t[0] == "ask_seal").needs_reason


def test_nothing_is_sealed_when_saving_fails():
    acts = Acts()
    view, presenter = _presenter(acts)
    acts.error = WorldProblem("disk.full")
    presenter.seal({"title": "x"})
    assert "save_failed" in view.names()
    assert acts.sealed == []


class Held(Inline):
    """A runner whose saves end when they are told to."""

    def __init__(self):
        super().__init__()
        self.held = []

    def submit(self, job, *, owner, done=None, failed=None, progress=None, where="vault"):
        self.held.append(lambda: Inline.submit(self, job, owner=owner, done=done, failed=failed))
        return SimpleNamespace(cancel=lambda: None)

    def go(self):
        held, self.held = self.held, []
        for run in held:
            run()


def test_saves_are_coalesced_and_stay_with_their_record():
    acts, view, runner = Acts(), View(), Held()
    presenter = RecordPresenter(view, runner, acts)
    presenter.open("first")
    runner.go()
    for number in range(5):
        presenter.save({"title": str(number)})
    assert presenter.unsaved
    presenter.open("second")  # another record is shown while the first is still being saved
    for _ in range(4):
        runner.go()
    assert acts.saved == [("first", {"title": "0"}), ("first", {"title": "4"})]
    assert not presenter.unsaved


def test_flush_gives_everything_to_the_vault_before_what_comes_next():
    acts, view, runner = Acts(), View(), Held()
    presenter = RecordPresenter(view, runner, acts)
    presenter.open("r")
    runner.go()
    presenter.save({"title": "1"})
    presenter.save({"title": "2"})
    presenter.flush()
    assert len(runner.held) == 2  # the save under way, and the last one behind it
    runner.go()
    assert acts.saved[-1] == ("r", {"title": "2"})


def test_judge_adds_what_only_the_store_sees():
    known = registry.load()
    record_type = known.record_type("incident")
    judge = Judge(known, record_type, date(2026, 3, 2))
    values = {"title": "x"}
    own = {(p.path, p.code) for p in judge.problems(values)}
    more = Problem("case", "record.reference-kind", "wrong")
    judge.stored(values, [*judge.problems(values), more])
    assert {(p.path, p.code) for p in judge.problems(values)} == own | {("case", "record.reference-kind")}
    judge.stored(values, [more])  # the store is content with the rest
    assert [p.code for p in judge.problems(values)] == ["record.reference-kind"]


@pytest.mark.parametrize(("changes", "state"), [
    ({}, "draft"),
    ({"has_draft": False, "versions": 1}, "sealed"),
    ({"has_draft": False, "versions": 1, "delivery": Delivery.ACCEPTED}, "accepted"),
    ({"has_draft": True, "versions": 1, "delivery": Delivery.ACCEPTED}, "draft"),
    ({"has_draft": False, "versions": 1, "blocked": "withdrawn"}, "withdrawn"),
])  # fmt: skip
def test_one_state_on_a_row(changes, state):
    assert state_of(_row(**changes)) == state


def test_header_says_both_axes(uk):
    row = _row(has_draft=False, versions=2, complete=True, delivery=Delivery.STORED)
    assert states_of(row, uk) == [("sealed", ""), ("stored", "")]
    assert states_of(_row(versions=1, delivery=Delivery.WAITING), uk)[0] == ("draft", "Доповнення, чернетка")


def test_refusal_says_why_on_its_row(uk):
    labels = registry.load().labels(uk)
    row = _row(has_draft=False, versions=1, delivery=Delivery.REFUSED, delivery_reason="some.code")
    assert "some.code" in list_row(row, labels).reason


def test_history_groups_and_counts(uk):
    def line(seq, event, **detail):
        return SimpleNamespace(epoch=1, seq=seq, event=event, at="2026-03-02T12:00:00+00:00", terms={}, detail=detail, by="")

    lines = history.custody_lines(
        [line(1, "draft.begun"), line(2, "record.viewed", purpose="work"), line(3, "transfer.sent")], uk
    )
    assert [x.number for x in lines] == ["3", "2", "1"]
    assert dict(history.counts(lines)) == {"all": 3, "reads": 1, "changes": 1, "handovers": 1}
    assert lines[1].detail == "під час роботи"


def test_codes_stand_in_place_of_ids():
    record_type = registry.load().record_type("statement")
    shown = with_codes(record_type.fields, {"person": "id1", "incidents": ["id1", "id2"]}, lambda i: f"<{i}>")
    assert shown == {"person": "<id1>", "incidents": ["<id1>", "<id2>"]}


def test_consent_not_asked_is_never_left_out(en):
    said = {a.purpose: a.answer for a in consent_answers({"purposes": {"cp_record": {"answer": "yes"}}}, en)}
    assert said == {
        "notes": "yes", "sound recording": "not asked", "to investigators": "not asked", "publication": "not asked",
    }  # fmt: skip


def test_mine_rule_says_what_was_checked(en):
    known = registry.load()
    record_type = known.record_type("burial_site")
    assert mine_rule(record_type, {}, known.labels(en))[0] == "Not checked for mines."
    checked = {"hazards_checked": {"edtf": "2026-11-05"}}
    assert mine_rule(record_type, checked, known.labels(en))[0].startswith("Checked for mines: ")


def test_paragraphs_go_to_the_end_and_keep_what_stands():
    before = {"lang": "ru", "paragraphs": ["a"], "parallel": [{"kind": "translation"}]}
    assert with_paragraphs(before, ["b"], "uk") == {**before, "paragraphs": ["a", "b"]}
    assert with_paragraphs({"null_reason": "nv_not_asked"}, ["b"], "uk") == {"lang": "uk", "paragraphs": ["b"]}


def test_too_large_a_file_is_refused(tmp_path, monkeypatch):
    from field_doc.ui.recordpage import read_choice

    monkeypatch.setattr(read_choice, "LIMIT", 10)
    (tmp_path / "a.gpx").write_bytes(b"x" * 11)
    with pytest.raises(InputProblem, match="file-too-large"):
        read_choice._read(tmp_path / "a.gpx")
