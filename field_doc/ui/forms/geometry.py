"""The editor of a boundary: typed, pasted or loaded; drawn to scale at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from field_doc.base.errors import FieldDocError, InputProblem
from field_doc.schema import boundary, boundary_text
from field_doc.ui.forms.base import Editor, row_of
from field_doc.ui.forms.composites import list_of, terms_of
from field_doc.ui.forms.find_term import FindTerm
from field_doc.ui.forms.groups import dotted_of
from field_doc.ui.forms.inputs import GrowingText
from field_doc.ui.messages import describe
from field_doc.ui.widgets.controls import Button
from field_doc.ui.widgets.plan import PlanView
from field_doc.ui.widgets.text import label

Json = Any
_REST_MS = 300


class GeometryEditor(Editor):
    """``geometry``: a box for corners, the system they are given in, a file, and the plan."""

    type_name = "geometry"

    def build(self) -> None:
        """Box, system, file, plan."""
        words = self.context.words
        self._shape: dict[str, Json] | None = None
        # The text and the system that ``_shape`` was read of: it is read anew only when they differ.
        self._read_of = ("", boundary_text.WGS84)
        self.text = GrowingText("", 3)
        self.text.setPlaceholderText(words("One corner in each line, or pasted GeoJSON"))
        self.text.setProperty("mono", True)
        hint = words("Choose or type to find")
        name = list_of(self, "crs_given")
        self.crs = FindTerm(self.context, name, terms_of(self, "crs_given"), words("Coordinate system"), hint)
        self.load = Button(words("From a file…"), "small", icon_name="upload")
        self.load.clicked.connect(self._load)
        # A form may have two boundaries: which of them is meant is said with each control.
        field = self.context.labels.field(self.context.type_name, dotted_of(self.path))
        self.crs.set_name(f"{field}: {words('Coordinate system')}")
        self.load.setAccessibleName(f"{field}: {words('From a file…')}")
        self.problem = label("", "problem", wrap=True)
        self.plan = PlanView(words("Plan"), words)
        column = self.stack(6)
        column.addWidget(self.text)
        column.addWidget(row_of(self.crs, self.load, stretch=0))
        # Only now: what is shown before it has a place is a window of its own for a moment, and takes the focus.
        self.load.setVisible(self.context.read_file is not None)
        column.addWidget(self.problem)
        self.taken = label("", "help", wrap=True)
        column.addWidget(self.taken)
        column.addWidget(self.plan)
        self.measures = label("", "help", wrap=True)
        column.addWidget(self.measures)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._show_read)
        self.text.textChanged.connect(self._typed)
        self.crs.chosen.connect(self._system)
        system = self.crs.lineEdit()
        assert system is not None
        system.textEdited.connect(self._system_typed)
        self.setFocusProxy(self.text)
        self._say("")
        self._taken("")

    def target(self) -> QWidget:
        """The box."""
        return self.text

    def _typed(self) -> None:
        """Every letter is the draft's at once; what it means is said when the typing rests."""
        if not self._filling:
            self._rest.start()
            self.touch()

    def _system(self, _key: str) -> None:
        if not self._filling and self.crs.key() != self._read_of[1]:
            self._show_read()
            self.touch()

    def _system_typed(self) -> None:
        if not self._filling:
            self._rest.start()
            self.touch()

    def _show_read(self) -> None:
        """Draw what the text means, or say why it means nothing yet."""
        self._rest.stop()
        self._taken("")
        self.read()
        self._say(self._why())
        self._draw()

    def _why(self) -> str:
        """Why the text is no shape yet; "" if it is one."""
        if self._shape is None or "coordinates" in self._shape:
            return ""
        try:
            boundary_text.parse(*self._read_of)
        except InputProblem as error:
            return describe(error, self.context.words).text
        return ""

    def _draw(self) -> None:
        """The plan, and its measures in words."""
        self.plan.set_geometry(self._shape)
        text = ""
        if self._shape is not None and self._shape.get("type") == "Polygon" and self.plan.shapes:
            measure, fmt = boundary.measure(self._shape), self.context.fmt
            text = self.context.words(
                "{length} × {width} m, {area} m²",
                length=fmt.number(measure.length_m, 1),
                width=fmt.number(measure.width_m, 1),
                area=fmt.number(measure.area_m2),
            )
        self.measures.setText(text)
        self.measures.setVisible(bool(text))

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _load(self) -> None:
        if self.context.read_file is not None:
            self.context.read_file(self._loaded)

    def _loaded(self, data: bytes, _name: str) -> None:
        """A file was chosen: its boundary if it has one, else a walked line; which of how many is said."""
        try:
            found = boundary_text.from_file(data)
        except FieldDocError as error:
            self._say(describe(error, self.context.words).text)
            return
        self.take(found.geometry)
        words = self.context.words
        if found.count > 1:
            self._taken(
                words.plural(
                    "The file holds {count} shape; number {number} was taken.",
                    "The file holds {count} shapes; number {number} was taken, the others were not.",
                    found.count,
                    number=found.number,
                )
            )

    def _taken(self, text: str) -> None:
        self.taken.setText(text)
        self.taken.setVisible(bool(text))

    def take(self, geometry: dict[str, Json]) -> None:
        """Take a shape from elsewhere (a file, a map) as if it had been typed."""
        self._filling = True
        try:
            self.fill(geometry)
        finally:
            self._filling = False
        self.touch()

    def fill(self, value: Json) -> None:
        """Show a shape, or the text that is none yet."""
        self._rest.stop()
        self._shape = dict(value) if isinstance(value, dict) else None
        self.text.show_text(boundary_text.shown(self._shape) if self._shape else "")
        self.crs.set_key(str((self._shape or {}).get("crs_given", boundary_text.WGS84)))
        self._read_of = (self.text.toPlainText(), self.crs.key())
        self._taken("")
        self._say(self._why())
        self._draw()

    def read(self) -> Json:
        """The shape, or the text as typed while it is none."""
        given = (self.text.toPlainText(), self.crs.key())
        if given != self._read_of:
            self._read_of = given
            self._shape = boundary_text.typed(given[0], given[1] or boundary_text.WGS84)
        return self._shape
