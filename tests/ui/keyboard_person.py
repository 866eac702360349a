"""A person at a window who has only a keyboard: sees, presses keys, types. Counts what it costs.

Nothing is reached but by the keys of docs/handbook/keyboard.md: Tab and Shift+Tab, F6 between the columns, arrows,
Space and Enter, Ctrl+K, Ctrl+1 to Ctrl+8 and the rest. The person looks where a thing stands (above or below what
has the focus, in which column) and presses keys until the focus is there; where the focus is, is read from the
accessible name, as a screen reader says it. A press of the mouse on any widget fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shiboken6
from driver import Person, wait
from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSplitter,
    QTabBar,
    QWidget,
)
from seeing import PATIENCE, is_called, row_said, seen_part, text_of, words_on

# Keystroke-level model (Card, Moran and Newell 1980): one key of an average typist, one act of thinking.
KEY_SECONDS, THINK_SECONDS = 0.28, 1.35
_MOST_TABS = 150
# Nobody presses a key the moment something appears: what comes with it has come too.
_LOOK_MS = 40
_READ_MS = 300
_PRESSES = {
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletPress,
}


class NoMouse(QObject):
    """Fails whoever is pressed with a mouse."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the press; a test asserts that there was none."""
        if event.type() in _PRESSES:
            self.seen.append(f"{event.type().name} on {type(watched).__name__}")
        return False

    def gone(self) -> None:
        """No longer look."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self)


@dataclass
class Step:
    """What one step of the work cost.

    ``keys``: keys pressed that are no letters of a text, modifiers counted each; ``letters``: characters typed into
    fields and lists; ``story``: characters of what was told; ``thoughts``: places looked for, one for each.
    """

    name: str
    keys: int = 0
    letters: int = 0
    story: int = 0
    thoughts: int = 0

    @property
    def seconds(self) -> float:
        """By the keystroke-level model, the story not counted."""
        return (self.keys + self.letters) * KEY_SECONDS + self.thoughts * THINK_SECONDS


class KeyboardPerson(Person):
    """At one window; see the module. What ``Person`` does with the mouse fails here."""

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self.mouse = NoMouse()
        self.steps: list[Step] = [Step("start")]
        self.trace: list[str] = []

    # -- the mouse is away ---------------------------------------------------------------------

    def _click(self, widget: QWidget, where: QRect | None = None) -> bool:
        raise AssertionError(f"no mouse: {words_on(widget) or widget.accessibleName()!r}")

    @property
    def step(self) -> Step:
        """The step at hand."""
        return self.steps[-1]

    @contextmanager
    def doing(self, name: str) -> Iterator[None]:
        """A step of the work, counted apart."""
        self.steps.append(Step(name))
        yield
        assert not self.mouse.seen, self.mouse.seen

    # -- keys ----------------------------------------------------------------------------------

    def key(self, name: str) -> None:
        """One press; every key of a chord is one."""
        self.step.keys += name.count("+") + 1
        self.trace.append(f"{self.focus()[:60]!r} {name}")
        super().key(name)

    def keys(self, *names: str) -> None:
        """Several presses that are one thought."""
        self.step.thoughts += 1
        for name in names:
            self.key(name)

    def write(self, text: str) -> None:
        """Letters into a field."""
        self.step.letters += len(text)
        super().write(text)

    def tell(self, text: str) -> None:
        """Letters of the story itself."""
        self.step.story += len(text)
        super().write(text)

    # -- what has the focus --------------------------------------------------------------------

    def focus(self) -> str:
        """What a screen reader says has the focus: its name, of a list the row, of tabs the tab."""
        holder = QApplication.activePopupWidget() or QApplication.focusWidget()
        if holder is None:
            return ""
        if isinstance(holder, QMenu):
            return holder.activeAction().text() if holder.activeAction() is not None else "menu"
        if isinstance(holder, QTabBar):
            return holder.tabText(holder.currentIndex())
        name = holder.accessibleName() or words_on(holder)
        if not name and isinstance(holder.parentWidget(), QComboBox):
            name = holder.parentWidget().accessibleName()
        if isinstance(holder, QAbstractItemView) and holder.currentIndex().isValid():
            return f"{name}: {row_said(holder.currentIndex())}"
        return name or type(holder).__name__

    def _at(self, wanted: str) -> bool:
        """Whether the focus is on the thing of that name, and in sight."""
        holder = QApplication.focusWidget()
        if holder is None or not holder.isVisible():
            return False
        one: QWidget | None = holder
        if isinstance(holder, QLineEdit) and isinstance(holder.parentWidget(), QComboBox):
            one = holder.parentWidget()
        assert one is not None
        called = is_called(one, wanted) or one.accessibleName() == wanted
        if called:
            wait(lambda: not seen_part(holder).isEmpty(), f"{wanted!r} has the focus and is out of sight")
        return called

    def _named(self, wanted: str) -> list[QWidget]:
        """What of that name is in the window, enabled, and takes the focus."""
        found = [w for w in self._shown(QWidget) if w.isEnabled()
                 and (is_called(w, wanted) or w.accessibleName() == wanted)]  # fmt: skip
        return [w for w in found if isinstance(w, QAbstractButton | QLineEdit | QPlainTextEdit | QComboBox
                                               | QAbstractItemView)]  # fmt: skip

    # -- going there ---------------------------------------------------------------------------

    def reach(self, wanted: str, patience: float = PATIENCE) -> QWidget:
        """Tab (or Shift+Tab, F6) until the focus is on what has that name; fails where no key leads to it."""
        self.step.thoughts += 1
        wait(lambda: self._at(wanted) or self._named(wanted), lambda: f"nothing is called {wanted!r}{self._report()}",
             patience)  # fmt: skip
        QTest.qWait(_LOOK_MS)
        self._activate(QApplication.activePopupWidget() or self._windows()[0])
        passed: list[str] = []
        went, turned, target = "", False, next(iter(self._named(wanted)), None)
        while not self._at(wanted):
            assert len(passed) < _MOST_TABS, f"no key leads to {wanted!r}; passed: {list(dict.fromkeys(passed))}"
            if target is None or not shiboken6.isValid(target) or not target.isVisible():
                target = next(iter(self._named(wanted)), None)
            way = self._way(target) if target is not None else "Tab"
            if way in {"Tab", "Shift+Tab"}:
                # Who finds that the order is not what the eye expects goes on in one direction.
                turned |= bool(went) and way != went
                way = went = went if turned else way
            self.key(way)
            QTest.qWait(0)
            passed.append(self.focus() or type(QApplication.focusWidget()).__name__)
            assert len(passed) < 4 or len(set(passed[-4:])) > 1, f"trapped at {passed[-1]!r} on the way to {wanted!r}"
        holder = QApplication.focusWidget()
        assert holder is not None
        return holder

    def _way(self, target: QWidget) -> str:
        """The key a person who sees both would press next."""
        here = QApplication.focusWidget()
        if here is None:
            return "Tab"
        if _column(here) is not _column(target) and _column(target) is not None:
            return "F6"
        if here.parentWidget() is target.parentWidget() and _grouped(here) and _grouped(target):
            return "Right" if target.x() > here.x() else "Left"
        spots = [w.mapTo(w.window(), QPoint(0, 0)) for w in (here, target)]
        one, other = ((spot.y(), spot.x()) for spot in spots)
        return "Tab" if other >= one else "Shift+Tab"

    def press(self, msgid: str, patience: float = PATIENCE, *, either: bool = False, **given: object) -> None:
        """Go to the button, box or link of that name and press Space."""
        del either
        self.push(self.word(msgid, **given), patience)

    def push(self, name: str, patience: float = PATIENCE) -> None:
        """As ``press``, by the words as they stand in the window."""
        holder = self.reach(name, patience)
        assert isinstance(holder, QAbstractButton), f"{name!r} is no button"
        if not (_grouped(holder) and holder.isChecked()):
            self.key("Space")
        QTest.qWait(0)

    def answer(self, path: str, term_id: str) -> None:
        """Say a term in a field, whether it offers buttons or a list."""
        name, option = self.field(path), self.term(term_id)

        def way() -> str:
            if any(b.accessibleName() == f"{name}: {option}" for b in self._shown(QAbstractButton)):
                return "buttons"
            return "list" if any(w.accessibleName() == name for w in self._shown(QComboBox)) else ""

        if wait(way, lambda: f"{name!r} is not to be seen{self._report()}") == "buttons":
            self.pick(name, option)
        else:
            self.choose(name, option)

    def pick(self, name: str, option: str) -> None:
        """Press one of the buttons of a group."""
        self.push(f"{name}: {option}")

    def type_into(self, msgid: str, text: str) -> None:
        """Go to a field, replace what stands there."""
        name = self.word(msgid)
        holder = self.reach(name)
        if isinstance(holder, QLineEdit | QPlainTextEdit) and text_of(holder):
            self.key("Ctrl+A")
        self.write(text)

    def choose(self, msgid: str, option: str) -> None:
        """Find an entry of a list by typing, or by the arrows where nothing can be typed."""
        name = self.word(msgid)
        holder = self.reach(name)
        box = holder if isinstance(holder, QComboBox) else holder.parentWidget()
        assert isinstance(box, QComboBox), f"{name!r} is no list to choose from"
        if box.isEditable():
            self._find(box, option)
        else:
            for _ in range(box.count()):
                if box.currentText() == option:
                    break
                number = box.findText(option)
                self.key("Down" if number > box.currentIndex() else "Up")
        wait(lambda: box.currentText() == option, lambda: f"{name!r} is {box.currentText()!r}, not {option!r}")

    def _find(self, box: QComboBox, option: str) -> None:
        """Type until it is among the first offered, then Down to it and Enter."""
        for number, letter in enumerate(option, 1):
            self.write(letter)
            offered = self._offered(box)
            if option in offered[:4] and number >= min(3, len(option)):
                for _ in range(offered.index(option) + 1):
                    self.key("Down")
                self.key("Enter")
                return
        self.key("Tab")

    @staticmethod
    def _offered(box: QComboBox) -> list[str]:
        QTest.qWait(0)
        completer = box.completer()
        popup = completer.popup() if completer is not None else None
        if popup is None or not popup.isVisible():
            return []
        return [popup.model().index(n, 0).data() for n in range(popup.model().rowCount())]

    def offered(self, text: str) -> bool:
        """Whether a button with these words is in sight."""
        return any(text in words_on(button) for button in self._shown(QAbstractButton))

    # -- lists, tabs, menus --------------------------------------------------------------------

    def row(self, text: str, patience: float = PATIENCE) -> str:
        """In the list of the section: arrows until the row says so; gives all the row says."""
        self.step.thoughts += 1

        def listed() -> QAbstractItemView | None:
            for view in self._shown(QAbstractItemView):
                said = [row_said(view.model().index(n, 0)) for n in range(view.model().rowCount())]
                if any(text in one for one in said):
                    return view
            return None

        view = wait(listed, lambda: f"no row says {text!r}{self._report()}", patience)
        for _ in range(_MOST_TABS):
            if QApplication.focusWidget() is view:
                break
            self.key("F6" if _column(QApplication.focusWidget()) is not _column(view) else "Tab")
        assert QApplication.focusWidget() is view, f"no key leads to the list with {text!r}"
        for _ in range(view.model().rowCount() + 1):
            said = row_said(view.currentIndex()) if view.currentIndex().isValid() else ""
            if text in said:
                self.key("Enter")
                return said
            self.key("Down")
        raise AssertionError(f"the arrows do not reach the row {text!r}")

    def tab(self, title: str) -> None:
        """Ctrl+PgDn (or PgUp, whichever is nearer) until that tab is in front."""
        self.step.thoughts += 1

        def bar() -> QTabBar | None:
            return next((b for b in self._shown(QTabBar) for n in range(b.count())
                         if _is_tab(b.tabText(n), title)), None)  # fmt: skip

        tabs = wait(bar, lambda: f"no tab {title!r}{self._report()}")
        names = [tabs.tabText(n) for n in range(tabs.count())]
        target = next(n for n, name in enumerate(names) if _is_tab(name, title))
        forward = (target - tabs.currentIndex()) % tabs.count() <= tabs.count() // 2
        for _ in names:
            if tabs.currentIndex() == target:
                return
            self.key("Ctrl+PageDown" if forward else "Ctrl+PageUp")
        assert tabs.currentIndex() == target, f"the tab {title!r} does not come to the front"

    def from_menu(self, msgid: str, **given: object) -> None:
        """In the menu that is open: arrows to the entry, Enter."""
        wanted = self.word(msgid, **given)
        menu = wait(QApplication.activePopupWidget, "no menu has opened")
        assert isinstance(menu, QMenu)
        for _ in range(len(menu.actions()) + 1):
            action = menu.activeAction()
            if action is not None and action.text() == wanted:
                self.key("Enter")
                wait(lambda: not shiboken6.isValid(menu) or not menu.isVisible(), "the menu stays open")
                return
            self.key("Down")
        raise AssertionError(f"the menu has no {wanted!r}: {[a.text() for a in menu.actions()]}")

    def palette(self, typed: str, wanted: str) -> None:
        """Ctrl+K, a few letters, Enter on what is found."""
        self.step.thoughts += 1
        self.key("Ctrl+K")
        name = self.word("Search and commands")
        wait(lambda: self._at(name), "the search box does not take the focus")
        self.write(typed)
        found = self.word("Found")

        def current() -> str:
            view = next((v for v in self._shown(QAbstractItemView) if v.accessibleName() == found), None)
            return row_said(view.currentIndex()) if view is not None and view.currentIndex().isValid() else ""

        def rows() -> list[str]:
            view = next((v for v in self._shown(QAbstractItemView) if v.accessibleName() == found), None)
            model = view.model() if view is not None else None
            return [row_said(model.index(n, 0)) for n in range(model.rowCount())] if model is not None else []

        QTest.qWait(_READ_MS)  # what is offered follows the last letter a little later
        wait(lambda: any(wanted in one for one in rows()), lambda: f"{typed!r} does not find {wanted!r}: {rows()}")
        for _ in rows():
            if wanted in current():
                break
            self.key("Down")
        assert wanted in current(), f"the arrows do not reach {wanted!r}"
        self.key("Enter")

    # -- files ---------------------------------------------------------------------------------

    def file(self, *paths: Path) -> None:
        """In the system's dialog for files: its line has the focus; the path is typed, Enter."""
        dialog: QFileDialog = wait(lambda: next(iter(self._shown_dialogs()), None), "no dialog for files has opened")
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        self._activate(dialog)
        wait(lambda: QApplication.focusWidget() is line, "the line of the dialog does not have the focus")
        self.key("Ctrl+A")
        self.write(str(paths[0]) if len(paths) == 1 else " ".join(f'"{path}"' for path in paths))
        self.key("Enter")
        wait(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible(), "the dialog for files stays open")

    # -- figures -------------------------------------------------------------------------------

    @property
    def total(self) -> Step:
        """All steps together."""
        return Step("all", *(sum(getattr(s, k) for s in self.steps) for k in ("keys", "letters", "story", "thoughts")))

    def table(self) -> str:
        """Step, keys, letters, story, places looked for, minutes by the model; then the sum."""
        rows = [s for s in self.steps if s.keys or s.letters or s.story]
        head = f"{'step':<44}{'keys':>6}{'letters':>9}{'story':>7}{'places':>8}{'min':>7}"
        lines = [f"{s.name:<44}{s.keys:>6}{s.letters:>9}{s.story:>7}{s.thoughts:>8}{s.seconds / 60:>7.1f}"
                 for s in (*rows, self.total)]  # fmt: skip
        return "\n".join((head, *lines))


def _grouped(widget: QWidget) -> bool:
    """One of a row of buttons that is one stop for Tab; the arrows go on in it."""
    return isinstance(widget, QAbstractButton) and widget.group() is not None


def _is_tab(text: str, title: str) -> bool:
    return text == title or text.startswith(title + " ")


def _column(widget: QWidget | None) -> QWidget | None:
    """The column of the window a control stands in."""
    step = widget
    while step is not None and not isinstance(step.parentWidget(), QSplitter):
        step = step.parentWidget()
    return step
