"""The media view on a real vault: files in, thumbnails and pixels through the child, no decoder in this process."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "simulators"))

from faults import made

from field_doc.app.commands import custody, files, records
from field_doc.base.errors import InputProblem
from field_doc.decode.values import Pixels
from field_doc.ui.acts.media import VaultMedia
from field_doc.ui.tasks import TaskRunner
from field_doc.ui.views.media.view import MediaView

pytestmark = pytest.mark.slow


@pytest.fixture
def session(vault_path):
    with made(vault_path) as opened:
        yield opened


@pytest.fixture
def runner():
    made_runner = TaskRunner()
    yield made_runner
    made_runner.close()


def _card(folder: Path, count: int = 3) -> Path:
    card = folder / "DCIM"
    card.mkdir()
    for number in range(count):
        image = Image.new("RGB", (640, 400), (200, 30 * number, 10))
        exif = Image.Exif()
        exif[0x0110] = "NX-20"
        image.save(card / f"IMG_{number}.JPG", "JPEG", exif=exif)
    (card / "notes.txt").write_text("words")
    (card / "link.jpg").symlink_to(card / "IMG_0.JPG")
    return card


def _loaded_image_plugins() -> list[str]:
    maps = Path("/proc/self/maps").read_text(encoding="ascii", errors="replace")
    return sorted({line.rpartition("/")[2] for line in maps.splitlines() if "/imageformats/" in line})


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="Linux only")
def test_card_to_grid_to_viewer_without_an_image_plugin_in_this_process(qtbot, shown, session, runner, uk, tmp_path):
    incident = records.new_record(session, "incident", {"title": "x", "content_warnings": ["cw_death"]})
    statement = records.new_record(session, "statement", {})
    told = []
    view = shown(MediaView(uk, runner, VaultMedia(session), announce=told.append, record=statement.id))
    view.presenter.choose([_card(tmp_path)])
    view.presenter.start("card")
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    qtbot.waitUntil(lambda: view.model.total == 5, timeout=10_000)
    sums = view.presenter.state.sums
    assert (sums.taken, sums.failed) == (4, 1)
    names = [view.model.tile(n).name for n in range(5)]
    assert names[0] == "link.jpg"
    photo = next(view.model.tile(n) for n in range(5) if view.model.tile(n).name == "IMG_1.JPG")
    qtbot.waitUntil(lambda: view.thumbs.get(photo.id) is not None, timeout=30_000)
    thumb = view.thumbs.get(photo.id)
    assert (thumb.width(), thumb.height()) == (320, 200)
    colour = thumb.toImage().pixelColor(100, 100)
    assert (abs(colour.red() - 200) < 6, abs(colour.green() - 30) < 6) == (True, True)

    view.open_tile(photo)
    view.viewer.presenter.show("перевірити підпис")
    qtbot.waitUntil(lambda: not view.viewer.canvas.is_empty, timeout=30_000)
    view.viewer.grab()
    assert _loaded_image_plugins() == []
    entry = custody.entries(session, limit=1)[0]
    assert entry.event == "file.viewed"
    assert entry.detail["purpose"] == "перевірити підпис"

    warned = files.page_of_files(session, statement.id).warnings
    assert set(warned.values()) == {()}
    acts = VaultMedia(session)
    acts.take_in([tmp_path / "DCIM" / "IMG_2.JPG"], incident.id, "card", _Quiet())
    page = acts.page(incident.id, 200, 0)
    assert page.total == 1
    assert next(iter(page.warnings.values())) == ("cw_death",)


class _Quiet:
    def report(self, progress):
        pass

    def check(self):
        pass


def test_opening_an_original_without_a_purpose_is_refused_and_not_entered(session, tmp_path):
    item = records.new_record(session, "item", {})
    data = io.BytesIO()
    Image.new("RGB", (50, 40), (1, 2, 3)).save(data, "PNG")
    path = tmp_path / "a.png"
    path.write_bytes(data.getvalue())
    acts = VaultMedia(session)
    taken = acts.take_in([path], item.id, "unknown", _Quiet())
    file_id = taken.items[0].file_id
    size = custody.head(session).size
    with pytest.raises(InputProblem, match=r"file\.purpose-needed"):
        acts.view(file_id, " ")
    assert custody.head(session).size == size
    pixels = acts.view(file_id, "look")
    assert isinstance(pixels, Pixels)
    assert pixels.data[:3] == bytes((1, 2, 3))


def test_files_dropped_on_the_whole_vault_get_an_item_of_their_own(session, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("words")
    acts = VaultMedia(session)
    acts.take_in([path], "", "messenger", _Quiet())
    assert [r.type for r in session.run(lambda s: s.records.rows())] == ["item"]
    page = acts.page("", 10, 0)
    assert (page.total, page.files[0].name) == (1, "a.txt")
    out = tmp_path / "copy.txt"
    acts.export(page.files[0].id, out, "для лікаря", _Quiet())
    assert out.read_text() == "words"


def test_a_batch_that_was_stopped_goes_on_and_nothing_is_taken_twice(qtbot, shown, session, runner, uk, tmp_path):
    card = tmp_path / "DCIM"
    card.mkdir()
    for number in range(200):
        (card / f"{number:03}.bin").write_bytes(bytes([number]) * 400_000)
    item = records.new_record(session, "item", {})
    told = []
    view = shown(MediaView(uk, runner, VaultMedia(session), announce=told.append, record=item.id))
    view.presenter.choose([card])
    view.presenter.start("card")
    qtbot.waitUntil(lambda: view.presenter.state.progress is not None, timeout=30_000)
    view.progress.button.click()
    qtbot.waitUntil(lambda: not view.presenter.state.running, timeout=60_000)
    assert view.presenter.state.stopped
    assert view.go_on.isVisible()
    view.go_on.click()
    qtbot.waitUntil(lambda: bool(view.presenter.state.ended), timeout=60_000)
    assert view.presenter.state.sums.total == 200
    assert view.presenter.state.sums.failed == 0
    qtbot.waitUntil(lambda: view.model.total == 200, timeout=10_000)
    assert len({f.sha256 for f in VaultMedia(session).page(item.id, 500, 0).files}) == 200
