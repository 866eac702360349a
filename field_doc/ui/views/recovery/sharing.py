"""Making recovery shares: how many, one by one, two words of each typed back. No widgets, no threads."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, Protocol

from field_doc.base.errors import Cancelled
from field_doc.ui.messages import describe

if TYPE_CHECKING:
    from field_doc.app.changes import Changes
    from field_doc.app.commands.vaults import Shares
    from field_doc.base.i18n import Words
    from field_doc.ui.tasks import Runner

Step = Literal["plan", "show", "type", "end"]
PLANS: Final = ((2, 3), (3, 5), (2, 2))


class SharingActs(Protocol):
    """What making shares needs; runs off the GUI thread."""

    def make_shares(self, threshold: int, count: int) -> Shares:
        """New shares; earlier ones open nothing any more."""
        ...

    def note_shares(self) -> None:
        """Words of every share were typed back."""
        ...


@dataclass(frozen=True, slots=True)
class SharingState:
    """All the page shows. ``asked`` are the numbers (from 1) of the two words to type back."""

    step: Step = "plan"
    threshold: int = 2
    count: int = 3
    number: int = 0
    words: tuple[str, ...] = ()
    asked: tuple[int, int] = (1, 2)
    problems: tuple[str, str] = ("", "")
    busy: bool = False
    failure: str = ""


class SharingView(Protocol):
    """What the presenter says to the page."""

    def show_state(self, state: SharingState) -> None:
        """Show a state."""
        ...


def two_numbers(count: int) -> tuple[int, int]:
    """Two different numbers from 1 to ``count``, the smaller first."""
    first = secrets.randbelow(count) + 1
    second = (first - 1 + 1 + secrets.randbelow(count - 1)) % count + 1
    return min(first, second), max(first, second)


class SharingPresenter:
    """The words live in here only while their page is shown."""

    def __init__(
        self,
        view: SharingView,
        runner: Runner,
        acts: SharingActs,
        words: Words,
        announce: Callable[[Changes], None],
        complete: Callable[[str], str | None],
        numbers: Callable[[int], tuple[int, int]] = two_numbers,
    ) -> None:
        self._view, self._runner, self._acts, self._words = view, runner, acts, words
        self._announce, self._complete, self._numbers = announce, complete, numbers
        self._left: list[tuple[str, ...]] = []
        self.state = SharingState()

    def _show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._view.show_state(self.state)

    def begin(self) -> None:
        """The page is shown."""
        self._view.show_state(self.state)

    def plan(self, threshold: int, count: int) -> None:
        """So many of so many open the vault."""
        self._show(threshold=threshold, count=count)

    def make(self) -> None:
        """Make them; from now on earlier shares open nothing."""
        if self.state.busy or self.state.step != "plan":
            return
        threshold, count = self.state.threshold, self.state.count
        self._show(busy=True, failure="")
        self._runner.submit(
            lambda _r: self._acts.make_shares(threshold, count), owner=self._view, done=self._made, failed=self._failed
        )

    def _failed(self, error: Exception) -> None:
        self._show(busy=False, failure="" if isinstance(error, Cancelled) else describe(error, self._words).text)

    def _made(self, shares: Shares) -> None:
        self._left = [tuple(m.split()) for m in shares.mnemonics]
        self._announce(shares.changes)
        self._show(busy=False)
        self._next()

    def _next(self) -> None:
        if not self._left:
            self._show(words=(), busy=True)
            self._runner.submit(
                lambda _r: self._acts.note_shares(), owner=self._view, done=self._noted, failed=self._failed
            )
            return
        words = self._left[0]
        number = self.state.count - len(self._left) + 1
        self._show(step="show", number=number, words=words, problems=("", ""), asked=self._numbers(len(words)))

    def _noted(self, _result: object) -> None:
        self._show(step="end", words=(), busy=False)

    def written(self) -> None:
        """It is on paper: the words go from the screen, two of them are asked."""
        self._show(step="type", words=())

    def look_again(self) -> None:
        """Back to the words of this share."""
        if self._left:
            self._show(step="show", words=self._left[0], problems=("", ""))

    def check(self, first: str, second: str) -> None:
        """Compare the two words with the share."""
        share = self._left[0]
        problems = tuple(
            ""
            if self._complete(typed) == share[number - 1]
            else self._words("This is not word {number}. Look at the sheet.", number=number)
            for typed, number in zip((first, second), self.state.asked, strict=True)
        )
        if any(problems):
            self._show(problems=problems)
            return
        self._left.pop(0)
        self._next()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self._show()
