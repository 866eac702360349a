"""Pixels on the GUI side: bare RGB becomes a QImage; thumbnails come late, in batches, and are kept for a while.

No image plugin of Qt is used: what arrives was decoded by the confined child (R05).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QPixmap

from field_doc.base.errors import Cancelled
from field_doc.base.log import logger

if TYPE_CHECKING:
    from field_doc.decode.values import Pixels
    from field_doc.ui.acts.media import MediaActs
    from field_doc.ui.tasks import Runner

KEPT: Final = 250  # about 68 MB of 320 x 213 pixels
KEPT_GREY: Final = 40
BATCH: Final = 16
_log = logger("ui.media")


def image_of(pixels: Pixels, *, grey: bool = False) -> QImage:
    """A picture of its own memory from rows of RGB bytes without padding; ``grey`` takes the colours away."""
    data, width, height = pixels.data, pixels.width, pixels.height
    if len(data) != width * height * 3:
        return QImage()
    image = QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888)
    wanted = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB32
    return image.convertToFormat(wanted)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture with and without colours, ready to be drawn."""

    colour: QImage
    grey: QImage


def prepare(pixels: Pixels) -> Prepared:
    """Make both; any thread."""
    return Prepared(image_of(pixels), image_of(pixels, grey=True))


class Thumbnails(QObject):
    """A cache of small pictures; ``arrived`` tells that some of those asked for are there.

    What was asked for last is fetched first, so that what is on the screen comes before what was scrolled past.
    """

    arrived = Signal()

    def __init__(self, runner: Runner, acts: MediaActs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner, self._acts = runner, acts
        self._kept: OrderedDict[str, QPixmap] = OrderedDict()
        self._greys: OrderedDict[str, QPixmap] = OrderedDict()
        self._wanted: OrderedDict[str, None] = OrderedDict()
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._fetch)

    def get(self, file_id: str, *, grey: bool = False) -> QPixmap | None:
        """The picture if it is here; else it is asked for and None is given. A null pixmap: there is none."""
        if file_id in self._kept:
            self._kept.move_to_end(file_id)
            return self._grey(file_id) if grey else self._kept[file_id]
        self._wanted[file_id] = None
        self._wanted.move_to_end(file_id)
        if not self._busy:
            self._timer.start()
        return None

    def _grey(self, file_id: str) -> QPixmap:
        """Without colours; only the few of a film strip are kept."""
        if file_id not in self._greys:
            image = self._kept[file_id].toImage().convertToFormat(QImage.Format.Format_Grayscale8)
            self._greys[file_id] = QPixmap() if image.isNull() else QPixmap.fromImage(image)
            while len(self._greys) > KEPT_GREY:
                self._greys.popitem(last=False)
        return self._greys[file_id]

    def forget_missing(self) -> None:
        """Ask again for what had no picture: the child may have looked at it meanwhile."""
        for file_id in [i for i, pixmap in self._kept.items() if pixmap.isNull()]:
            del self._kept[file_id]
            self._greys.pop(file_id, None)

    @Slot()
    def _fetch(self) -> None:
        if self._busy or not self._wanted:
            return
        while len(self._wanted) > KEPT:
            self._wanted.popitem(last=False)
        ids = [self._wanted.popitem()[0] for _ in range(min(BATCH, len(self._wanted)))]
        self._busy = True
        self._runner.submit(
            lambda _r: self._acts.thumbnails(ids),
            owner=self,
            done=lambda found: self._arrived(ids, found),
            failed=self._failed,
            where="pool",
        )

    def _arrived(self, ids: Sequence[str], found: dict[str, Pixels | None]) -> None:
        self._busy = False
        for file_id in ids:
            pixels = found.get(file_id)
            self._kept[file_id] = QPixmap() if pixels is None else QPixmap.fromImage(image_of(pixels))
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit()
        if self._wanted:
            self._timer.start()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if not isinstance(error, Cancelled):
            _log.warning("thumbnails: %s", getattr(error, "code", type(error).__name__))

    def forget(self) -> None:
        """Let all pictures go."""
        self._kept.clear()
        self._greys.clear()
        self._wanted.clear()
