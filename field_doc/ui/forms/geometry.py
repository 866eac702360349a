"""The editor of a boundary: typed, pasted or loaded; drawn to scale at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from field_doc.base.errors import FieldDocError, InputProblem
from field_doc.schema import boundary, geofile
from field_doc.ui.forms.base import Editor, row_of
from field_doc.ui.forms.composites import terms_of
from field_doc.ui.forms.inputs import FindTerm, GrowingText
from field_doc.ui.forms.shapes import corners_text, parse_boundary
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
        self.text = GrowingText("", 3)
        self.text.setPlaceholderText(words("One corner in each line, or pasted GeoJSON"))
        self.text.setProperty("mono", True)
        hint = words("Choose or type to find")
        self.crs = FindTerm(terms_of(self, "crs_given"), self.context.lang, words("Coordinate system"), hint)
        self.load = Button(words("From a file…"), "small", icon_name="upload")
        self.load.setVisible(self.context.read_file is not None)
        self.load.clicked.connect(self._load)
        self.problem = label("", "problem", wrap=True)
        self.plan = PlanView(words("Plan"), words)
        column = self.stack(6)
        column.addWidget(self.text)
        column.addWidget(row_of(self.crs, self.load, stretch=0))
        column.addWidget(self.problem)
        column.addWidget(self.plan)
        self.measures = label("", "help", wrap=True)
        column.addWidget(self.measures)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._parse)
        self.text.textChanged.connect(self._typed)
        self.crs.chosen.connect(self._system)
        self.setFocusProxy(self.text)
        self._say("")

    def target(self) -> QWidget:
        """The box."""
        return self.text

    def _typed(self) -> None:
        if not self._filling:
            self._rest.start()

    def _system(self, _key: str) -> None:
        shape = self._shape or {}
        if not self._filling and self.crs.key() != shape.get("crs_given", self.crs.key()):
            self._parse()

    def _parse(self) -> None:
        """Read what is typed; a shape that cannot be read yet leaves the last one and says why."""
        self._rest.stop()
        text = self.text.toPlainText()
        if not text.strip():
            self._shape = None
            self._say("")
        else:
            try:
                self._shape = parse_boundary(text, self.crs.key() or "crs_wgs84")
            except InputProblem as error:
                self._say(describe(error, self.context.words).text)
                return
            self._say("")
        self._draw()
        self.touch()

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
        """A file was chosen: its boundary if it has one, else its first shape."""

        try:
            shapes = geofile.read(data)
        except FieldDocError as error:
            self._say(describe(error, self.context.words).text)
            return
        if shapes:
            best = next((s for s in shapes if s.kind == "polygon"), shapes[0])
            self.take({**best.geometry, "source": best.source})

    def take(self, geometry: dict[str, Json]) -> None:
        """Take a shape from elsewhere (a file, a map) as if it had been typed."""
        self._filling = True
        try:
            self.fill(geometry)
        finally:
            self._filling = False
        self.touch()

    def fill(self, value: Json) -> None:
        """Show a shape."""
        self._rest.stop()
        self._shape = dict(value) if isinstance(value, dict) else None
        self.text.show_text(corners_text(self._shape) if self._shape else "")
        self.crs.set_key(str((self._shape or {}).get("crs_given", "crs_wgs84")))
        self._say("")
        self._draw()

    def read(self) -> Json:
        """The shape read last."""
        if self._rest.isActive():
            self._parse()
        return self._shape
