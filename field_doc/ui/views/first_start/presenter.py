"""What the first page decides: folder, who documents, passphrase; no widgets, no threads."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from field_doc.base.errors import Cancelled
from field_doc.ui.acts.newvault import FolderFacts, Judgement, NewVault
from field_doc.ui.fmt import Fmt
from field_doc.ui.messages import describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from field_doc.base.i18n import Words
    from field_doc.base.progress import Reporter
    from field_doc.ui.tasks import Runner


class FirstStartActs(Protocol):
    """What the page needs from the program; every method runs off the GUI thread."""

    def look(self, folder: Path) -> FolderFacts:
        """Free space and kind of disk."""
        ...

    def judge(self, passphrase: str) -> Judgement:
        """Estimate a passphrase."""
        ...

    def suggest(self, lang: str) -> str:
        """Six words from the list of that language."""
        ...

    def create(self, request: NewVault, reporter: Reporter) -> object:
        """Make the vault and open it; the result goes to ``opened``."""
        ...


FIELDS: Final = ("folder", "documenter", "code", "phrase", "again")


@dataclass(frozen=True, slots=True)
class FirstStartState:
    """All the page shows. Problems are words by field; ``busy`` while the vault is made."""

    folder: Path
    folder_help: str = ""
    documenter: str = ""
    code: str = ""
    cells: int = 0
    verdict: str = ""
    verdict_detail: str = ""
    same: bool = False
    suggested: str = ""
    problems: dict[str, str] = field(default_factory=dict)
    failure: str = ""
    busy: bool = False


class FirstStartView(Protocol):
    """What the presenter says to the page."""

    def show_state(self, state: FirstStartState) -> None:
        """Show a state."""
        ...

    def opened(self, session: object) -> None:
        """The vault exists and is open."""
        ...

    def go_to(self, field_name: str) -> None:
        """Put the focus into a field."""
        ...


class FirstStartPresenter:
    """Collects what is typed; passphrases stay in here and in the fields, nowhere else."""

    def __init__(self, view: FirstStartView, runner: Runner, acts: FirstStartActs, words: Words, folder: Path) -> None:
        self._view, self._runner, self._acts, self._words = view, runner, acts, words
        self._phrase = self._again = ""
        self._facts: FolderFacts | None = None
        self._judgement: Judgement | None = None
        self.state = FirstStartState(folder)

    def begin(self) -> None:
        """The page is shown: look at the folder."""
        self.set_folder(self.state.folder)

    def _show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._view.show_state(self.state)

    def _without(self, name: str) -> dict[str, str]:
        return {k: v for k, v in self.state.problems.items() if k != name}

    def set_folder(self, folder: Path) -> None:
        """Another place; its facts come later."""
        self._facts = None
        self._show(folder=folder, folder_help="", problems=self._without("folder"))
        self._runner.submit(
            lambda _r: self._acts.look(folder),
            owner=self._view,
            done=self._looked,
            failed=self._failed,
            where="pool",
        )

    def _looked(self, facts: FolderFacts) -> None:
        self._facts = facts
        words, fmt = self._words, Fmt(self._words.lang)
        disk = words("Removable disk.") if facts.removable else words("Internal disk.")
        text = words("{size} free.", size=fmt.size(facts.free_bytes)) + " " + disk
        problem = self._folder_problem()
        problems = self._without("folder") | ({"folder": problem} if problem else {})
        self._show(folder_help=text, problems=problems)

    def _folder_problem(self) -> str:
        facts, words = self._facts, self._words
        if facts is None:
            return ""
        if facts.taken:
            return words("There is something in this folder already. Choose another or open the vault in it.")
        if not facts.writable:
            return words("Nothing can be written here. Choose another folder.")
        if not facts.enough:
            return words("There is too little space here for a vault. Choose another disk.")
        return ""

    def set_documenter(self, text: str) -> None:
        """Who documents."""
        self._show(documenter=text, problems=self._without("documenter"))

    def set_code(self, text: str) -> None:
        """The code given by the office; may stay empty."""
        self._show(code=text)

    def set_phrase(self, text: str) -> None:
        """The passphrase as typed so far; the estimate is asked for separately."""
        self._phrase, self._judgement = text, None
        self._show(
            same=self._same(),
            suggested="",
            cells=0,
            verdict="",
            verdict_detail="",
            problems=self._without("phrase"),
        )

    def set_again(self, text: str) -> None:
        """The passphrase once more."""
        self._again = text
        self._show(same=self._same(), problems=self._without("again"))

    def _same(self) -> bool:
        return bool(self._phrase) and self._phrase == self._again

    def judge(self) -> None:
        """Estimate what is typed; called when the keys have rested for a moment."""
        if self._phrase:
            self._judge_then(lambda: None)

    def _judge_then(self, go_on: Callable[[], None]) -> None:
        """Estimate what is typed, then go on; what was typed meanwhile is judged by itself."""
        phrase = self._phrase

        def done(judgement: Judgement) -> None:
            if phrase == self._phrase:
                self._judged(judgement)
            go_on()

        self._runner.submit(
            lambda _r: self._acts.judge(phrase),
            owner=self._view,
            done=done,
            failed=self._failed,
            where="pool",
        )

    def _judged(self, judgement: Judgement) -> None:
        self._judgement = judgement
        words = self._words
        verdict = words("Good.") if judgement.enough else words("Too weak.")
        spans = {
            "seconds": words("One computer would need seconds."),
            "days": words("Ten strong computers would need days."),
            "years": words("Ten strong computers would need years."),
            "decades": words("Ten strong computers would need decades."),
            "centuries": words("Ten strong computers would need centuries."),
        }
        count = words.plural("{count} word.", "{count} words.", judgement.words)
        detail = f"{count} {spans[judgement.span]}"
        self._show(cells=judgement.cells, verdict=verdict, verdict_detail=detail)

    def suggest(self) -> None:
        """Six words, shown once in the first field; they are typed back by hand into the second."""
        self._runner.submit(
            lambda _r: self._acts.suggest(self._words.lang),
            owner=self._view,
            done=self._suggested,
            failed=self._failed,
            where="pool",
        )

    def _suggested(self, phrase: str) -> None:
        self._phrase, self._again, self._judgement = phrase, "", None
        self._show(suggested=phrase, same=False, problems=self._without("phrase"))
        self.judge()

    def _problems(self) -> dict[str, str]:
        words = self._words
        found = {
            "folder": self._folder_problem(),
            "documenter": "" if self.state.documenter.strip() else words("Write who documents. It stays in the vault."),
            "phrase": self._phrase_problem(),
            "again": "" if self._same() or not self._phrase else words("The two phrases differ. Type it once more."),
        }
        return {name: text for name, text in found.items() if text}

    def _phrase_problem(self) -> str:
        if not self._phrase:
            return self._words("Type a passphrase, or take the suggested one.")
        if self._judgement is None or not self._judgement.enough:
            return self._words("This phrase could be guessed. Take five words that have nothing to do with each other.")
        return ""

    def create(self) -> None:
        """Make the vault when all holds; otherwise say everything that is missing and go to the first.

        A phrase nobody has judged yet (the keys have not rested, it was pasted) is judged first.
        """
        if self.state.busy:
            return
        if self._phrase and self._judgement is None:
            self._show(busy=True, failure="")
            self._judge_then(self._create_judged)
        else:
            self._create_judged()

    def _create_judged(self) -> None:
        self._show(busy=False)
        if self._phrase and self._judgement is None:
            self.create()  # it was changed while it was judged
            return
        problems = self._problems()
        if problems:
            self._show(problems=problems)
            self._view.go_to(next(name for name in FIELDS if name in problems))
            return
        request = NewVault(
            self.state.folder,
            self.state.documenter.strip(),
            self.state.code.strip(),
            self._phrase,
            self._words.lang,
        )
        self._show(busy=True, failure="", problems={})
        self._runner.submit(
            lambda reporter: self._acts.create(request, reporter),
            owner=self._view,
            done=self._created,
            failed=self._failed,
        )

    def _created(self, session: object) -> None:
        self._phrase = self._again = ""
        self._view.opened(session)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._show(busy=False)
            return
        self._show(busy=False, failure=describe(error, self._words).text)

    def retranslate(self, words: Words) -> None:
        """Speak the other language; what was typed stays."""
        self._words = words
        self._show(problems={})
        if self._facts is not None:
            self._looked(self._facts)
        if self._judgement is not None:
            self._judged(self._judgement)
