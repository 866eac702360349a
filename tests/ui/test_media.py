"""The media view and the viewer over invented files: what is asked, what is covered, what is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from field_doc.app.changes import Change, Kind
from field_doc.app.commands.intake import IntakeResult
from field_doc.base.errors import WorldProblem
from field_doc.base.progress import Progress
from field_doc.decode.values import Pixels, Problem
from field_doc.evidence.model import Intake
from field_doc.ui.sample_media import HeldRunner, SampleMedia, landscape
from field_doc.ui.tasks import Inline
from field_doc.ui.views.media.pixels import image_of
from field_doc.ui.views.media.presenter import MediaPresenter, Sums
from field_doc.ui.views.media.tiles import plain_name, tile_of
from field_doc.ui.views.media.view import MediaView
from field_doc.ui.views.media.viewing import ViewPresenter
from field_doc.ui.widgets.windowed import PAGE


class Screen:
    """What the presenter said."""

    def __init__(self):
        self.states, self.said, self.reloads, self.total = [], [], 0, None

    def show_intake(self, state):
        self.states.append(state)

    def show_total(self, total):
        self.total = total

    def reload(self):
        self.reloads += 1

    def say(self, text, *, problem=False):
        self.said.append((text, problem))


def _presenter(words, acts=None, runner=None, record=""):
    screen, told = Screen(), []
    presenter = MediaPresenter(
        screen, runner or Inline(), acts or SampleMedia(), words, announce=told.append, record=record
    )
    return presenter, screen, told


def _view(words, acts=None, runner=None, record="", told=None):
    told = told if told is not None else []
    return MediaView(words, runner or Inline(), acts or SampleMedia(), announce=told.append, record=record)


def test_source_is_asked_once_and_nothing_begins_without_it(uk):
    presenter, _, told = _presenter(uk)
    presenter.choose([Path("DCIM")])
    presenter.start("")
    assert presenter.state.asked_problem
    assert presenter.state.asking
    assert not told
    presenter.start("card")
    assert not presenter.state.asking
    assert len(told) == 1


def test_results_stand_row_by_row_with_their_reason_and_the_sum_is_right(uk):
    presenter, screen, _ = _presenter(uk)
    presenter.choose([Path("DCIM")])
    presenter.start("card")
    sums = presenter.state.sums
    assert sums == Sums(taken=8, known=1, failed=1)
    assert sums.total == 10
    states = [line.state for line in presenter.state.lines]
    assert states == ["known", "failed"]
    assert all(line.reason for line in presenter.state.lines)
    rows = []
    presenter.page(0, 3, lambda tiles, total: rows.extend([*tiles, total]))
    assert [t.state for t in rows[:-1]] == ["failed", "saved", "saved"]
    assert rows[-1] == 97
    assert screen.total == 96
    presenter.page(1, 2, lambda tiles, _t: rows.append(tiles))
    assert [t.id for t in rows[-1]] == ["file-0", "file-1"]


def test_failed_tiles_can_be_shown_alone_and_put_away(uk):
    presenter, _, _ = _presenter(uk)
    presenter.choose([Path("DCIM")])
    presenter.start("card")
    got = []
    presenter.set_filter("failed")
    presenter.page(0, 200, lambda tiles, total: got.append((len(tiles), total)))
    presenter.set_filter("saved")
    presenter.page(0, 200, lambda tiles, total: got.append((len(tiles), total)))
    presenter.dismiss()
    presenter.page(0, 200, lambda tiles, total: got.append((len(tiles), total)))
    assert got == [(1, 1), (96, 96), (96, 96)]
    assert presenter.state.lines == ()


def test_running_line_says_what_cancel_means_and_the_total_never_shrinks(uk):
    class Slow(SampleMedia):
        def take_in(self, paths, record, source_kind, reporter):
            for done, total in ((0, 340), (208, 300), (212, 340)):
                reporter.report(Progress("intake.copy", done, total, done, 340))
            return IntakeResult((), None, False, frozenset())

    presenter, screen, _ = _presenter(uk, Slow(), HeldRunner())
    presenter.choose([Path("DCIM")])
    presenter.start("card")
    running = [s for s in screen.states if s.progress is not None]
    assert [s.progress.items_total for s in running] == [340, 340, 340]
    assert "212 файлів уже у сховищі" in running[-1].kept
    assert "128" in running[-1].kept
    assert running[-1].sums.total == 340


def test_what_a_cancelled_batch_left_is_told_and_goes_on(uk):
    calls = []

    class Cut(SampleMedia):
        def take_in(self, paths, record, source_kind, reporter):
            calls.append(source_kind)
            reporter.report(Progress("intake.copy", 2, 5, 2, 5))
            items = tuple(Intake(f"a{n}.jpg", "taken", f"file-{n}") for n in range(2))
            return IntakeResult(items, "series", len(calls) == 1, frozenset())

    presenter, _, _ = _presenter(uk, Cut())
    presenter.choose([Path("DCIM")])
    presenter.start("messenger")
    assert presenter.state.sums == Sums(taken=2, waiting=3)
    assert presenter.state.stopped
    presenter.resume()
    assert calls == ["messenger", "messenger"]


def test_a_full_disk_stops_with_words_and_can_go_on(uk):
    class Full(SampleMedia):
        def take_in(self, paths, record, source_kind, reporter):
            raise WorldProblem("disk.full")

    presenter, screen, told = _presenter(uk, Full())
    presenter.choose([Path("DCIM")])
    presenter.start("card")
    assert presenter.state.stopped
    assert not presenter.state.running
    assert not told
    assert screen.reloads


def test_an_intake_outlives_its_screen(uk):
    kept = []

    class Late(Inline):
        def submit(self, job, **named):
            if named.get("progress") is None:
                return super().submit(job, **named)
            kept.append((job, named))
            return None

    presenter, screen, told = _presenter(uk, runner=Late())
    presenter.choose([Path("DCIM")])
    presenter.start("card")
    assert kept[0][1]["owner"] is None
    presenter.gone()
    kept[0][1]["done"](SampleMedia().take_in([], "", "", _Reporter()))
    assert told, "other screens hear of it"
    assert screen.reloads == 0


class _Reporter:
    def report(self, value):
        pass

    def check(self):
        pass


def test_dropping_files_asks_where_they_come_from(shown, uk, tmp_path):
    view = shown(_view(uk))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl("https://example.org/x")])
    event = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    view.dropEvent(event)
    assert view.presenter.state.asking == (tmp_path,)
    assert view.source.isVisible()
    view.source.kinds["card"].setChecked(True)
    assert view.act("main_act")
    assert not view.source.isVisible()
    assert view.seen.isVisible()


def test_thousands_are_held_by_pages_and_thumbnails_only_for_what_is_seen(shown, uk):
    acts = SampleMedia(10_000)
    asked = []
    plain = acts.thumbnails
    acts.thumbnails = lambda ids: asked.extend(ids) or plain(ids)
    view = shown(_view(uk, acts))
    QApplication.processEvents()
    assert view.model.rowCount() == PAGE
    assert view.model.total == 10_000
    assert 0 < len(set(asked)) < 80
    view.grid.scrollToBottom()
    QApplication.processEvents()
    assert view.model.rowCount() > PAGE


def test_covered_tiles_are_never_decoded(shown, uk):
    acts = SampleMedia(20, ("тіла загиблих",))
    asked = []
    acts.thumbnails = lambda ids: asked.extend(ids) or {}
    view = shown(_view(uk, acts))
    QApplication.processEvents()
    assert asked == []
    spoken = view.model.index(0, 0).data(int(Qt.ItemDataRole.AccessibleTextRole))
    assert "тіла загиблих" in spoken


def test_empty_view_offers_the_one_act(shown, uk):
    view = shown(_view(uk, SampleMedia(0)))
    assert view._empty.isVisible()
    assert view._empty.button.text() == "Додати файли…"


def test_picking_a_tile_shows_facts_and_the_whole_digest(shown, uk):
    view = shown(_view(uk))
    tile = view.model.tile(2)
    view.grid.select(tile.id)
    texts = [w.text() for w in view.beside.facts.findChildren(type(view.title))]
    assert "12.11.2026, 14:02:07 +02:00" in texts
    assert any("51,61806° пн. ш." in t for t in texts)
    assert "Час указано без зсуву від UTC." in texts
    digest = next(w for w in view.beside.facts.findChildren(type(view.title)) if w.accessibleName() == tile.digest[7:])
    assert len(digest.text().split()) == 16


def test_a_copy_needs_a_purpose_and_says_what_remains_on_the_disk(shown, uk, tmp_path):
    view = shown(_view(uk))
    view.grid.select(view.model.tile(0).id)
    view.beside.copy_button.click()
    assert "сліди на диску" in view.beside.panel.warning.text()
    view.beside.panel.act_button.click()
    assert view.beside.panel.box.problem_text
    view.beside.write_copy(view.model.tile(0), tmp_path / "x.jpg", "для лікаря")
    assert "звірено" in view.beside.said.text()


def test_detaching_needs_a_reason_and_a_record(shown, uk):
    told = []
    view = shown(_view(uk, record="record-1", told=told))
    view.grid.select(view.model.tile(0).id)
    assert view.beside.remove_button.isVisible()
    view.beside.remove_button.click()
    view.beside.panel.text.setText("не з цього місця")
    view.beside.panel.act_button.click()
    assert len(told) == 1
    other = shown(_view(uk))
    other.grid.select(other.model.tile(0).id)
    assert not other.beside.remove_button.isVisible()


# the viewer


class Wall:
    """What the viewer's presenter said."""

    def __init__(self):
        self.pixels, self.drops, self.state = None, 0, None

    def show_view(self, state):
        self.state = state

    def show_pixels(self, pixels):
        self.pixels = pixels

    def drop_pixels(self):
        self.pixels, self.drops = None, self.drops + 1


def _viewing(words, acts):
    wall, told = Wall(), []
    return ViewPresenter(wall, Inline(), acts, words, told.append), wall, told


def _tile(words, number=0, warnings=()):
    return tile_of(SampleMedia()._file(number), warnings, words)


def test_nothing_is_decoded_until_a_purpose_is_given(uk):
    acts = SampleMedia()
    presenter, wall, told = _viewing(uk, acts)
    presenter.begin(_tile(uk))
    presenter.show("  ")
    assert acts.viewed == []
    assert wall.state.purpose_problem
    assert wall.state.covered
    presenter.show("перевірити підпис")
    assert acts.viewed == [("file-0", "перевірити підпис")]
    assert wall.pixels is not None
    assert wall.state.grey, "grey first"
    assert Change(Kind.LEDGER) in told[0]


def test_space_lets_the_pixels_go(uk):
    presenter, wall, _ = _viewing(uk, SampleMedia())
    presenter.begin(_tile(uk))
    presenter.show("мета")
    presenter.hide()
    assert wall.pixels is None
    assert wall.state.covered


def test_the_next_picture_opens_under_the_purpose_but_a_marked_one_is_covered_and_grey_again(uk):
    acts = SampleMedia()
    presenter, wall, _ = _viewing(uk, acts)
    presenter.begin(_tile(uk))
    presenter.show("мета")
    presenter.set_grey(False)
    presenter.begin(_tile(uk, 1))
    assert not wall.state.covered
    assert not wall.state.grey
    presenter.begin(_tile(uk, 2, ("тіла загиблих",)))
    assert wall.state.covered
    assert wall.state.grey
    assert [v[0] for v in acts.viewed] == ["file-0", "file-1"]
    presenter.leave()
    presenter.begin(_tile(uk, 3))
    assert wall.state.covered, "a new visit asks for a purpose anew"


def test_pixels_that_come_after_hiding_are_let_go_unseen(uk):
    ends = []

    class Late(Inline):
        def submit(self, job, *, owner, done=None, **named):
            ends.append(lambda: done(job(None)))

    wall = Wall()
    presenter = ViewPresenter(wall, Late(), SampleMedia(), uk, lambda _c: None)
    presenter.begin(_tile(uk))
    presenter.show("мета")
    presenter.hide()
    ends[0]()
    assert wall.pixels is None
    assert wall.state.covered


def test_a_picture_that_cannot_be_shown_says_so_and_that_the_original_is_whole(uk):
    acts = SampleMedia()
    acts.view = lambda file_id, purpose: Problem("decode.unreadable")
    presenter, wall, _ = _viewing(uk, acts)
    presenter.begin(_tile(uk))
    presenter.show("мета")
    assert "Оригінал збережено повністю" in wall.state.problem
    assert wall.state.covered


def test_film_is_not_shown_and_never_decoded(uk):
    acts = SampleMedia()
    presenter, wall, _ = _viewing(uk, acts)
    presenter.begin(_tile(uk, 4))
    presenter.show("мета")
    assert not wall.state.can_show
    assert acts.viewed == []


def test_viewer_by_keys(shown, qtbot, uk):
    acts = SampleMedia()
    view = shown(_view(uk, acts))
    view.open_tile(view.model.tile(0))
    viewer = view.viewer
    assert viewer.stack.currentWidget() is viewer.cover
    assert viewer.canvas.is_empty
    viewer.cover.purpose.set_key("caption")
    viewer.setFocus()
    qtbot.keyClick(viewer, Qt.Key.Key_Space)
    assert viewer.stack.currentWidget() is viewer.canvas
    before = viewer.canvas.scale
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Plus)
    assert viewer.canvas.scale > before
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_R)
    assert viewer.canvas._turn == 90
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Right)
    assert viewer.presenter.state.tile.id == "file-1"
    assert "2 із 96" in viewer.place.text()
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Space)
    assert viewer.canvas.is_empty
    assert view.back()
    assert view.stack.currentIndex() == 0
    assert not view.back()
    assert [v[0] for v in acts.viewed] == ["file-0", "file-1"]


def test_language_changes_everywhere_at_once(shown, uk, en):
    view = shown(_view(uk))
    view.open_tile(view.model.tile(0))
    view.retranslate(en)
    assert view.viewer.cover.title.text() == "Covered image"
    assert view.files_button.text() == "Add files…"


@pytest.mark.parametrize("grey", [False, True])
def test_pixels_become_an_image_of_its_own_memory(grey):
    pixels = landscape(31, 17, 3)
    image = image_of(pixels, grey=grey)
    assert (image.width(), image.height()) == (31, 17)
    assert image.isGrayscale() == grey
    red, green, blue = pixels.data[:3]
    colour = image.pixelColor(QPoint(0, 0))
    if not grey:
        assert (colour.red(), colour.green(), colour.blue()) == (red, green, blue)


def test_pixels_of_a_wrong_length_are_no_image():
    assert image_of(Pixels(b"123", 2, 2)).isNull()


def test_what_was_there_before_is_marked_on_its_tile(uk):
    presenter, _, _ = _presenter(uk)
    presenter.choose([Path("DCIM")])
    presenter.start("card")
    got = []
    presenter.page(0, 30, lambda tiles, _t: got.extend(tiles))
    known = [t for t in got if t.state == "known"]
    assert [t.id for t in known] == ["file-11"]
    assert known[0].marks[0] == ("copy", "вже є")


def test_a_name_cannot_pose_as_another():
    assert plain_name("photo\u202egpj.exe") == "photo\\u202egpj.exe"
    assert plain_name("two\nlines") == "two\\u000alines"
    assert plain_name("Акт 12, копія.pdf") == "Акт 12, копія.pdf"
