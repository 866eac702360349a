"""Long work: a bar, items done of all, rate, time left, Cancel, and what happens to what is done."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from field_doc.ui.fmt import Fmt
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress

_WINDOW_SECONDS = 10.0
_TRUSTED_SECONDS = 2.0


class Rate:
    """Bytes (or items) per second over the last ten seconds; knows nothing in the first two."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._points: deque[tuple[float, int]] = deque()

    def add(self, done: int) -> None:
        """Tell how much is done now."""
        now = self._now()
        if self._points and done < self._points[-1][1]:
            self._points.clear()
        self._points.append((now, done))
        while len(self._points) > 2 and now - self._points[0][0] > _WINDOW_SECONDS:
            self._points.popleft()

    def per_second(self) -> float | None:
        """The rate, None while it cannot be told."""
        if len(self._points) < 2:
            return None
        (start, first), (end, last) = self._points[0], self._points[-1]
        if end - start < _TRUSTED_SECONDS or last <= first:
            return None
        return (last - first) / (end - start)


def summary(progress: Progress, rate: float | None, words: Words) -> tuple[str, str]:
    """(count, rest of the line): ``212 із 340`` and ``1,3 із 2,1 ГБ · 38 МБ/с · лишилося близько 40 с``."""
    fmt = Fmt(words.lang)
    count = ""
    if progress.items_total:
        count = words("{done} of {total}", done=fmt.number(progress.items_done), total=fmt.number(progress.items_total))
    parts: list[str] = []
    if progress.bytes_total:
        parts.append(
            words("{done} of {total}", done=fmt.size(progress.bytes_done), total=fmt.size(progress.bytes_total))
        )
    if rate:
        if progress.bytes_total:
            parts.append(fmt.rate(rate))
        left = (
            progress.bytes_total - progress.bytes_done
            if progress.bytes_total
            else progress.items_total - progress.items_done
        ) / rate
        parts.append(words("about {time} left", time=fmt.duration(left)))
    return count, " · ".join(parts)


class ProgressPanel(QWidget):
    """The panel of one long act. The line under the bar says what Cancel would mean."""

    cancelled = Signal()
    resumed = Signal()

    def __init__(self, words: Words, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        theme = current()
        self._words = words
        self._rate = Rate(now)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        line = QHBoxLayout()
        line.setSpacing(theme.px(16))
        self.count = label("", "strong")
        self.detail = label("", "second")
        line.addWidget(self.count)
        line.addWidget(self.detail, 1)
        column.addLayout(line)
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        row.addWidget(self.bar, 1)
        self.button = Button(words("Cancel"))
        self.button.clicked.connect(self._pressed)
        row.addWidget(self.button)
        column.addLayout(row)
        self.kept = label("", "small", wrap=True)
        column.addWidget(self.kept)
        self._stopped = False

    def _pressed(self) -> None:
        if self._stopped:
            self.resumed.emit()
        else:
            self.cancelled.emit()

    def show_progress(self, progress: Progress, kept: str) -> None:
        """Show how far it is; ``kept`` says what happens to what is already done."""
        done, total = progress.bytes_done, progress.bytes_total
        if not total:
            done, total = progress.items_done, progress.items_total
        self._rate.add(done)
        count, detail = summary(progress, self._rate.per_second(), self._words)
        self.count.setText(count)
        self.detail.setText(detail)
        self.kept.setText(kept)
        self.bar.setRange(0, 1000 if total else 0)
        self.bar.setValue(done * 1000 // total if total else 0)
        self.bar.setAccessibleName(self._words("Progress"))
        self.bar.setAccessibleDescription(f"{count} {detail}".strip())

    def show_stopped(self, what: str, kept: str) -> None:
        """It stopped (stick removed): the sentence stands in place of the rate, Continue for Cancel."""
        self._stopped = True
        self.detail.setText(what)
        self.kept.setText(kept)
        self.button.setText(self._words("Continue"))

    def show_running(self) -> None:
        """It goes on after a stop."""
        self._stopped = False
        self.button.setText(self._words("Cancel"))
