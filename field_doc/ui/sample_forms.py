"""Forms and read-only versions with invented content, for pictures and tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from field_doc.schema import defaults, registry, values
from field_doc.schema.computed import computed
from field_doc.ui import sample_sites
from field_doc.ui.forms.builder import Form
from field_doc.ui.forms.context import FormContext
from field_doc.ui.forms.rules import assess, sections
from field_doc.ui.forms.view import FormView
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.headers import Footer, RecordHeader
from field_doc.ui.widgets.marks import Glyph
from field_doc.ui.widgets.strips import ConsentAnswer, ConsentStrip

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

Json = Any
TODAY: Final = date(2026, 11, 20)
_NOW: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

STATEMENT: Final[dict[str, Json]] = {
    "statement_kind": "sk_first_account",
    "account": {
        "lang": "uk",
        "paragraphs": [
            (
                "Десь одинадцятого чи дванадцятого, зранку, бо корова ще не доєна була. Почули машини з боку "
                "лісосмуги, три чи чотири. Сусід вийшов до воріт, його покликали й повели за городи."
            ),
            "Я дивилася з вікна літньої кухні. Потім чула два постріли, може, три.",
        ],
    },
    "fa_when": {
        "as_said": "десь одинадцятого чи дванадцятого, зранку",
        "lang": "uk",
        "edtf": "[2022-03-11,2022-03-12]",
        "part_of_day": "pd_morning",
        "clock_basis": "cb_kyiv",
    },
    "remarks": {"null_reason": "nv_not_asked"},
}
INCIDENT: Final[dict[str, Json]] = {
    "title": "Зникнення мешканця",
    "when": {"as_said": "десь дванадцятого березня", "lang": "uk", "edtf": "2022-03-12~"},
    "where": {
        "as_said": "біля школи, за городами",
        "lang": "uk",
        "country": "UA",
        "oblast": "ua_32",
        "coord_as_given": "50.5486, 30.2211",
        "crs_given": "crs_wgs84",
        "uncertainty_m": "50",
    },
    "incident_kind": ["ik_killing"],
    "acts": [{"conduct": ["ik_killing"]}],
}
SITE: Final[dict[str, Json]] = {
    "boundary": {
        "type": "Polygon",
        "coordinates": [
            [
                ["31.54792", "51.61802"],
                ["31.54799", "51.61806"],
                ["31.54810", "51.61805"],
                ["31.54812", "51.61801"],
                ["31.54796", "51.61798"],
                ["31.54792", "51.61802"],
            ]
        ],
        "as_given": "51.61802, 31.54792\n51.61806, 31.54799\n51.61805, 31.54810\n51.61801, 31.54812\n"
        "51.61798, 31.54796",
        "crs_given": "crs_wgs84",
        "source": "gsrc_typed",
    }
}
_CONTENT: Final = {"statement": STATEMENT, "incident": INCIDENT, "burial_site": SITE, **sample_sites.CONTENT}


def make_form(
    words: Words, type_name: str, content: dict[str, Json] | None = None, layout_name: str = "default"
) -> Form:
    """A form of a record type with content, judged once and at every edit."""
    known = registry.load()
    record_type = known.record_type(type_name)
    labels = known.labels(words)
    context = FormContext(words, labels, known, type_name, now=lambda: _NOW, layout=layout_name)
    raw = {**defaults.defaults(record_type), **(_CONTENT.get(type_name, {}) if content is None else content)}
    stored = values.normalise_fields(record_type, raw)
    form = Form(record_type, sections(known, type_name, labels, layout_name, stored), stored, context)

    def judge(_name: str = "") -> None:
        state = assess(known, record_type, form.values, labels, TODAY)
        form.set_computed(computed(record_type.name, form.values))
        form.set_irrelevant(state.irrelevant)
        form.set_problems(state.problems)

    form.edited.connect(judge)
    judge()
    return form


class RecordPane(QWidget):
    """A draft as a screen shows it; folds its own parts."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.head: RecordHeader | None = None
        self.view: FormView | None = None
        self.foot: Footer | None = None
        self.strip: QWidget | None = None

    def set_narrow(self, *, narrow: bool, back_to: str) -> None:
        """One column: the arrow in the head, a drop-down for the tabs, no consent strip."""
        assert self.head is not None
        assert self.view is not None
        assert self.foot is not None
        self.head.set_narrow(narrow=narrow, back_to=back_to)
        self.view.set_narrow(narrow=narrow)
        self.foot.set_narrow(narrow=narrow)
        if self.strip is not None:
            self.strip.setVisible(not narrow)


def record_pane(words: Words, type_name: str, section: str = "") -> RecordPane:
    """Header, consent strip, form and foot of a draft."""
    pane = RecordPane()
    column = pane.column
    form = make_form(words, type_name)
    form.setParent(pane)
    head = RecordHeader(words)
    name = form.context.labels.type(type_name)
    letter = form.record_type.code_prefix
    head.show_record(f"{letter}-7K3Q-C · {name}", "", (("draft", ""),), form.context.labels.term("hl_restricted"))
    column.addWidget(head)
    if type_name == "statement":
        strip = ConsentStrip(words("Consent"), words("Change"))
        when = form.context.fmt.day(date(2026, 11, 12))
        purposes = ("нотатки", "оприлюднення") if words.lang == "uk" else ("notes", "publication")
        strip.show_answers(when, [ConsentAnswer(purposes[0], words("yes")), ConsentAnswer(purposes[1], words("no"))])
        holder = QVBoxLayout()
        holder.setContentsMargins(24, 0, 24, 4)
        holder.addWidget(strip)
        pane.strip = strip
        column.addLayout(holder)
    view = FormView(form)
    if section:
        view.show_section(section)
    view.refresh_marks()
    column.addWidget(view, 1)
    foot = Footer()
    if type_name == "statement":
        foot.set_left(Button(words("Stop the conversation"), icon_name="pause"))
    else:
        foot.set_left()
    missing = sum(form.section_problems(s.key) for s in form.sections)
    glyph = Glyph("attention")
    glyph.setFixedSize(glyph.sizeHint())
    said = Button(words.plural("{count} thing is missing", "{count} things are missing", missing), "link")
    foot.set_right(glyph, said, Button(words("Seal…")))
    column.addWidget(foot)
    pane.head, pane.view, pane.foot = head, view, foot
    return pane
