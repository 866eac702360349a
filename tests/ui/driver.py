"""A person at a window: sees, clicks, types, chooses. Nothing here reaches behind what is shown.

Controls are found as a person or a screen reader finds them, by the words on them or their accessible name.
A click goes to a point of the window and a key to the window, as from the system: Qt itself decides who gets
them. What is hidden, disabled, covered or out of reach cannot be used and fails the test with a reason.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)
from seeing import (
    FIELDS,
    LONG,
    PATIENCE,
    hindrance,
    is_called,
    row_said,
    rows,
    rows_said,
    scroll_to,
    seen_part,
    text_of,
    typed_in,
    wait,
    words_on,
)

_NONE = Qt.KeyboardModifier.NoModifier
_KEYS = {"Enter": Qt.Key.Key_Return, "Esc": Qt.Key.Key_Escape, "Down": Qt.Key.Key_Down, "Tab": Qt.Key.Key_Tab}
_NAMED_IN_A_FAILURE = 60


class Person:
    """At one window of the program; English words (msgids) are looked for in the language the window speaks.

    Args:
        window: of ``open_window``.

    """

    def __init__(self, window: Any) -> None:
        self.window = window
        self.shell: QWidget = window.shell

    # -- words ---------------------------------------------------------------------------------

    def word(self, msgid: str, **given: object) -> str:
        """The window's words for an English sentence of the program."""
        return str(self.window.program.words(msgid, **given))

    def field(self, path: str) -> str:
        """The label of a field of a record: ``incident.title``."""
        return str(self.labels.field(*path.split(".", 1)))

    def term(self, term_id: str) -> str:
        """The label of a term."""
        return str(self.labels.term(term_id))

    def section(self, type_name: str, key: str) -> str:
        """The name of a tab of a form."""
        return str(self.labels.section(type_name, key))

    def error(self, code: str) -> str:
        """What the window says happened, for the code of an error."""
        return str(self.window.program.words.label("error", f"{code}.what"))

    def counted(self, one: str, many: str, count: int, **given: object) -> str:
        """A sentence that counts."""
        return str(self.window.program.words.plural(one, many, count, **given))

    @property
    def labels(self) -> Any:
        """Names of types, fields, units in the language of the window."""
        return self.window.program.labels

    # -- seeing --------------------------------------------------------------------------------

    def _windows(self) -> list[QWidget]:
        """What takes clicks now: a menu or list that is open, else a dialog, else the window."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return [popup]
        dialogs = [w for w in self.shell.findChildren(QFileDialog) if w.isVisible()]
        return dialogs or [self.shell]

    def _shown(self, kind: Any) -> list[Any]:
        found: list[Any] = []
        for top in self._windows():
            found += [w for w in top.findChildren(kind) if w.isVisible()]
        return found

    def texts(self) -> list[str]:
        """All that is written on the window now, for assertions and for a failure's report."""
        widgets = [w for w in self.shell.findChildren(QWidget) if w.isVisible() and not seen_part(w).isEmpty()]
        said = [words_on(w) for w in widgets if isinstance(w, QLabel | QAbstractButton)]
        for view in (w for w in widgets if isinstance(w, QAbstractItemView)):
            said += rows_said(view)
        said += [bar.tabText(n) for bar in widgets if isinstance(bar, QTabBar) for n in range(bar.count())]
        return [text for text in said if text]

    def names(self) -> list[str]:
        """What a screen reader is told of all that is on the window now."""
        return [w.accessibleName() for w in self._shown(QWidget) if w.accessibleName() and not seen_part(w).isEmpty()]

    def _report(self) -> str:
        return "; shown: " + " | ".join(self.texts()[:_NAMED_IN_A_FAILURE])

    def see(self, msgid: str, patience: float = PATIENCE, **given: object) -> str:
        """Wait until a text with these words is to be read in the window; gives it whole."""
        wanted = self.word(msgid, **given)

        def found() -> str:
            for widget in self._shown(QLabel) + self._shown(QAbstractButton):
                if wanted in words_on(widget):
                    scroll_to(widget)
                    if not seen_part(widget).isEmpty():
                        return words_on(widget)
            return next((said for view in self._shown(QAbstractItemView) for said in rows_said(view)
                         if wanted in said), "")  # fmt: skip

        return str(wait(found, lambda: f"not to be seen: {wanted!r}{self._report()}", patience))

    def gone(self, msgid: str, patience: float = PATIENCE, **given: object) -> None:
        """Wait until it is no longer to be read."""
        wait(lambda: not self.sees(msgid, **given), lambda: f"still to be seen: {msgid!r}{self._report()}", patience)

    def sees(self, msgid: str, **given: object) -> bool:
        """Whether it is to be read just now."""
        wanted = self.word(msgid, **given)
        return any(wanted in text for text in self.texts())

    def value(self, name: str) -> str:
        """What stands in a field."""
        return text_of(self._field(name))

    # -- clicking --------------------------------------------------------------------------------

    def _one(
        self, name: str, candidates: Callable[[], list[QWidget]], patience: float, *, either: bool = False
    ) -> QWidget:
        """The one widget (or ``either`` of two that do the same) of that name a person can use; waits for it."""
        why: list[str] = []

        def found() -> QWidget | None:
            widgets = candidates()
            hindered = {widget: hindrance(widget) for widget in widgets}
            free = [widget for widget, reason in hindered.items() if not reason]
            why[:] = [f"{type(w).__name__} {reason}" for w, reason in hindered.items()] or ["nothing has that name"]
            assert either or len(free) < 2, f"{name!r} is the name of {len(free)} things one could use"
            return free[0] if free else None

        result: QWidget = wait(found, lambda: f"{name!r}: {', '.join(why)}{self._report()}", patience)
        return result

    def _click(self, widget: QWidget, where: QRect | None = None) -> bool:
        """At the middle of what is seen of it (or of a part of it), once it stands still; not if it went meanwhile."""
        self._activate(widget.window())
        before: list[QPoint] = []

        def still() -> bool:
            if not hindrance(widget, where):
                before.append(widget.mapTo(widget.window(), (seen_part(widget) & (where or widget.rect())).center()))
            else:
                before.clear()
            return not shiboken6.isValid(widget) or (
                len(before) > 2 and len(set(map(QPoint.toTuple, before[-3:]))) == 1
            )

        wait(still, lambda: f"{words_on(widget) or widget.accessibleName()!r} {hindrance(widget, where)}", step=10)
        if not shiboken6.isValid(widget):
            return False
        QTest.mouseClick(widget.window().windowHandle(), Qt.MouseButton.LeftButton, _NONE, before[-1])
        return True

    def _use(
        self, name: str, candidates: Callable[[], list[QWidget]], patience: float, *, either: bool = False
    ) -> None:
        """Click what has a name; what was made anew meanwhile is looked for again."""
        while not self._click(self._one(name, candidates, patience, either=either)):
            pass

    def _activate(self, top: QWidget) -> None:
        """People look at one window at a time. A list that closes leaves no window active on this platform."""
        if top.windowType() == Qt.WindowType.Popup:
            return
        QTest.qWait(0)
        if not top.isActiveWindow():
            top.activateWindow()
            wait(top.isActiveWindow, "the window does not become the active one")

    def speak(self, language: str) -> None:
        """Change the language of the window, by that language's own name."""
        self._press(language, PATIENCE)

    def press(self, msgid: str, patience: float = PATIENCE, *, either: bool = False, **given: object) -> None:
        """Click the button, box, link or menu entry of that name; ``either`` where two of a name do the same."""
        self._press(self.word(msgid, **given), patience, either=either)

    def _press(self, wanted: str, patience: float, *, either: bool = False) -> None:
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            action = next((a for a in menu.actions() if a.text() == wanted and a.isEnabled()), None)
            assert action is not None, f"the menu has no {wanted!r}: {[a.text() for a in menu.actions()]}"
            self._click(menu, menu.actionGeometry(action))
            wait(lambda: not shiboken6.isValid(menu) or not menu.isVisible(), "the menu stays open")
            return

        def buttons() -> list[QWidget]:
            return [b for b in self._shown(QAbstractButton) if is_called(b, wanted)]

        self._use(wanted, buttons, patience, either=either)

    def menu(self) -> list[str]:
        """The entries of the menu that is open."""
        menu = wait(QApplication.activePopupWidget, "no menu has opened")
        assert isinstance(menu, QMenu)
        return [action.text() for action in menu.actions() if action.text()]

    def pick(self, name: str, option: str) -> None:
        """Press one of the buttons of a group: ``name`` is the group's, ``option`` the button's."""

        def buttons() -> list[QWidget]:
            spoken = f"{name}: {option}"
            return [b for b in self._shown(QAbstractButton) if b.accessibleName() == spoken]

        self._use(f"{name}: {option}", buttons, PATIENCE)

    def tab(self, title: str) -> None:
        """Click a tab (of a record); a count or mark after its words does not matter."""

        def bars() -> list[tuple[QTabBar, int]]:
            return [(bar, n) for bar in self._shown(QTabBar) if not seen_part(bar).isEmpty() for n in range(bar.count())
                    if bar.tabText(n) == title or bar.tabText(n).startswith(title + " ")]  # fmt: skip

        bar, number = wait(lambda: next(iter(bars()), None), lambda: f"no tab {title!r}{self._report()}")
        if bar.isTabVisible(number):
            wait(lambda: not hindrance(bar, bar.tabRect(number)), f"the tab {title!r} is not in sight")
            self._click(bar, bar.tabRect(number))
        else:
            entry = bar.tabText(number)
            self._press(self.word("More sections: {count}", count="").strip(), PATIENCE)  # however many it says
            self._press(entry, PATIENCE)
        wait(lambda: bar.currentIndex() == number, f"the tab {title!r} does not come to the front")

    # -- rows --------------------------------------------------------------------------------------

    def row(self, text: str, patience: float = PATIENCE) -> str:
        """Click the row of a list that says so (a section, a record, a claim); gives all the row says."""

        def found() -> tuple[QAbstractItemView, QModelIndex] | None:
            every = [(view, index) for view in self._shown(QAbstractItemView) for index in rows(view)]
            exact = (row for row in every if row[1].data() == text)
            return next(exact, None) or next((row for row in every if text in row_said(row[1])), None)

        view, index = wait(found, lambda: f"no row says {text!r}{self._report()}", patience)
        whole = row_said(index)
        self._click_row(view, index)
        return whole

    def _click_row(self, view: QAbstractItemView, index: QModelIndex) -> None:
        view.scrollTo(index)
        area = view.viewport()
        if isinstance(view.parentWidget(), QWidget):
            scroll_to(area)
        self._click(area, view.visualRect(index))

    def go(self, msgid: str) -> None:
        """To a section, by its row in the navigation."""
        self.row(self.word(msgid))

    # -- keys ------------------------------------------------------------------------------------

    def key(self, name: str) -> None:
        """Press a key ("Enter") or a chord ("Ctrl+L"), wherever the focus is."""
        top = QApplication.activePopupWidget() or self._windows()[0]
        self._activate(top)
        held = _NONE
        *modifiers, last = name.split("+")
        for modifier in modifiers:
            held |= getattr(Qt.KeyboardModifier, {"Ctrl": "Control"}.get(modifier, modifier) + "Modifier")
        code = _KEYS.get(last) or getattr(Qt.Key, f"Key_{last}")
        QTest.keyClick(top.windowHandle(), code, held)

    def write(self, text: str) -> None:
        """Type where the focus is, letter by letter, in any script; a new line is Enter."""
        for letter in text:
            self._letter(letter, caps=False)

    def write_with_caps(self, text: str) -> None:
        """As ``write`` with Caps Lock on: capitals without Shift."""
        for letter in text:
            self._letter(letter, caps=True)

    def _letter(self, letter: str, *, caps: bool) -> None:
        top = QApplication.activePopupWidget() or self._windows()[0]
        if letter == "\n":
            QTest.keyClick(top.windowHandle(), Qt.Key.Key_Return)
            return
        code = ord(letter.upper()) if len(letter.upper()) == 1 else 0
        held = Qt.KeyboardModifier.ShiftModifier if letter.isupper() and not caps else _NONE
        for pressed in (True, False):
            QTest.simulateEvent(top.windowHandle(), pressed, code, held, letter, False)

    def _field(self, name: str, patience: float = PATIENCE) -> QWidget:
        def fields() -> list[QWidget]:
            named = [w for w in self._shown(QWidget) if isinstance(w, FIELDS) and w.accessibleName() == name]
            return [w for w in named if not isinstance(w.parentWidget(), QComboBox)]

        return self._one(name, fields, patience)

    def type_into(self, msgid: str, text: str) -> None:
        """Click into the field of that name, replace what stands there, letter by letter."""
        name = self.word(msgid)
        field = self._field(name)
        self._click(typed_in(field))

        def focused() -> bool:
            holder = QApplication.focusWidget()
            return holder is not None and (holder is field or field.isAncestorOf(holder))

        wait(focused, f"{name!r} does not take the focus")
        if text_of(field):
            self.key("Ctrl+A")
        self.write(text)
        read = text_of(field)
        assert read == text or not read, f"{name!r} holds {read!r}"

    def paste_into(self, msgid: str, text: str) -> None:
        """Replace what stands in a field by what is on the clipboard."""
        QApplication.clipboard().setText(text)
        self._click(typed_in(self._field(self.word(msgid))))
        self.key("Ctrl+A")
        self.key("Ctrl+V")

    def choose(self, msgid: str, option: str) -> None:
        """Open a drop-down and click an entry; in one that is typed into, find it by typing."""
        name = self.word(msgid)
        box = self._field(name)
        assert isinstance(box, QComboBox), f"{name!r} is no list to choose from"
        if box.isEditable():
            self.type_into(name, option)
            self.key("Tab")
        else:
            self._click(box)
            view = box.view()
            wait(view.isVisible, f"the list of {name!r} does not open")
            number = next((n for n in range(box.count()) if box.itemText(n) == option), -1)
            assert number >= 0, f"{name!r} has no {option!r}"
            self._click_row(view, view.model().index(number, 0))
            wait(lambda: not view.isVisible(), f"the list of {name!r} stays open")
        wait(lambda: box.currentText() == option, lambda: f"{name!r} is {box.currentText()!r}, not {option!r}")

    def answer(self, path: str, term_id: str) -> None:
        """Say a term in a field of a record, whether it offers buttons or a list."""
        name, option = self.field(path), self.term(term_id)
        spoken = f"{name}: {option}"

        def ways() -> str:
            if any(b.accessibleName() == spoken for b in self._shown(QAbstractButton)):
                return "buttons"
            return "list" if any(w.accessibleName() == name for w in self._shown(QComboBox)) else ""

        if wait(ways, lambda: f"{name!r} is not to be seen{self._report()}") == "buttons":
            self.pick(name, option)
        else:
            self.choose(name, option)

    # -- the system's dialog -----------------------------------------------------------------------

    def file(self, *paths: Path) -> None:
        """In the dialog for files that has opened: type the path, Enter."""
        dialog = wait(lambda: next((d for d in self._shown_dialogs()), None), "no dialog for files has opened")
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        self._activate(dialog)
        self._click(line)
        self.key("Ctrl+A")
        self.write(str(paths[0]) if len(paths) == 1 else " ".join(f'"{path}"' for path in paths))
        self.key("Enter")
        wait(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible(), "the dialog for files stays open")

    def _shown_dialogs(self) -> list[QFileDialog]:
        return [d for d in self.shell.findChildren(QFileDialog) if d.isVisible()]


__all__ = ["LONG", "Person", "wait"]
