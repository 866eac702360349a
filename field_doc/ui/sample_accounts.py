"""Two accounts beside each other, and a consent taken back, on a practice vault for pictures; all is invented."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from field_doc.app.commands import records
from field_doc.ui.recordpage import page_accounts
from field_doc.ui.recordpage.accounts import AccountsTab
from field_doc.ui.sample_program import Sample, screen, wait

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from field_doc.base.i18n import Words

_OTHER: Final = (
    "Це було по обіді, ми саме копали картоплю.",
    "Спершу почули одну машину, потім ще дві з боку лісосмуги.",
    "Сусіда вивели за городи двоє у формі без знаків.",
)


def _accounts(sample: Sample, *, linked: bool = False) -> Any:
    session = sample.program.need_session()
    incidents: Any = [sample.incident]
    first = dict(session.run(lambda s: s.records.fields(sample.statement)))
    known: dict[str, Any] = {"source_of_knowledge": ["kn_saw", "kn_heard"], "contact_path": "Через старосту села"}
    records.save_draft(session, sample.statement, {**first, "incidents": incidents, **known})
    told: Any = {"paragraphs": list(_OTHER), "lang": "uk"}
    other = records.new_record(
        session, "statement", {"account": told, "incidents": incidents, **known}, case=sample.case
    ).id
    if linked:
        fields = {
            "from_record": sample.statement, "to_record": other, "relation": "rt_supports",
            "corroboration": "cor_partly", "basis": "Обидві називають три машини.",
        }  # fmt: skip
        records.new_record(session, "link", fields, case=sample.case)
    page = sample.open(sample.statement)
    return page, other


def _choose(sample: Sample) -> None:
    page, _ = _accounts(sample)
    page_accounts.ask(page, sample.program, page._acts)  # noqa: SLF001 (the page's own acts)
    wait(lambda: page._panel is not None)  # noqa: SLF001


def _beside(sample: Sample) -> None:
    page, other = _accounts(sample, linked=True)
    page_accounts.show(page, sample.program, page._acts, sample.statement, other)  # noqa: SLF001
    wait(lambda: page.view.current_key == page_accounts.TAB)


def _beside_end(sample: Sample) -> None:
    _beside(sample)
    section: Any = sample.shell.section
    page = section.page
    tab: Any = page.view.stack.currentWidget().findChild(AccountsTab)
    tab.corroboration.set_key("cor_independent")
    tab.basis.setPlainText("Обидві розповіді називають машини з боку лісосмуги; час різний.")
    tab.main_act()
    bar = tab.verticalScrollBar()
    wait(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())


def _withdraw(sample: Sample) -> None:
    session = sample.program.need_session()
    records.seal(session, sample.consent)
    page = sample.open(sample.consent)
    page.ask_withdraw()
    wait(lambda: page._panel is not None)  # noqa: SLF001
    page._panel.part.setChecked(True)  # noqa: SLF001


def _recall(sample: Sample) -> None:
    _withdraw(sample)
    section: Any = sample.shell.section
    page = section.page
    page._panel.whole.setChecked(True)  # noqa: SLF001
    page._panel.reason.setText("Подзвонила: більше не хоче")  # noqa: SLF001
    page._panel.main_act()  # noqa: SLF001
    wait(lambda: type(page._panel).__name__ == "RecallPanel")  # noqa: SLF001


MORE: Final[dict[str, Callable[[Words], QWidget]]] = {
    "live-17-accounts-choose": screen(_choose),
    "live-17-accounts": screen(_beside),
    "live-17-accounts-said": screen(_beside_end),
    "live-17-withdraw": screen(_withdraw),
    "live-17-recall": screen(_recall),
}
