"""What the viewer decides: when a picture may be decoded, and that every opening is entered first. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from field_doc.base.errors import Cancelled, FieldDocError
from field_doc.decode.values import Pixels, Problem
from field_doc.ui.messages import describe

if TYPE_CHECKING:
    from field_doc.app.changes import Changes
    from field_doc.base.i18n import Words
    from field_doc.ui.acts.media import MediaActs
    from field_doc.ui.tasks import Runner
    from field_doc.ui.views.media.tiles import Tile


@dataclass(frozen=True, slots=True)
class ViewState:
    """What is shown of one file. ``covered`` means: not decrypted, not decoded, no pixel in this process."""

    tile: Tile | None = None
    covered: bool = True
    busy: bool = False
    grey: bool = True
    problem: str = ""
    purpose_problem: str = ""
    can_show: bool = True


class ViewerScreen(Protocol):
    """What the presenter says to the viewer."""

    def show_view(self, state: ViewState) -> None:
        """Show a state."""
        ...

    def show_pixels(self, picture: Any) -> None:
        """Show a picture, as it was prepared."""
        ...

    def drop_pixels(self) -> None:
        """Let the picture go at once."""
        ...


class ViewPresenter:
    """One file at a time.

    A purpose is asked before the first picture and again before each one that carries a content warning;
    other pictures then open under the purpose given. Each opening is an entry of its own.
    ``prepare`` makes pixels ready to be shown, off the GUI thread.
    """

    def __init__(
        self,
        view: ViewerScreen,
        runner: Runner,
        acts: MediaActs,
        words: Words,
        announce: Callable[[Changes], None],
        prepare: Callable[[Pixels], Any] = lambda pixels: pixels,
    ) -> None:
        self._view, self._runner, self._acts, self._words = view, runner, acts, words
        self._announce, self._prepare = announce, prepare
        self._purpose = ""
        self._turn = 0
        self.state = ViewState()

    def _show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._view.show_view(self.state)

    def begin(self, tile: Tile) -> None:
        """Go to a file: covered, unless a purpose was given and nothing warns."""
        self._turn += 1
        self._view.drop_pixels()
        can = tile.kind == "image"
        grey = True if tile.warnings else self.state.grey
        self.state = ViewState(tile, grey=grey, can_show=can)
        self._show()
        if can and self._purpose and not tile.warnings:
            self.show(self._purpose)

    def show(self, purpose: str) -> None:
        """Enter the opening in the ledger, decode in the child, show."""
        tile = self.state.tile
        if tile is None or self.state.busy or not self.state.can_show:
            return
        if not purpose.strip():
            self._show(purpose_problem=self._words("Say why it is opened; it will stand in the ledger."))
            return
        self._purpose = purpose.strip()
        self._turn += 1
        turn, used = self._turn, self._purpose
        self._show(busy=True, problem="", purpose_problem="")
        self._runner.submit(
            lambda _r: self._prepared(tile.id, used),
            owner=self._view,
            done=lambda found: self._seen(turn, found),
            failed=lambda error: self._failed(turn, error),
            where="pool",
        )

    def _prepared(self, file_id: str, purpose: str) -> object:
        """In the pool: large pictures take longer to be made ready than the window may wait."""
        found = self._acts.view(file_id, purpose)
        return found if isinstance(found, Problem) else self._prepare(found)

    def _seen(self, turn: int, found: object) -> None:
        from field_doc.app.changes import Kind, changed

        self._announce(changed(Kind.LEDGER))
        if turn != self._turn:
            return  # hidden or gone on meanwhile: the pixels are let go unseen
        if isinstance(found, Problem):
            self._show(busy=False, problem=self._said(FieldDocError(found.code)))
            return
        self._view.show_pixels(found)
        self._show(busy=False, covered=False)

    def _said(self, error: Exception) -> str:
        what = describe(error, self._words).what
        kept = self._words("The original is kept whole and a copy can be written.")
        return f"{what} {kept}"

    def _failed(self, turn: int, error: Exception) -> None:
        if turn != self._turn:
            return
        text = "" if isinstance(error, Cancelled) else describe(error, self._words).text
        self._show(busy=False, problem=text)

    def hide(self) -> None:
        """Space: cover it again at once; the pixels are let go."""
        self._turn += 1
        self._view.drop_pixels()
        self._show(covered=True, busy=False)

    def set_grey(self, grey: bool) -> None:
        """Without or with colours."""
        self._show(grey=grey)

    def leave(self) -> None:
        """The viewer is closed: nothing of a picture stays, the next opening asks for a purpose anew."""
        self._turn += 1
        self._purpose = ""
        self._view.drop_pixels()
        self.state = ViewState(grey=self.state.grey)

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self._show()
