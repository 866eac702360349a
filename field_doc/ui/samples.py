"""Screens with invented content, for pictures and for looking at; nothing here touches a vault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from field_doc.base.errors import AccessRefused
from field_doc.ui import screens
from field_doc.ui.acts.newvault import FolderFacts, Judgement, NewVault
from field_doc.ui.fmt import Fmt
from field_doc.ui.rows import Row
from field_doc.ui.sample_forms import record_pane
from field_doc.ui.screen import PlainScreen
from field_doc.ui.shell import ResponsiveShell
from field_doc.ui.tasks import Inline
from field_doc.ui.theme import COLOURS, current
from field_doc.ui.views.first_start.view import FirstStartPage
from field_doc.ui.views.overview.shares_offer import SharesOffer
from field_doc.ui.views.unlock.view import UnlockPage
from field_doc.ui.widgets.controls import Button, CheckBox, Radio
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.flow import FlowLayout
from field_doc.ui.widgets.headers import ListHeader
from field_doc.ui.widgets.marks import STATES, StateLabel
from field_doc.ui.widgets.nav import NavItem
from field_doc.ui.widgets.records import RecordList
from field_doc.ui.widgets.status import Status, StatusItem
from field_doc.ui.widgets.strips import Chip, EmptyState, Strip
from field_doc.ui.widgets.text import label
from field_doc.ui.widgets.windowed import WindowedModel

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Reporter

_COUNTS: Final = {
    "incidents": "4", "statements": "12", "persons": "11", "consents": "11", "sites": "2", "items": "38", "notes": "5",
    "cases": "1", "outbox": "3",
}  # fmt: skip
_SWATCHES: Final = (
    "bg.window", "bg.list", "bg.surface", "bg.sunken", "bg.selected", "accent",
    "text.1", "text.2", "text.3", "line", "line.control", "warn",
)  # fmt: skip


class SampleRows:
    """Rows made on demand: any number of them."""

    def __init__(self, words: Words, total: int | None = None, key: str = "statements") -> None:
        self._uk = words.lang == "uk"
        self._total = total
        self._key = key

    def _some(self) -> list[Row]:
        uk = self._uk
        first = "первинна розповідь" if uk else "first account"
        if self._key != "statements":
            letter = {"incidents": "I", "sites": "S", "consents": "K", "missing": "M"}[self._key]
            kinds = {
                "incidents": "Зникнення мешканця Тихоріччя на виїзді з села" if uk else "A resident of Tykhorichchia",
                "sites": "край лісосмуги" if uk else "edge of the tree line",
                "consents": "Надано" if uk else "Given",
                "missing": "Зникла безвісти" if uk else "Still missing",
            }
            day = "12.11.2026" if uk else "12 Nov 2026"
            codes = ("7K3Q-C", "M2XB-4", "4TDH-K")
            states = ("draft", "waiting", "accepted")
            return [
                Row(str(n), f"{letter}-{code}", kinds[self._key], day, state)
                for n, (code, state) in enumerate(zip(codes, states, strict=True), 1)
            ]
        damaged = "Одна частина дійшла пошкодженою." if uk else "One part arrived damaged."
        asks = "Офіс питає: котра вулиця?" if uk else "The office asks: which street?"
        dates = ("12.11.2026", "11.11.2026", "09.11.2026", "08.11.2026", "04.11.2026", "02.11.2026")
        if not uk:
            dates = ("12 Nov 2026", "11 Nov 2026", "9 Nov 2026", "8 Nov 2026", "4 Nov 2026", "2 Nov 2026")
        kind2 = "лише контакт і тема" if uk else "contact and topic only"
        return [
            Row("1", "W-7K3Q-C", first, dates[0], "draft"),
            Row("2", "W-M2XB-4", first, dates[1], "waiting"),
            Row("3", "W-4TDH-K", kind2, dates[1], "accepted"),
            Row("4", "W-9RPC-T", first, dates[2], "stored"),
            Row("5", "W-C6VN-0", first, dates[3], "accepted", reason=asks, reason_tone="accent",
                reason_icon="message-square-text"),
            Row("6", "W-H3QZ-2", first, dates[4], "refused", reason=damaged),
            Row("7", "W-X8FD-M", first, dates[5], "withdrawn"),
        ]  # fmt: skip

    def page(self, offset: int, limit: int, deliver: Callable[[Sequence[Row], int], None]) -> None:
        """Deliver at once."""
        some = self._some()
        total = len(some) if self._total is None else self._total
        rows = []
        for number in range(offset, min(total, offset + limit)):
            like = some[number % len(some)]
            code = like.code if number < len(some) else f"W-{number:04}-A"
            rows.append(Row(str(number + 1), code, like.kind, like.date, like.state, reason=like.reason))
        deliver(rows if self._total is not None else some[offset : offset + limit], total)


class SampleActs:
    """Acts of first start and unlock that always find the same."""

    def look(self, folder: Path) -> FolderFacts:
        """A roomy internal disk."""
        del folder
        return FolderFacts(182_000_000_000)

    def judge(self, passphrase: str) -> Judgement:
        """Good from five words on."""
        count = len(passphrase.split())
        return Judgement(
            min(5, count - 2) if count > 2 else 1, count >= 5, count, "centuries" if count >= 5 else "days"
        )

    def suggest(self, lang: str) -> str:
        """Six invented words."""
        return "калина човен лютий дзвін папір озеро" if lang == "uk" else "larch boat cold bell paper lake"

    def create(self, request: NewVault, reporter: Reporter) -> object:
        """Nothing is made."""
        del reporter
        return request

    def open_vault(self, passphrase: str, reporter: Reporter) -> object:
        """Never opens."""
        del passphrase, reporter
        raise AccessRefused("vault.passphrase-wrong", wait_seconds=4, attempts=2)


def _swatch(token: str) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    patch = QLabel()
    patch.setFixedSize(58, 26)
    theme = current()
    patch.setStyleSheet(
        f"background: {theme.hex(token)}; border: 1px solid {theme.hex('line.control')}; border-radius: 4px;"
    )
    column.addWidget(patch)
    column.addWidget(label(token, "help"))
    return box


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def component_sheet(words: Words) -> QWidget:
    """One theme's sheet: the acceptance picture, from the real widgets."""
    sheet = QWidget()
    sheet.setProperty("ground", "surface")
    sheet.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(sheet)
    column.setContentsMargins(24, 20, 24, 20)
    column.setSpacing(10)
    names = {"light": "Світла", "dark": "Темна", "contrast": "Контрастна"}
    column.addWidget(label(names[current().name], "title"))
    swatches = QWidget()
    flow = FlowLayout(swatches, gap=6, row_gap=4)
    for token in _SWATCHES:
        flow.addWidget(_swatch(token))
    assert set(_SWATCHES) <= set(COLOURS)
    column.addWidget(swatches)
    column.addWidget(label("Стани", "section"))
    for pair in (
        STATES[0:2],
        STATES[2:4],
        STATES[4:6],
        STATES[6:8],
        ("saved", "attention"),
        ("fails", "not_checked"),
    ):
        column.addLayout(_row(*(StateLabel(state, words) for state in pair)))
    _sheet_controls(column)
    _sheet_fields(column)
    _sheet_rows(column, words)
    column.addStretch(1)
    return sheet


def _sheet_controls(column: QVBoxLayout) -> None:
    column.addWidget(label("Кнопки", "section"))
    disabled = Button("Недоступно")
    disabled.setEnabled(False)
    column.addLayout(_row(Button("Зафіксувати", "primary"), Button("Змінити…"), disabled))
    new = Button("Нове", "small", icon_name="plus", key="Ctrl N")
    column.addLayout(_row(Button("Звичайна"), new, Button("Посилання", "link")))


def _sheet_fields(column: QVBoxLayout) -> None:
    value = QLineEdit("Значення")
    column.addWidget(FieldBox("Поле", value, help_text="Пояснення під полем."))
    problem = QLineEdit()
    problem.setPlaceholderText("Місце, відстань, світло")
    box = FieldBox("З проблемою", problem)
    box.set_problem("Для очевидця потрібно. Впишіть або вкажіть, чому порожньо:")
    box.set_reasons(
        (("a", "Не запитували"), ("b", "Не пам’ятає"), ("c", "Відмова"), ("d", "Інше"), ("e", "Ще")),
        "Інша причина",
    )
    column.addWidget(box)
    column.addLayout(
        _row(
            Chip("Обмежений", "edge", icon_name="lock"),
            Chip("без поясу", icon_name="globe"),
            Chip("Тихоріччя", "accent", remove="Прибрати"),
        )
    )
    seen, heard, yes, no = CheckBox("бачила"), CheckBox("чула"), Radio("Так"), Radio("Ні")
    seen.setChecked(True)
    yes.setChecked(True)
    column.addLayout(_row(seen, heard, yes, no))


def _sheet_rows(column: QVBoxLayout, words: Words) -> None:
    model = WindowedModel(words, column.parentWidget())
    rows = RecordList("Розповіді", words, model)
    model.set_source(SampleRows(words))
    rows.setFixedHeight(150)
    rows.setCurrentIndex(model.index(0, 0))
    column.addWidget(rows)
    column.addWidget(Strip("warn", "", "Згода не охоплює двох записів."))
    column.addWidget(Strip("danger", "Не підтверджується.", "Файл змінено після підпису."))


def first_start(words: Words) -> QWidget:
    """The first page, filled in."""
    page = FirstStartPage(words, Inline(), SampleActs(), Path("Документи") / "Сховище-3")
    page.documenter.setText("Лисенко О. В.")
    page.presenter.set_documenter("Лисенко О. В.")
    page.code.setText("FD3-D02")
    phrase = SampleActs().suggest("uk")
    for field, tell in ((page.phrase, page.presenter.set_phrase), (page.again, page.presenter.set_again)):
        field.setText(phrase)
        tell(phrase)
    page.presenter.judge()
    return page


def first_start_problems(words: Words) -> QWidget:
    """The first page after "create" with nothing filled in."""
    page = FirstStartPage(words, Inline(), SampleActs(), Path("Документи") / "Сховище-3")
    page.presenter.create()
    return page


def first_start_suggested(words: Words) -> QWidget:
    """The first page with a phrase that the program made, shown until the next key."""
    page = FirstStartPage(words, Inline(), SampleActs(), Path("Документи") / "Сховище-3")
    page.presenter.suggest()
    return page


def shares_offer(words: Words) -> QWidget:
    """After the vault is made: recovery shares, or later."""
    page = SharesOffer(words, can_make=True)
    page.retranslate(words)
    return page


def unlock(words: Words) -> QWidget:
    """The unlock page after the second failure."""
    page = UnlockPage(words, Inline(), SampleActs(), "Сховище-3")
    page.phrase.setText("неправильна фраза тут")
    page.presenter.set_layout("en")
    page.presenter.open("неправильна фраза тут")
    return page


def sections(words: Words, role: str = "field") -> list[NavItem]:
    """The sections of a vault, as the program has them, with invented counts."""
    del words
    return [
        NavItem(s.key, s.word, s.icon, _COUNTS.get(s.key, ""), rule=s.rule, foot=s.foot, more=s.more)
        for s in screens.sections()
        if s.role in {"", role}
    ]


def status(words: Words) -> Status:
    """The four answers."""
    return Status(
        StatusItem(
            words("Saved in the vault, {time}", time="14:02"), words("Saved {time}", time="14:02"), "saved"
        ),
        (
            StatusItem(
                words.plural("{count} record waits for the office", "{count} records wait for the office", 3),
                "3", "waiting", act="outbox",
            ),
            StatusItem(
                words("Backup: {when}", when=words.plural("{count} day ago", "{count} days ago", 2)),
                words.plural("{count} day", "{count} days", 2), icon="hard-drive", act="backup",
            ),
        ),
    )  # fmt: skip


def _list_pane(words: Words, total: int | None, key: str = "statements") -> QWidget:
    pane = QWidget()
    pane.setProperty("ground", "list")
    pane.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(pane)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    titles = {"statements": words("Statements"), "incidents": words("Incidents"), "sites": words("Burial sites")}
    title = {**titles, "consents": words("Consents"), "missing": words("Missing persons")}[key]
    head = ListHeader(title, words("Add"))
    head.set_count(Fmt(words.lang).number(12 if total is None else total))
    head.set_tools([("all", words("All states"))], [("new", words("Newest first"))], (words("Filter"), words("Order")))
    column.addWidget(head)
    if total == 0:
        column.addWidget(
            EmptyState(
                "message-square-text",
                words("Statements will be here"),
                words("Each under a code. The name is kept apart and opens only to those allowed."),
                words("New statement"),
            )
        )
        return pane
    model = WindowedModel(words, pane)
    rows = RecordList(title, words, model)
    model.set_source(SampleRows(words, total, key))
    rows.select_record("1")
    column.addWidget(rows, 1)
    return pane


def main_window(
    words: Words, total: int | None = None, record: QWidget | None = None, key: str = "statements"
) -> ResponsiveShell:
    """The columns with a list and a record."""
    shell = ResponsiveShell(words)
    shell.nav.set_case(words("Case") + " T-14")
    pane = record or record_pane(words, "statement", "account")
    shell.add_screen(PlainScreen(key, pane, _list_pane(words, total, key)))
    shell.set_sections(sections(words))
    shell.show_status(status(words))
    shell.go(key)
    shell.show_main()
    return shell


class DraftScreen(PlainScreen):
    """The statements with a draft that folds itself."""

    shows_back = True

    def __init__(self, words: Words) -> None:
        self._pane = record_pane(words, "statement", "account")
        super().__init__("statements", self._pane, _list_pane(words, None))
        self._words = words

    def title(self) -> str:
        """The section's word."""
        return self._words("Statements")

    def set_columns(self, columns: int) -> None:
        """Fold the record."""
        self._pane.set_narrow(narrow=columns == 1, back_to=self.title())

    def act(self, name: str) -> bool:
        """The keys of the form."""
        return self._pane.view is not None and self._pane.view.act(name)


def narrow_window(words: Words) -> ResponsiveShell:
    """One column, at the record."""
    shell = ResponsiveShell(words)
    screen = DraftScreen(words)
    assert screen.record_pane is not None
    shell.add_screen(screen)
    shell.set_sections(sections(words))
    shell.show_status(status(words))
    shell.go("statements")
    shell.show_main()
    shell.resize(683, 384)
    shell.show_record()
    return shell


def _draft(key: str, type_name: str, section: str = "") -> Callable[[Words], QWidget]:
    """A draft of a type beside the list of its section."""
    return lambda words: main_window(words, key=key, record=record_pane(words, type_name, section))


REGISTRY: Final[dict[str, Callable[[Words], QWidget]]] = {
    "01-first-start": first_start,
    "01-first-start-problems": first_start_problems,
    "01-first-start-suggested": first_start_suggested,
    "01-shares-offer": shares_offer,
    "02-unlock": unlock,
    "03-statement": main_window,
    "03-statement-10000": lambda words: main_window(words, 10_000),
    "03-statement-empty": lambda words: main_window(words, 0),
    "03b-one-column": narrow_window,
    "03-gate": _draft("statements", "statement", "gate"),
    "03-incident-where": lambda words: main_window(
        words, key="incidents", record=record_pane(words, "incident", "where")
    ),
    "03-incident-when": lambda words: main_window(
        words, key="incidents", record=record_pane(words, "incident", "when")
    ),
    "03-incident-acts": lambda words: main_window(
        words, key="incidents", record=record_pane(words, "incident", "acts")
    ),
    "03-consent": _draft("consents", "consent"),
    "08-burial-site": lambda words: main_window(
        words, key="sites", record=record_pane(words, "burial_site", "boundary")
    ),
    "08-visit": _draft("sites", "visit", "safety"),
    "08-visit-seen": _draft("sites", "visit", "indicators"),
    "08-survey": _draft("sites", "survey", "instrument"),
    "08-feature": _draft("sites", "feature", "shape"),
    "08-remains": _draft("sites", "remains", "recovery"),
    "08-missing-person": _draft("missing", "missing_person", "last_seen"),
}
