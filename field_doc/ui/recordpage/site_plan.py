"""The plan of a burial site beside its tabs: drawn to scale from the boundary, with its measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from field_doc.schema import boundary
from field_doc.ui.theme import current
from field_doc.ui.widgets.plan import PlanView
from field_doc.ui.widgets.text import label

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.fmt import Fmt

Json = Any


class SitePlan(QWidget):
    """Shows a boundary; nothing without one."""

    def __init__(self, words: Words, fmt: Fmt) -> None:
        super().__init__()
        theme = current()
        self._words, self._fmt = words, fmt
        self.has_shape = False
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(8), theme.px(16), theme.px(24), theme.px(16))
        self.plan = PlanView(words("Plan"), words)
        self.plan.setFixedSize(theme.px(240), theme.px(240))
        column.addWidget(self.plan)
        self.measures = label("", "help", wrap=True)
        self.measures.setMaximumWidth(theme.px(240))
        column.addWidget(self.measures)
        column.addStretch(1)
        self.hide()

    def show_boundary(self, value: Json) -> None:
        """Draw a geometry and say its measures."""
        shape = value if isinstance(value, dict) and "coordinates" in value else None
        self.plan.set_geometry(shape)
        self.has_shape = bool(shape) and bool(self.plan.shapes)
        text = ""
        if self.has_shape and shape is not None and shape.get("type") == "Polygon":
            found, fmt = boundary.measure(shape), self._fmt
            text = self._words(
                "{length} × {width} m, {area} m²",
                length=fmt.number(found.length_m, 1),
                width=fmt.number(found.width_m, 1),
                area=fmt.number(found.area_m2),
            )
        self.measures.setText(text)
