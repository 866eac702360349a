"""The order of Tab: as things stand on the screen, not as they were made.

Qt's own chain follows the order in which widgets were made: a section of a form that is made when it is first shown
comes after the foot of the page. The order here is read from the layouts at each press.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QBoxLayout,
    QGridLayout,
    QLayout,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)

_BACKWARD = {QBoxLayout.Direction.RightToLeft, QBoxLayout.Direction.BottomToTop}


def stops(widget: QWidget, holder: QWidget | None = None) -> Iterator[QWidget]:
    """What Tab stops at in a widget, in the order of the screen; a row of which one may be pressed is one stop.

    ``holder`` is told too, where it stands, though Tab would not have stopped at it.
    """
    leads = holder is not None and (widget is holder or widget.isAncestorOf(holder))
    shown = widget.isVisible() and widget.isEnabled()
    if not shown and not leads:
        return
    stop = shown and _is_stop(widget)
    if stop or widget is holder:
        yield widget
    if not stop:
        # The parts of a list or a field are its own affair.
        for inner in _parts(widget):
            yield from stops(inner, holder)


def step(top: QWidget, *, forward: bool) -> bool:
    """Put the focus on the next stop (or the one before), around the end; whether there is one.

    Qt asks for the next stop also where what has the focus goes away. The keyboard then stays near: in its column.
    """
    holder: QWidget | None = top.focusWidget()
    known = list(stops(top, holder))
    if not known or known == [holder]:
        return False
    _target(known, holder, forward=forward).setFocus(
        Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    )
    return True


class TabWindow(QMainWindow):
    """A window with this order."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab and Shift+Tab, and where what has the focus goes away."""
        return step(self, forward=forward)


def to_rows(pane: QWidget, *, listed: bool) -> None:
    """The keyboard goes to the rows of a column; of an empty list to its act, of another page to its first stop."""
    known = list(stops(pane))
    rows = next((one for one in known if isinstance(one, QAbstractItemView)), None)
    target = rows or (known[-1 if listed else 0] if known else None)
    if target is not None:
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _target(known: list[QWidget], holder: QWidget | None, *, forward: bool) -> QWidget:
    """Which of the stops is next; beside a holder that is going away the nearest in its column."""
    by = 1 if forward else -1
    here = -1 if forward else 0
    if holder is not None:
        here = next((n for n, one in enumerate(known) if one is holder or one.isAncestorOf(holder)), here)
        if known[here] is holder and not holder.isVisible():
            near = [*known[here + 1 :], *reversed(known[:here])]
            home = column_of(holder)
            return next((one for one in near if column_of(one) is home), known[(here + by) % len(known)])
    return known[(here + by) % len(known)]


def has_keyboard(widget: QWidget) -> bool:
    """Whether the focus is somewhere in a widget."""
    holder: QWidget | None = QApplication.focusWidget()
    return holder is not None and widget.isAncestorOf(holder)


def column_of(widget: QWidget) -> QWidget | None:
    """The column of the window a control stands in, None outside of them."""
    one: QWidget | None = widget
    while one is not None and not isinstance(one.parentWidget(), QSplitter):
        one = one.parentWidget()
    return one


def _is_stop(widget: QWidget) -> bool:
    if widget.focusProxy() is not None or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return False
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if group is None or not isinstance(widget, QAbstractButton) or not widget.isCheckable():
        return True
    inside = [b for b in group.buttons() if b.isVisible() and b.isEnabled()]
    focused = next((b for b in inside if b.hasFocus()), None)
    return widget is (focused or group.checkedButton() or inside[0])


def _parts(widget: QWidget) -> Iterator[QWidget]:
    """What a widget shows, in order; one that has another order for the keyboard says so (``tab_parts``)."""
    own = getattr(widget, "tab_parts", None)
    if callable(own):
        inner = list(own())
    elif isinstance(widget, QMainWindow):
        inner = [widget.centralWidget()]
    elif isinstance(widget, QSplitter | QStackedWidget):
        inner = [widget.widget(n) for n in range(widget.count())]
    elif isinstance(widget, QScrollArea):
        inner = [widget.widget()]
    else:
        layout: QLayout | None = widget.layout()
        inner = list(_laid_out(layout)) if layout is not None else []
        known = set(map(id, inner))
        inner += [w for w in widget.children() if isinstance(w, QWidget) and not w.isWindow() and id(w) not in known]
    yield from (one for one in inner if one is not None)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for number in _places(layout):
        item = layout.itemAt(number)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _places(layout: QLayout) -> list[int]:
    """The numbers of a layout's items in reading order."""
    numbers = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        return sorted(numbers, key=lambda n: layout.getItemPosition(n)[:2])  # type: ignore[index]
    if isinstance(layout, QBoxLayout) and layout.direction() in _BACKWARD:
        return numbers[::-1]
    return numbers
