"""Whole screens on a practice vault made in a temporary folder, for pictures; all people and places are invented."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QApplication, QWidget

from field_doc.app.commands import records, vaults
from field_doc.app.session import Session
from field_doc.base.errors import WorldProblem
from field_doc.ui.main import build
from field_doc.ui.memory import Forgetful
from field_doc.ui.program import Host, Program
from field_doc.vault.kdf import KdfParameters

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

_PHRASE: Final = "larch boat cold bell paper lake"
_FAST: Final = KdfParameters(memory_kib=65536, passes=1, lanes=4)
_PATIENCE: Final = 20.0
_LONG: Final = (
    "Обстріл вулиці Архистратига Михаїла та провулка Новоолександрівського під час евакуації мешканців "
    "Великомихайлівської територіальної громади"
)
_SQUARE: Final = [
    [[31.54792, 51.61802], [31.54799, 51.61806], [31.54810, 51.61805], [31.54812, 51.61801], [31.54792, 51.61802]]
]
_TOLD: Final = (
    "Десь одинадцятого чи дванадцятого, зранку, бо корова ще не доєна була.",
    "Почули машини з боку лісосмуги, три чи чотири.",
    "Сусід вийшов до воріт, його покликали й повели за городи.",
)


def _cheap(passphrase: str, salt: bytes, parameters: KdfParameters) -> bytes:
    """In place of Argon2id: these vaults live for one picture."""
    del parameters
    return hashlib.sha256(salt + passphrase.encode()).digest()


def wait(ready: Callable[[], bool]) -> None:
    """Let the program work until something holds."""
    end = time.monotonic() + _PATIENCE
    app = QApplication.instance()
    while not ready() and time.monotonic() < end and app is not None:
        app.processEvents()
        time.sleep(0.005)


class Sample:
    """An open window on a vault with a case, some incidents, a sealed one, a burial site and a note."""

    def __init__(self, words: Words, *, filled: bool = True) -> None:
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "Vault.fdvault"
        with Session(derive=_cheap) as session:
            vaults.create_vault(
                session, path, documenter="Документатор", code="FD3-D02", passphrase=_PHRASE, parameters=_FAST
            )
            self.case = records.new_record(session, "case", {"title": "Село Тихоріччя"}).id
            if filled:
                self._fill(session)
        host = Host(lambda: Session(derive=_cheap), lambda _vault: None)
        self.program: Program
        self.program, self._runner = build(Forgetful(), words, host)
        self.program.entry.show_unlock(path)
        self.shell = self.program.shell
        self.shell.show()
        page: Any = self.shell.page
        page.presenter.open(_PHRASE)
        wait(lambda: self.program.frame.standing is not None and bool(self.program.frame.cases))
        self.program.choose_case(self.case)

    def _fill(self, session: Session) -> None:
        def begin(record_type: str, **fields: Any) -> str:
            return records.new_record(session, record_type, fields, case=self.case).id

        for number in range(1, 9):
            begin("incident", title=f"Обстріл вулиці Садової, удар {number}")
        self.incident = begin("incident", title="Зникнення мешканця", summary="\n\n".join(_TOLD))
        records.seal(session, self.incident)
        records.amend(session, self.incident, {"title": "Зникнення двох мешканців"}, "Уточнено кількість")
        boundary = {"type": "Polygon", "coordinates": _SQUARE}
        self.site = begin("burial_site", site_name_local={"text": "край лісосмуги", "lang": "uk"}, boundary=boundary)
        entries = [{"at": f"2026-11-20T12:0{i}:00+02:00", "text": text} for i, text in enumerate(_TOLD)]
        self.note = begin("note", entries=entries)
        self.person = begin("person")
        self.consent = begin("consent", person=self.person, purposes={"cp_record": "yes", "cp_audio": "no"})
        account = {"paragraphs": list(_TOLD), "lang": "uk"}
        self.statement = begin("statement", person=self.person, consent=self.consent, account=account)

    def open(self, record: str, tab: str = "") -> Any:
        """Show a record."""
        self.program.open_record(record, tab)

        def there() -> bool:
            page = getattr(self.shell.section, "page", None)
            return page is not None and page.record_id == record and page.view is not None

        wait(there)
        section: Any = self.shell.section
        return section.page

    def finish(self) -> None:
        """Close vault and threads; the folder goes."""
        self.program.quit()
        self._runner.close()
        self._folder.cleanup()


def screen(show: Callable[[Sample], None], *, filled: bool = True) -> Callable[[Words], QWidget]:
    """A picture: a window on a practice vault, and what is shown in it."""

    def make(words: Words) -> QWidget:
        sample = Sample(words, filled=filled)
        show(sample)
        wait(lambda: sample._runner.running == 0)  # noqa: SLF001 (this module)
        sample.shell.finish = sample.finish  # type: ignore[attr-defined]  # whoever draws the picture calls it
        return sample.shell

    return make


def _history(sample: Sample) -> None:
    page = sample.open(sample.incident, "versions")
    wait(lambda: page.history.table.model().rowCount() > 0)


def _compare(sample: Sample) -> None:
    page = sample.open(sample.incident, "versions")
    page.presenter.compare(1, 2)
    wait(lambda: page.view.current_key == "compare")


def _gate(sample: Sample) -> None:
    sample.program.new_record("statement")
    section: Any = sample.shell.section
    page = section._aside  # noqa: SLF001 (the page shown in place of the record)
    given = {"needed": "yes", "told": "no", "warned": "no", "safe": "yes", "adult": "yes", "able": "yes"}
    for question, choice in {**given, "agrees": "not_yet"}.items():
        page.groups[question].set_key(choice)
        page.presenter.answer(question, choice)


def _search(sample: Sample) -> None:
    sample.open(sample.statement)
    sample.program.open_search()
    box = sample.program._parts["search"]  # noqa: SLF001 (made by the line before)
    box.line.setText("лісосмуг")
    box.presenter.type("лісосмуг")


def _identity(sample: Sample) -> None:
    page = sample.open(sample.person)
    page.foot.identity_wanted.emit()


def _seal(sample: Sample) -> None:
    sample.open(sample.site).seal()


def _identity_open(sample: Sample) -> None:
    """The identity behind a code, opened with a reason."""
    _identity(sample)
    section: Any = sample.shell.section
    wait(lambda: section._aside is not None)  # noqa: SLF001 (the page shown in place of the record)
    section._aside.reason.setText("Звірити ім’я зі слідчим")  # noqa: SLF001
    section._aside.open()  # noqa: SLF001
    wait(lambda: section._aside.page is not None and section._aside.page.view is not None)  # noqa: SLF001


def _amending(sample: Sample) -> None:
    """A sealed record opened for an amendment; sealing asks for the reason."""
    page = sample.open(sample.incident)
    page.presenter.amend()
    wait(lambda: page.presenter.is_draft and page.view is not None)
    page.seal()


def _long_names(sample: Sample) -> None:
    """Words longer than any row."""
    sample.program.new_record("incident", {"title": _LONG, "summary": {"paragraphs": [_LONG] * 3, "lang": "uk"}})
    section: Any = sample.shell.section
    wait(lambda: bool(section.page.record_id) and section.page.view is not None)


def _not_saved(sample: Sample) -> None:
    """Saving failed: what was typed stays, and the status line says so."""
    sample.open(sample.statement, "account")
    sample.program.save_failed(WorldProblem("disk.full"))


def _nothing_found(sample: Sample) -> None:
    _search(sample)
    box = sample.program._parts["search"]  # noqa: SLF001 (made by the line before)
    box.line.setText("щкхзъ")
    box.presenter.type("щкхзъ")


def _palette(sample: Sample) -> None:
    sample.open(sample.incident)
    sample.program.open_search()


MORE: Final[dict[str, Callable[[Words], QWidget]]] = {
    "live-overview": screen(lambda s: s.program.go("overview")),
    "live-03-statement": screen(lambda s: s.open(s.statement, "account")),
    "live-03-seal-question": screen(_seal),
    "live-04-history": screen(_history),
    "live-04-compare": screen(_compare),
    "live-08-burial-site": screen(lambda s: s.open(s.site)),
    "live-13-search": screen(_search),
    "live-15-before-asking": screen(_gate),
    "live-03-consent": screen(lambda s: s.open(s.consent, "purposes")),
    "live-03-person": screen(lambda s: s.open(s.person)),
    "live-03-long-names": screen(_long_names),
    "live-03-not-saved": screen(_not_saved),
    "live-03-empty": screen(lambda s: s.program.go("statements"), filled=False),
    "live-04-sealed": screen(lambda s: s.open(s.incident, "what")),
    "live-04-amending": screen(_amending),
    "live-13-nothing-found": screen(_nothing_found),
    "live-13-palette": screen(_palette),
    "live-case": screen(lambda s: s.open(s.case)),
    "live-overview-empty": screen(lambda s: s.program.go("overview"), filled=False),
    "live-identity-open": screen(_identity_open),
    "live-note": screen(lambda s: s.open(s.note)),
    "live-identity": screen(_identity),
}
