"""A digest in groups of four, monospace, with a button that copies it whole and plain."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from field_doc.ui.fmt import grouped
from field_doc.ui.theme import current
from field_doc.ui.widgets.controls import ToolButton
from field_doc.ui.widgets.text import copy_text, label


class DigestLabel(QWidget):
    """Shows ``4f1c 92d0 …``; copies ``4f1c92d0…``.

    Args:
        digest: hex, with or without its algorithm in front.
        copy_words: the name of the button.
        groups: how many groups are shown; 0 shows the whole.
        per_line: groups in a line; 0 for one line.

    """

    def __init__(self, digest: str, copy_words: str, *, groups: int = 0, per_line: int = 0) -> None:
        super().__init__()
        self._digest = digest.rpartition(":")[2]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(current().px(8))
        shown = grouped(digest, groups)
        if per_line and not groups:
            parts = [self._digest[i : i + 4 * per_line] for i in range(0, len(self._digest), 4 * per_line)]
            shown = "\n".join(grouped(part) for part in parts)
        self.text = label(shown, "mono", select=True)
        self.text.setAccessibleName(self._digest)
        row.addWidget(self.text)
        self.copy = ToolButton("copy", copy_words)
        self.copy.clicked.connect(self.copy_whole)
        row.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)

    def copy_whole(self) -> None:
        """Put the whole digest, without spaces, on the clipboard."""
        copy_text(self._digest)
