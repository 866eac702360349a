"""The office desk: what arrived and how it was judged, devices to compare and revoke, cards, sticks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from field_doc.ui.fmt import KYIV, Fmt
from field_doc.ui.theme import current
from field_doc.ui.views.desk.presenter import DEVICE_STATES, DeskPresenter, DeskState, continues, name_of
from field_doc.ui.widgets.controls import Button, Segments
from field_doc.ui.widgets.digest import DigestLabel
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.fold import FoldSplit
from field_doc.ui.widgets.marks import StateLabel
from field_doc.ui.widgets.pathline import PathLine, ask_path
from field_doc.ui.widgets.progress import ProgressPanel
from field_doc.ui.widgets.records import RecordList
from field_doc.ui.widgets.refill import clear, show_failure
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import hairline, label
from field_doc.ui.widgets.windowed import WindowedModel

if TYPE_CHECKING:
    from field_doc.app.commands.office import DeviceRow
    from field_doc.base.i18n import Words


class DeskPage(QWidget):
    """The page: list at the left, what is chosen at the right."""

    def __init__(self, words: Words, make_presenter: Any) -> None:
        super().__init__()
        self._words = words
        self._panel: ProgressPanel | None = None
        self._shown: object = None
        self._names: tuple[str, str] = ("", "")
        self.fields: dict[str, tuple[FieldBox, Any]] = {}
        self.acts: dict[str, Button] = {}
        self.presenter: DeskPresenter = make_presenter(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        theme = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = head = QHBoxLayout()
        head.setContentsMargins(theme.px(24), theme.px(11), theme.px(24), theme.px(11))
        head.setSpacing(theme.px(8))
        self.title = label("", "title")
        head.addWidget(self.title, 1)
        self.card, self.stick = Button("", "small"), Button("", "small", icon_name="usb")
        self.pull = Button("", icon_name="download")
        for button in (self.card, self.stick, self.pull):
            head.addWidget(button)
        column.addLayout(head)
        self._under_head = QWidget()
        self._flow = FlowLayout(self._under_head, gap=theme.px(8))
        self._flow.setContentsMargins(theme.px(24), 0, theme.px(24), theme.px(10))
        self._under_head.hide()
        column.addWidget(self._under_head)
        column.addWidget(hairline())
        notes = QVBoxLayout()
        notes.setContentsMargins(theme.px(24), 0, theme.px(24), 0)
        self._long, self._failure, self._away = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for place in (self._long, self._failure, self._away):
            notes.addLayout(place)
        self.said = label("", "small", wrap=True)
        notes.addWidget(self.said)
        column.addLayout(notes)
        inner = QWidget()
        self._detail = QVBoxLayout(inner)
        self._detail.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(24))
        self._detail.setSpacing(theme.px(10))
        self._split = FoldSplit(self._list_side(), Page(inner), 430)
        column.addWidget(self._split, 1)

    def _list_side(self) -> QWidget:
        theme = current()
        side = QWidget()
        side.setProperty("ground", "list")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setMinimumWidth(theme.px(260))
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        self.lists = Segments("")
        row.addWidget(self.lists)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(hairline())
        self.model = WindowedModel(self._words, self)
        self.list = RecordList("", self._words, self.model)
        column.addWidget(self.list, 1)
        self.empty = label("", "second", wrap=True)
        self.empty.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        column.addWidget(self.empty)
        return side

    def _connect(self) -> None:
        presenter = self.presenter
        self.pull.clicked.connect(presenter.pull)
        self.card.clicked.connect(presenter.open_card)
        self.stick.clicked.connect(self._ask_stick)
        self.lists.chosen.connect(presenter.show)
        self.list.current_record.connect(presenter.choose)
        self.model.set_source(presenter)
        self.model.total_changed.connect(self._total)

    # -- showing -----------------------------------------------------------------------------------------

    def show_state(self, state: DeskState) -> None:
        """Show a state."""
        if not hasattr(self, "model"):
            return
        words = self._words
        waiting = f" {Fmt(words.lang).number(state.waiting)}" if state.waiting else ""
        names = (words("Received"), words("Devices") + waiting)
        if names != self._names:
            self._names = names
            self.lists.fill([("received", names[0]), ("devices", names[1])])
        self.lists.set_key(state.shown)
        for button in (self.pull, self.card, self.stick):
            button.setEnabled(not state.busy)
        self._show_progress(state)
        show_failure(self._failure, state.failure, integrity=state.integrity)
        show_failure(self._away, state.away)
        self.said.setText(state.said)
        self.said.setVisible(bool(state.said))
        here = (state.panel, state.shown, state.device, state.submission)
        if here != self._shown:
            self._shown = here
            self._show_detail(state)
        for name, (box, _) in self.fields.items():
            box.set_problem(state.problems.get(name, ""))
        for button in self.acts.values():
            button.setEnabled(not state.busy)

    def _show_progress(self, state: DeskState) -> None:
        if state.busy and self._panel is None:
            self._panel = ProgressPanel(self._words)
            self._panel.cancelled.connect(self.presenter.cancel)
            self._long.addWidget(self._panel)
        if not state.busy and self._panel is not None:
            clear(self._long)
            self._panel = None
        if self._panel is not None and state.progress is not None:
            self._panel.show_progress(state.progress, self.presenter.kept())

    def _show_detail(self, state: DeskState) -> None:
        clear(self._detail)
        self.fields, self.acts = {}, {}
        if state.panel == "card":
            self._card_panel(state)
        elif state.device is not None:
            self._device_panel(state, state.device)
        elif state.submission is not None:
            self._submission_panel(state)
        else:
            text = self._words("Choose a row to see what it says.")
            self._detail.addWidget(label(text, "help", wrap=True))
        self._detail.addStretch(1)

    def _add(self, text: str, role: Any = "second") -> None:
        self._detail.addWidget(label(text, role, wrap=True))

    def _device_panel(self, state: DeskState, device: DeviceRow) -> None:
        words = self._words
        self._add(name_of(device, words), "title")
        word = self.presenter.device_word(device)
        self._detail.addWidget(StateLabel(DEVICE_STATES[device.state], words, word), 0, Qt.AlignmentFlag.AlignLeft)
        if device.card_used_twice:
            self._add(words("The card was used by two devices. Speak to the holder before you decide."), "problem")
        self._add(words("Fingerprint of the device"), "section")
        self._detail.addWidget(DigestLabel(device.fingerprint, words("Copy"), per_line=8))
        self._continued_part(device)
        if device.revoked_since:
            self._add(words("Signatures do not count from {when} on.", when=device.revoked_since))
        if device.state == "pending":
            self._add(words("Have the holder read the fingerprint to you, group by group, by telephone or in person. "
                            "Confirm only if all of it is the same."))  # fmt: skip
            self._root_fields(state)
            self._buttons(
                ("refuse", words("It differs: do not confirm"), self.presenter.refuse),
                ("confirm", words("It is the same: confirm"), self._confirm),
            )
        if device.state == "confirmed":
            self._revoke_part()

    def _continued_part(self, device: DeviceRow) -> None:
        words = self._words
        if device.state == "forged":
            text = words(
                "The card does not vouch for these keys: they were exchanged on the way, or sent by somebody who never "
                "had the card. Speak to the holder; nothing can be confirmed here."
            )
            self._add(text, "problem")
        said = continues(device, words)
        if not said:
            return
        self._add(words("A restored or recovered vault"), "section")
        for text in said:
            self._add(text)
        if device.state == "pending":
            text = words(
                "Ask the holder what happened to the earlier laptop. Confirming lets its unsent records in. If it was "
                "lost, revoke its device too."
            )
            self._add(text)

    def _revoke_part(self) -> None:
        words = self._words
        self._add(words("Lost, stolen or in other hands"), "section")
        line = QLineEdit(datetime.now(KYIV).strftime("%Y-%m-%d %H:%M"))
        box = FieldBox(words("Since when (Kyiv time)"), line,
                       help_text=words("The earliest moment it may have been in other hands: signatures from then on "
                                       "do not count. This cannot be undone."))  # fmt: skip
        self.fields["since"] = (box, line)
        self._detail.addWidget(box)
        self._buttons(("revoke", words("Revoke this device"), self._revoke))
        self.acts["revoke"].set_kind("danger")

    def _card_panel(self, state: DeskState) -> None:
        words = self._words
        self._add(words("A card for a new device"), "title")
        self._add(words("One file for one device: it works once and for seven days. Hand it over with the paper act "
                        "that shows the twelve words of the root key."))  # fmt: skip
        code = QLineEdit()
        self._field("code", words("Code of the documenter or device"), code, code)
        out = PathLine(words, words("Card file"), "save")
        self._field("out", words("Card file"), out, out.line)
        self._root_fields(state)
        self._buttons(
            ("close", words("Cancel"), self.presenter.close_panel), ("issue", words("Issue the card"), self._issue)
        )
        code.setFocus()

    def _field(self, name: str, title: str, control: QWidget, line: QLineEdit, help_text: str = "") -> None:
        box = FieldBox(title, control, target=line, help_text=help_text)
        self.fields[name] = (box, line)
        self._detail.addWidget(box)

    def _root_fields(self, state: DeskState) -> None:
        words = self._words
        folder = PathLine(words, words("Folder with the office's root"))
        folder.set_text(state.folder)
        folder.changed.connect(self.presenter.set_folder)
        self._field("folder", words("Folder with the office's root"), folder, folder.line,
                    words("Put the root's stick in for this signature and take it out again."))  # fmt: skip
        phrase = QLineEdit()
        phrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._field("passphrase", words("Passphrase of the root"), phrase, phrase)

    def _submission_panel(self, state: DeskState) -> None:
        words, one = self._words, state.submission
        assert one is not None
        self._add(words("Submission of {device}", device=one.device), "title")
        self._detail.addWidget(StateLabel(one.answer, words), 0, Qt.AlignmentFlag.AlignLeft)
        if one.reason:
            self._add(self.presenter.reason(one.reason), "problem")
            self._add(words("Nothing of it was taken in. The device is told the reason and sends it again."))
        else:
            self._add(
                words("Opened here; every digest was recomputed and is equal, and the device is a confirmed one.")
            )
        up = words("The receipt is at the server.")
        self._add(up if one.told else words("The receipt goes up at the next fetching."))
        self._add(words("Digest of its list"), "section")
        self._detail.addWidget(DigestLabel(one.manifest, words("Copy"), per_line=8))

    def _buttons(self, *acts: tuple[str, str, Any]) -> None:
        holder = QWidget()
        flow = FlowLayout(holder, gap=current().px(8))
        for name, text, do in acts:
            button = Button(text)
            button.clicked.connect(do)
            self.acts[name] = button
            flow.addWidget(button)
        self._detail.addWidget(holder)

    @Slot(int)
    def _total(self, total: int) -> None:
        self.list.setVisible(total > 0)
        self.empty.setVisible(total == 0)
        words = self._words
        received = self.presenter.state.shown == "received"
        self.empty.setText(words("Nothing has arrived yet.") if received else words("No device is known yet."))

    def reload(self) -> None:
        """Ask for the rows again."""
        if hasattr(self, "model"):
            self.model.reload()

    # -- acts ----------------------------------------------------------------------------------------------

    def _take(self, name: str) -> str:
        """What stands in a field; a passphrase is emptied at once."""
        line: QLineEdit = self.fields[name][1]
        text = line.text()
        if name == "passphrase":
            line.clear()
        return text

    @Slot()
    def _confirm(self) -> None:
        self.presenter.confirm(self._take("passphrase"))

    @Slot()
    def _issue(self) -> None:
        self.presenter.issue_card(self._take("code"), self._take("out"), self._take("passphrase"))

    @Slot()
    def _revoke(self) -> None:
        try:
            since = datetime.strptime(self._take("since").strip(), "%Y-%m-%d %H:%M").replace(tzinfo=KYIV)
        except ValueError:
            self.fields["since"][0].set_problem(self._words("Write it as 2026-11-20 14:05."))
            return
        self.presenter.revoke(since)

    @Slot()
    def _ask_stick(self) -> None:
        ask_path(self, self._words("The folder on the stick"), "folder").fileSelected.connect(self._ask_answer)

    @Slot(str)
    def _ask_answer(self, stick: str) -> None:
        dialog = ask_path(self, self._words("An empty folder for the answer"), "folder")
        dialog.fileSelected.connect(lambda answer: self.presenter.receive(stick, answer))

    def set_columns(self, columns: int) -> None:
        """Beside one another, or below; in one column card and stick have a row of their own."""
        self._split.set_columns(columns)
        for place, button in enumerate((self.card, self.stick), start=1):
            if columns == 1:
                self._flow.addWidget(button)
            else:
                self._head.insertWidget(place, button)
            button.show()
        self._under_head.setVisible(columns == 1)

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self._shown = None
        self.title.setText(words("Office desk"))
        self.card.setText(words("Issue a card…"))
        self.stick.setText(words("Receive a stick…"))
        self.pull.setText(words("Get new"))
        self.lists.setAccessibleName(words("What is shown"))
        self.list.retranslate(words("Office desk"), words)
