"""Nothing is shown before it has its place: it would be a window of its own for a moment, and take the focus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from field_doc.schema import registry
from field_doc.ui.forms.context import FormContext
from field_doc.ui.forms.geometry import GeometryEditor
from field_doc.ui.recordpage.foot import PageFoot
from field_doc.ui.views.overview.shares_offer import SharesOffer
from field_doc.ui.widgets.headers import ListHeader


class _Strays(QObject):
    """Notes what is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


@pytest.fixture
def strays(qapp: QApplication):
    watch = _Strays()
    qapp.installEventFilter(watch)
    yield watch.seen
    qapp.removeEventFilter(watch)


def _boundary(words) -> QWidget:
    known = registry.load()
    field = known.record_type("burial_site").field("boundary")
    context = FormContext(words, known.labels(words), known, "burial_site", read_file=print)
    return GeometryEditor(field, "boundary", context)


@pytest.mark.parametrize(
    "make",
    [
        lambda words: PageFoot(words, draft=False, record_type="incident"),
        lambda words: PageFoot(words, draft=True, record_type="statement"),
        lambda _words: ListHeader("Події", "Додати"),
        lambda words: SharesOffer(words, can_make=True),
        _boundary,
    ],
    ids=["sealed foot", "draft foot", "list head", "shares offer", "boundary"],
)
def test_a_part_under_way_is_no_window(make, uk, strays):
    made = make(uk)
    assert not strays
    made.deleteLater()
