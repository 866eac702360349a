"""Pictures of the pages of care and of an inherited level; all places and numbers are invented."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from field_doc.app.commands import care, records
from field_doc.formats.referrals import read_entries
from field_doc.ui.fmt import KYIV
from field_doc.ui.sample_program import Sample, screen, wait

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from field_doc.base.i18n import Words

_OBLAST: Final = "ua_63"
_LIST: Final = {
    "entries": [
        {
            "id": "centre", "name": {"uk": "Центр допомоги постраждалим", "en": "Help centre"}, "oblasts": [_OBLAST],
            "needs": ["pn_psych", "pn_legal"], "phones": ["0 800 000 000", "+380 57 000 0000"],
            "hours": {"uk": "щодня 9–18", "en": "every day 9 to 18"}, "languages": ["uk", "en"],
            "last_checked": "2026-10-01",
        },
        {
            "id": "line", "name": {"uk": "Лінія довіри", "en": "Help line"}, "needs": ["pn_psych"],
            "phones": ["0 800 000 001"], "hours": {"uk": "цілодобово", "en": "day and night"}, "languages": ["uk"],
            "last_checked": "2026-09-12",
        },
    ]
}  # fmt: skip


def _with_directory(page: Any) -> None:
    entries = read_entries(json.dumps(_LIST).encode())
    page.directory.show_help(care.Help(care.emergency(), entries, "Офіс", "2026-10-02T08:00:00Z"))
    page.directory.oblast.set_key(_OBLAST)
    page.directory.say()


def _aside(sample: Sample) -> Any:
    section: Any = sample.shell.section
    wait(lambda: sample._runner.running == 0)  # noqa: SLF001 (nothing is read any more)
    return section._aside  # noqa: SLF001 (the page shown in place of the record)


def _stopped(sample: Sample) -> None:
    """A begun talk was stopped; the office's directory is kept."""
    sample.open(sample.statement).foot.stop_wanted.emit()
    page = _aside(sample)
    _with_directory(page)
    page.boxes["pn_psych"].setChecked(True)


def _stopped_early(sample: Sample) -> None:
    """Stopped before anything was begun; only the numbers of the state are there."""
    sample.program.new_record("statement")
    _aside(sample).stop.click()
    _aside(sample)


def _own_words(sample: Sample) -> None:
    """The documenter's own sheet, with something written before."""
    text = "Після розмови довго не міг заснути." if sample.program.words.lang == "uk" else "Could not sleep after it."
    care.keep_debrief(sample.program.need_session(), text)
    sample.open(sample.statement)
    from field_doc.ui import screens

    screens.part("own_words")(sample.program)


def _ask_after(sample: Sample) -> None:
    """Somebody agreed to be asked after, thirty hours ago."""
    session = sample.program.need_session()
    purposes = {"cp_record": {"answer": "yes"}, "cp_recontact": {"answer": "yes"}}
    fields: dict[str, Any] = {"person": sample.person, "status": "cs_given", "purposes": purposes}
    consent = records.new_record(session, "consent", fields, case=sample.case).id
    ended = (datetime.now(KYIV) - timedelta(hours=30)).isoformat(timespec="seconds")
    told: dict[str, Any] = {
        "person": sample.person,
        "consent": consent,
        "ended": ended,
        "statement_kind": "sk_first_account",
    }
    records.new_record(session, "statement", told, case=sample.case)
    sample.program.frame.ask()
    section: Any = sample.shell.section
    section.entered()


def _inherited(sample: Sample) -> None:
    """An incident that says Confidential and holds a Restricted account."""
    session = sample.program.need_session()
    fields: dict[str, Any] = {"incidents": [sample.incident], "handling_level": "hl_restricted"}
    records.new_record(session, "statement", fields, case=sample.case)
    sample.open(sample.incident)


MORE: Final[dict[str, Callable[[Words], QWidget]]] = {
    "live-care-stopped": screen(_stopped),
    "live-care-stopped-early": screen(_stopped_early),
    "live-care-own-words": screen(_own_words),
    "live-care-ask-after": screen(_ask_after),
    "live-level-inherited": screen(_inherited),
}
