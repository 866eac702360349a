"""Records that belong together on a practice vault, for pictures; all people and places are invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from field_doc.app.commands import records
from field_doc.ui.sample_program import Sample, screen, wait

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from field_doc.base.i18n import Words


def _fill(sample: Sample) -> dict[str, str]:
    """A site with visits, a survey, remains; links to an incident and from a statement."""
    session = sample.program.need_session()

    def begin(record_type: str, **fields: Any) -> str:
        return records.new_record(session, record_type, fields, case=sample.case).id

    site = sample.site
    visits = [begin("visit", site=site, visit_no=number) for number in (1, 2)]
    records.seal(session, visits[0])
    begin("survey", site=site)
    for _ in range(4):
        begin("remains", site=site)
    begin(
        "link", from_record=sample.incident, to_record=site, relation="rt_found_at",
        corroboration="cor_partly",
    )  # fmt: skip
    begin("link", from_record=site, to_record=sample.statement, relation="rt_supports", corroboration="cor_unknown")
    sample.program.changed(records.open_amendment(session, visits[0]).changes)
    return {"site": site, "visit": visits[1]}


def _connections(sample: Sample) -> None:
    made = _fill(sample)
    page = sample.open(made["site"], "connections")
    wait(lambda: page.connections is not None and page.connections.blocks["links"].model.rowCount() > 0)


def _links(sample: Sample) -> None:
    """A statement: links said from there, and what it names."""
    _fill(sample)
    page = sample.open(sample.statement, "connections")
    wait(lambda: page.connections is not None and page.connections.blocks["names"].model.rowCount() > 0)


def _visit(sample: Sample) -> None:
    made = _fill(sample)
    sample.open(made["visit"])


def _visits(sample: Sample) -> None:
    made = _fill(sample)
    sample.open(made["visit"])
    section: Any = sample.shell.section
    section.pane.head.kind.click()


def _more(sample: Sample) -> None:
    _fill(sample)
    sample.shell.nav.set_open(on=True)
    sample.program.go("links")


def _overview(sample: Sample) -> None:
    _fill(sample)
    sample.shell.nav.set_open(on=True)
    sample.program.frame.ask()
    sample.program.go("overview")


def _threats(sample: Sample) -> None:
    sample.program.list_type("threat")


def _no_visits(sample: Sample) -> None:
    sample.program.list_type("visit")


MORE: Final[dict[str, Callable[[Words], QWidget]]] = {
    "live-16-connections": screen(_connections),
    "live-16-connections-empty": screen(lambda s: s.open(s.site, "connections")),
    "live-16-links": screen(_links),
    "live-16-visit": screen(_visit),
    "live-16-nav-all": screen(_more),
    "live-16-overview-all": screen(_overview),
    "live-16-list-empty": screen(_threats, filled=False),
    "live-16-list-empty-visits": screen(_no_visits, filled=False),
}
