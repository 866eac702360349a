"""The page of papers on a practice vault, for pictures; all people and places are invented."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from field_doc.ui import screens
from field_doc.ui.sample_program import Sample, screen, wait

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from field_doc.base.i18n import Words


def _page(sample: Sample, mode: str, **values: str) -> Any:
    screens.part("paper")(sample.program, mode, **values)
    section: Any = sample.shell.section
    wait(lambda: bool(section.page.presenter.state.forms))
    return section.page


def _code(sample: Sample, record_id: str) -> str:
    return sample.program.need_session().run(lambda s: s.records.row(record_id).code)


def _blank_done(sample: Sample) -> None:
    page = _page(sample, "blank")
    page.presenter.set(count=3, out=str((sample.program.vault or Path()).parent / "forms.pdf"))
    page.presenter.go()
    wait(lambda: bool(page.presenter.state.said))


def _asking(sample: Sample) -> None:
    page = _page(sample, "record", code=_code(sample, sample.statement), what="read-back")
    page.presenter.set(out=str(Path("/media/stick/account.pdf")))
    page.presenter.go()


def _foreign(sample: Sample) -> None:
    page = _page(sample, "type", code="W-7K3Q")
    page.presenter.go()
    wait(lambda: bool(page.presenter.state.failure))


def _missing(sample: Sample) -> None:
    _page(sample, "bind", code=_code(sample, sample.statement)).presenter.go()


MORE: Final[dict[str, Callable[[Words], QWidget]]] = {
    "live-paper-blank": screen(lambda s: _page(s, "blank")),
    "live-paper-blank-done": screen(_blank_done),
    "live-paper-type": screen(lambda s: _page(s, "type")),
    "live-paper-foreign": screen(_foreign),
    "live-paper-asking": screen(_asking),
    "live-paper-labels": screen(lambda s: _page(s, "labels")),
    "live-paper-bind-missing": screen(_missing),
}
