"""The left side: the recording with its player, or the words of the original. It is looked at, never changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from field_doc.base.errors import FieldDocError
from field_doc.decode.sound_values import AS_RECORDED, FASTEST, SLOWEST, SoundSource
from field_doc.ui.forms.base import row_of
from field_doc.ui.loudspeaker import Speaker, open_speaker
from field_doc.ui.messages import describe
from field_doc.ui.theme import current
from field_doc.ui.views.workbench.keyhelp import KeyHelp
from field_doc.ui.views.workbench.paragraphs import clock, said
from field_doc.ui.views.workbench.pedals import Pedals
from field_doc.ui.views.workbench.player import Player
from field_doc.ui.views.workbench.position import PositionBar
from field_doc.ui.widgets.controls import Button, Choice, ToolButton
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.scroll import Page
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.app.commands.transcripts import Source
    from field_doc.base.i18n import Words

SKIP_MS: Final = 3_000
SPEED_STEP: Final = 10
_TICK_MS: Final = 80


class SourcePane(QWidget):
    """Shows the source and plays it.

    Signals:
        wanted: the recording is to be opened (file id).
        taken: the words of the original are to be taken over as paragraphs.
        original: the original record is to be shown.
    """

    wanted = Signal(str)
    taken = Signal()
    original = Signal()

    def __init__(self, words: Words, pedals: Pedals, speaker: Callable[[], Speaker] = open_speaker) -> None:
        super().__init__()
        self._words, self._pedals, self._make_speaker = words, pedals, speaker
        self._compact = False
        self.player: Player | None = None
        self.source: Source | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        theme = current()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.px(24), theme.px(12), theme.px(16), theme.px(12))
        self._column.setSpacing(theme.px(8))
        self._head()
        self._chooser()
        self._deck()
        self._words_of_it()
        self._help()
        self._show_deck()

    # -- what stands there -------------------------------------------------------------------------

    def _head(self) -> None:
        words = self._words
        self.title = label("", "strong", wrap=True)
        self._column.addWidget(self.title)
        self.rule = label(words("The original stays the record. Nothing in it is changed."), "help", wrap=True)
        self._column.addWidget(self.rule)
        self.to_original = Button(words("Show the original"), "link")
        self.to_original.clicked.connect(self.original)
        self._column.addWidget(self.to_original)

    def _chooser(self) -> None:
        words = self._words
        self.files = Choice(words("Recording"))
        self._column.addWidget(self.files)
        self.opener = Button(words("Open the recording"), icon_name="play")
        self.opener.clicked.connect(self._open)
        self._column.addWidget(self.opener)
        self.entered = label(words("Opening it is entered in the ledger."), "help", wrap=True)
        self._column.addWidget(self.entered)

    def _deck(self) -> None:
        words, theme = self._words, current()
        self.deck = QWidget()
        column = QVBoxLayout(self.deck)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        self.clock = label("", "mono")
        self.bar = PositionBar(words("Position in the recording"))
        self.bar.wanted.connect(self.go)
        column.addWidget(self.clock)
        column.addWidget(self.bar)
        holder = QWidget()
        flow = FlowLayout(holder, gap=theme.px(6), row_gap=theme.px(6))
        self.backer = Button(words("3 s"), "small", icon_name="undo-2")
        self.player_button = Button(words("Play"), "small", icon_name="play")
        self.forwarder = Button(words("3 s"), "small", icon_name="redo-2")
        self.slower = ToolButton("minus", words("Slower"), "small")
        self.speed = label("", "small")
        self.faster = ToolButton("plus", words("Faster"), "small")
        acts = (
            (self.backer, "back"), (self.player_button, "play"), (self.forwarder, "forward"), (self.slower, "slower"),
            (self.faster, "faster"),
        )  # fmt: skip
        for button, act in acts:
            button.clicked.connect(lambda _on=False, a=act: self.act(a))
        for widget in (self.backer, self.player_button, self.forwarder):
            flow.addWidget(widget)
        flow.addWidget(row_of(self.slower, self.speed, self.faster, gap=6))
        column.addWidget(holder)
        self.hint = label("", "help", wrap=True)
        column.addWidget(self.hint)
        self._column.addWidget(self.deck)
        self.problem = label("", "second", wrap=True)
        self._column.addWidget(self.problem)

    def _words_of_it(self) -> None:
        words = self._words
        self.passages = QPlainTextEdit()
        self.passages.setReadOnly(True)
        self.passages.setTabChangesFocus(True)
        self.passages.setAccessibleName(words("Words of the original"))
        self._column.addWidget(self.passages, 3)
        self.taker = Button(words("Take the paragraphs over"), "small")
        self.taker.clicked.connect(self.taken)
        self._column.addWidget(self.taker)

    def _help(self) -> None:
        words = self._words
        self.keys_button = Button(words("Keys and foot pedal"), "link")
        self.keys = KeyHelp(words, self._pedals)
        self.keys_page = Page(self.keys, words("Keys and foot pedal"))
        self.keys_page.hide()
        self.keys_button.clicked.connect(self._toggle_keys)
        self.keys.changed.connect(self._name_keys)
        self._column.addWidget(self.keys_button)
        self._column.addWidget(self.keys_page, 2)
        self._column.addStretch(1)
        self._name_keys()

    @Slot()
    def _toggle_keys(self) -> None:
        """The help takes the place of the original's words."""
        self.keys_page.setVisible(self.keys_page.isHidden())
        self._show_deck()

    @Slot()
    def _name_keys(self) -> None:
        """Tooltips and the line under the player say the keys."""
        words = self._words
        named = {
            "back": words("Back three seconds"),
            "play": words("Play or pause"),
            "forward": words("Forward three seconds"),
            "slower": words("Slower"),
            "faster": words("Faster"),
        }
        buttons = (self.backer, self.player_button, self.forwarder, self.slower, self.faster)
        for button, (act, name) in zip(buttons, named.items(), strict=True):
            said = f"{name} ({self._pedals.said(act, words)})"
            button.setToolTip(said)
            button.setAccessibleName(said)
        first = {act: self._pedals.first(act, words) for act in ("play", "back", "forward", "mark")}
        self.hint.setText(words("{play} play, {back} back, {forward} forward, {mark} time mark", **first))

    # -- the source ----------------------------------------------------------------------------------

    def show_source(self, source: Source, title: str, chosen: str, *, can_take: bool) -> None:
        """What is transcribed; ``chosen`` is the recording named in the transcript, "" for none."""
        self.source = source
        self.title.setText(title)
        self.files.fill((f.id, f.name) for f in source.recordings)
        self.files.set_key(chosen or (source.recordings[0].id if source.recordings else ""))
        self.passages.setPlainText(said(source.passages))
        self.taker.setVisible(can_take and bool(source.passages))
        self._show_deck()
        if not source.recordings and not source.passages:
            self.say(
                self._words("There is no recording and no text here yet. Add the recording to the original first.")
            )

    def set_compact(self, *, compact: bool) -> None:
        """Where it stands above the paragraphs only what is needed to listen is shown."""
        if compact != self._compact:
            self._compact = compact
            for widget in (self.rule, self.to_original, self.hint):
                widget.setVisible(not compact)
            self._show_deck()

    def say(self, text: str) -> None:
        """A calm sentence under the player; "" takes it away."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _show_deck(self) -> None:
        recordings = self.source.recordings if self.source is not None else ()
        opened = self.player is not None
        self.files.setVisible(len(recordings) > 1 and not opened)
        for widget in (self.opener, self.entered):
            widget.setVisible(bool(recordings) and not opened)
        self.deck.setVisible(opened)
        known = bool(self.source is not None and self.source.passages)
        self.passages.setVisible(known and not self._compact and self.keys_page.isHidden())
        if self.source is None or not self.source.passages:
            self.taker.hide()
        self.problem.setVisible(bool(self.problem.text()))
        self.keys_button.setVisible(bool(recordings) and not self._compact)

    @Slot()
    def _open(self) -> None:
        if self.files.key():
            self.opener.setEnabled(False)
            self.wanted.emit(self.files.key())

    def open_failed(self, error: Exception) -> None:
        """It was not opened."""
        self.opener.setEnabled(True)
        self.say(describe(error, self._words).text)

    # -- the player -----------------------------------------------------------------------------------

    def load(self, sound: SoundSource) -> None:
        """Begin to play from this; it stands at the beginning, silent."""
        self.close_sound()
        self.opener.setEnabled(True)
        self.say("")
        self.player = Player(sound, self._make_speaker)
        self._show_deck()
        self._tick()
        self._timer.start()

    def close_sound(self) -> None:
        """Silence; samples and recording are let go."""
        self._timer.stop()
        player, self.player = self.player, None
        if player is not None:
            player.close()
        self._show_deck()

    def position(self) -> int | None:
        """Where the recording stands, None while none is open."""
        if self.player is None:
            return None
        standing = self.player.standing()
        return standing.position_ms if standing.ready else None

    def act(self, name: str) -> bool:
        """An act of the player; False where there is no recording."""
        player = self.player
        if player is None:
            return False
        if name == "play":
            player.toggle()
        elif name in {"back", "forward"}:
            player.skip(-SKIP_MS if name == "back" else SKIP_MS)
        elif name in {"slower", "faster"}:
            speed = player.standing().speed + (SPEED_STEP if name == "faster" else -SPEED_STEP)
            player.set_speed(max(SLOWEST, min(FASTEST, speed)))
        else:
            return False
        self._tick()
        return True

    @Slot(int)
    def go(self, at_ms: int) -> None:
        """Go to a position."""
        if self.player is not None:
            self.player.go(at_ms)
            self._tick()

    @Slot()
    def _tick(self) -> None:
        if self.player is None:
            return
        standing, words = self.player.standing(), self._words
        whole = f" / {clock(standing.duration_ms)}" if standing.duration_ms is not None else ""
        self.clock.setText(f"{clock(standing.position_ms)}{whole}")
        self.bar.show_position(standing.position_ms, standing.duration_ms)
        self.player_button.setText(words("Pause") if standing.playing else words("Play"))
        self.player_button.set_icon_name("pause" if standing.playing else "play")
        shown = f"{standing.speed / AS_RECORDED:.1f}×"
        self.speed.setText(shown.replace(".", ",") if words.lang == "uk" else shown)
        if standing.problem:
            self.unplayable(standing.problem)
        elif not standing.audible:
            self.say(words("This computer has no sound output. The position runs, so marks can still be set."))

    def unplayable(self, code: str) -> None:
        """It cannot be heard: said calmly; the text can still be written."""
        self.close_sound()
        known = describe(FieldDocError(code), self._words)
        self.say(" ".join((known.what, self._words("The text can still be written; marks can be typed."), known.do)))
