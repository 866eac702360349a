"""The editor of a place: as said, then where that is, then the coordinates as given with their echo."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QWidget

from field_doc.base.errors import InputProblem
from field_doc.schema import boundary_text, coordinates
from field_doc.schema.model import Field, Term
from field_doc.schema.names import COUNTRIES
from field_doc.ui.forms.base import row_of
from field_doc.ui.forms.composites import term_part, terms_of
from field_doc.ui.forms.find_term import FindTerm
from field_doc.ui.forms.inputs import GrowingText, LanguageChoice, Line
from field_doc.ui.forms.parts import PartsEditor
from field_doc.ui.forms.scalars import read_decimal
from field_doc.ui.forms.terms import TermsEditor
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.text import label

Json = Any
_REST_MS: Final = 300


def countries() -> tuple[Term, ...]:
    """The countries named most; any other code of ISO 3166-1 can be typed."""
    return tuple(Term(code, en, uk) for code, (uk, en) in COUNTRIES.items())


class PlaceEditor(PartsEditor):
    """``place``: what is known at once stands open, the rest under "More about the place"."""

    type_name = "place"

    def build_parts(self) -> None:
        """Words, units, coordinates; then the rest."""
        self._rest_holder = QWidget()
        self._as_said()
        self._units()
        self._place_types()
        self._coordinates()
        self._rest()

    def _as_said(self) -> None:
        self.as_said = GrowingText()
        self.language = LanguageChoice(self.context.words)
        box = self.add_text("as_said", self.as_said)
        box.add_to_head(self.language)
        self.language.activated.connect(self.touch)

    def _units(self) -> None:
        self.country = term_part(self, "country", countries())
        self.oblast = term_part(self, "oblast", terms_of(self, "oblast"))
        self.raion = term_part(self, "raion", terms_of(self, "raion"))
        self._settlement_line("hromada")
        self._settlement_line("settlement")
        self.address = Line()
        self.add_line("address", self.address)
        self._abroad = [self.add_line(name, Line()) for name in ("admin1", "admin2")]
        self.oblast.chosen.connect(self._oblast_chosen)
        self.raion.chosen.connect(self._raion_chosen)
        self.country.chosen.connect(self._country_chosen)

    def _settlement_line(self, part: str) -> None:
        self.add_line(part, Line())

    def _place_types(self) -> None:
        types = Field("place_type", "terms", vocabulary=self.field.parts.get("place_type"))
        self.types = TermsEditor(types, f"{self.path}.place_type", self.context)
        self.types.changed.connect(self.touch)
        self.add("place_type", self.types, self.types.set, self.types.get, wide=True, target=self.types.target())

    def _coordinates(self) -> None:
        words = self.context.words
        self.given = Line("", words("As given: decimal, degrees, MGRS, grid"))
        self.add_line("coord_as_given", self.given, wide=True)
        self.crs = term_part(self, "crs_given", terms_of(self, "crs_given"))
        self.uncertainty = Line()
        self._decimal_part("uncertainty_m", self.uncertainty)
        term_part(self, "method", terms_of(self, "method"))
        term_part(self, "gnss_trust", terms_of(self, "gnss_trust"))
        self.pin = GrowingText()
        self.pin.setPlaceholderText(words("Where it is on the map: one point in each line"))
        self.add_text("pin_as_given", self.pin)
        self.echo = label("", "help", wrap=True)
        self.grid.addWidget(self.echo, self._cell // 2 + 1, 0, 1, 2)
        self._cell = (self._cell // 2 + 2) * 2
        self._echo_rest = QTimer(self)
        self._echo_rest.setSingleShot(True)
        self._echo_rest.setInterval(_REST_MS)
        self._echo_rest.timeout.connect(self._say_position)
        self.given.textEdited.connect(self._position_edited)
        self.pin.textChanged.connect(self._position_edited)
        self.crs.chosen.connect(self._position_edited)

    def _decimal_part(self, part: str, line: Line) -> None:
        line.textEdited.connect(self.touch)
        self.add(
            part,
            line,
            lambda value: line.show_text("" if value is None else self._shown(str(value))),
            lambda: read_decimal(line.text()),
        )

    def _shown(self, number: str) -> str:
        return number.replace(".", ",") if self.context.lang == "uk" else number

    def _rest(self) -> None:
        words = self.context.words
        self.more = Button(words("More about the place"), "link")
        self.more.setProperty("small", True)
        self.more.clicked.connect(lambda: self._show_more(open_=self._rest_holder.isHidden()))
        self.column.addWidget(row_of(self.more))
        rest = QGridLayout(self._rest_holder)
        rest.setContentsMargins(0, 0, 0, 0)
        rest.setHorizontalSpacing(current().px(12))
        rest.setVerticalSpacing(current().px(10))
        rest.setColumnStretch(0, 1)
        rest.setColumnStretch(1, 1)
        self._cell = 0
        outer, self.grid = self.grid, rest
        for part in ("settlement_type", "precision", "controlled_by", "vertical_ref"):
            term_part(self, part, terms_of(self, part))
        for part in ("katotth", "former_names", "indoor", "controlled_basis"):
            self.add_line(part, Line())
        self._decimal_part("altitude_m", Line())
        self.add_text("note", GrowingText())
        self.grid = outer
        self.column.addWidget(self._rest_holder)
        self._rest_holder.hide()

    def _show_more(self, *, open_: bool) -> None:
        words = self.context.words
        self._rest_holder.setVisible(open_)
        self.more.setText(words("Less about the place") if open_ else words("More about the place"))

    # -- what follows from what ------------------------------------------------------------------

    def _oblast_chosen(self, key: str) -> None:
        """Only the raions of the oblast; one of another oblast is let go."""
        if self._filling:
            return
        self._limit_raions(key)

    def _limit_raions(self, oblast: str) -> None:
        every = terms_of(self, "raion")
        inside = tuple(t for t in every if t.extra.get("oblast_id") == oblast)
        self.raion.set_terms(inside or every)
        if inside and self.raion.key() not in {t.id for t in inside}:
            self.raion.set_key("")

    def _raion_chosen(self, key: str) -> None:
        """A raion names its oblast."""
        term = next((t for t in terms_of(self, "raion") if t.id == key), None)
        if term is not None and not self._filling and not self.oblast.key():
            self.oblast.set_key(str(term.extra.get("oblast_id", "")))
            self._limit_raions(self.oblast.key())

    def _country_chosen(self, key: str) -> None:
        self._show_units(key)

    def _show_units(self, country: str) -> None:
        """Oblast and raion in Ukraine, other units elsewhere; what is filled in stays visible."""
        ukraine = country in {"", "UA"}
        for box in self._abroad:
            line = box.control
            box.setVisible(not ukraine or (isinstance(line, Line) and bool(line.text())))
        for part in ("oblast", "raion", "hromada"):
            control = self.parts[part].control
            filled = bool(control.key() if isinstance(control, FindTerm) else self.parts[part].get())
            self.parts[part].box.setVisible(ukraine or filled)

    def _position_edited(self, *_: object) -> None:
        if self._filling:
            return
        if self._given() != self._position:
            self._kept.pop("geometry", None)
        self._echo_rest.start()

    def _given(self) -> tuple[str, str, str]:
        """What the position follows from."""
        return self.given.text(), self.crs.key(), self.pin.toPlainText()

    def _say_position(self) -> None:
        """What the program understood of the coordinates and of the pin; which of them the place is drawn at."""
        said = [part for part in (self._said_coordinates(), self._said_pin()) if part]
        if said:
            self._echo(" ".join(said))
        else:
            self.echo.hide()

    def _said_coordinates(self) -> str:
        text, words = self.given.text().strip(), self.context.words
        if not text:
            return ""
        if not self.crs.key():
            return words("Choose the coordinate system: it is never guessed.")
        try:
            point = coordinates.parse(text, self.crs.key())
        except InputProblem:
            return words("These coordinates cannot be read yet. They are kept as typed.")
        position = self.context.fmt.coordinates(float(point.lat), float(point.lon))
        return words("Read as {position} (WGS 84).", position=position)

    def _said_pin(self) -> str:
        """The pin goes before the coordinates; both are kept."""
        shape, words = boundary_text.typed(self.pin.toPlainText()), self.context.words
        if shape is None:
            return ""
        if "coordinates" not in shape:
            return words("The pin cannot be read yet. It is kept as typed.")
        if shape["type"] != "Point":
            return words("The outline goes before the coordinates; both are kept.")
        lon, lat = map(float, shape["coordinates"])
        position = self.context.fmt.coordinates(lat, lon)
        return words("The pin goes before the coordinates: {position}. Both are kept.", position=position)

    def _echo(self, text: str) -> None:
        self.echo.setText(text)
        self.echo.show()

    # -- value -------------------------------------------------------------------------------------

    def fill(self, value: Json) -> None:
        """Show a place; the list of raions follows the oblast."""
        content = dict(value) if isinstance(value, dict) else {"as_said": value} if value else {}
        self.raion.set_terms(terms_of(self, "raion"))
        lang = content.pop("lang", None)
        super().fill(content)
        self.language.show_code(str(lang or self.context.record_lang))
        if self.oblast.key():
            raion = self.raion.key()
            self._limit_raions(self.oblast.key())
            self.raion.set_key(raion)
        self._show_units(self.country.key())
        self._position = self._given()
        more = any(self.parts[p].get() for p in self.parts if self._rest_holder.isAncestorOf(self.parts[p].box))
        self._show_more(open_=more)
        self._say_position()

    def read(self) -> Json:
        """All parts; the language stands only beside words."""
        value = super().read()
        if isinstance(value, dict) and value.get("as_said") and self.language.key():
            value = {**value, "lang": self.language.key()}
        return value
