"""Words of the window: all translated, none with signs our fonts lack, none glued."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontMetrics

from field_doc.base.i18n import Words
from field_doc.base.paths import resources
from field_doc.ui import theme

UI = Path(theme.__file__).parent
# The same in both languages.
SAME = {"Caps Lock", "UTC"}


def _messages():
    """(file, message, plural or "") of every text the window speaks."""
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
                continue
            if name in {"words", "_words"}:
                yield path.name, first.value, ""
            elif name == "plural":
                assert isinstance(node.args[1], ast.Constant)
                yield path.name, first.value, str(node.args[1].value)


def test_every_text_has_its_ukrainian():
    words = Words("uk")
    missing = []
    count = 0
    for file, one, many in _messages():
        count += 1
        text = words._catalogue.ngettext(one, many, 5) if many else words._catalogue.gettext(one)
        if text in {one, many} and one not in SAME:
            missing.append(f"{file}: {one}")
    assert count > 100
    assert not missing


def test_ukrainian_counts_have_three_forms(uk):
    said = [uk.plural("{count} day ago", "{count} days ago", n) for n in (1, 2, 5, 11, 21, 22)]
    assert said == ["1 день тому", "2 дні тому", "5 днів тому", "11 днів тому", "21 день тому", "22 дні тому"]


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_no_sign_that_the_font_lacks(qapp, lang):
    """Noto Sans has no tick, box or arrow: they are drawn, never typed."""
    metrics = QFontMetrics(QFont(theme.FONT_FAMILY))
    texts = []
    if lang == "en":
        texts = [m for _, m, _ in _messages()]
    else:
        texts = [(resources() / "locale" / "uk" / "ui.po").read_text(encoding="utf-8")]
    signs = {c for text in texts for c in text if ord(c) > 126}
    for sign in signs:
        assert metrics.inFontUcs4(ord(sign)), f"U+{ord(sign):04X}"
        assert sign not in "✓✔☐☑→←↑↓⚠", sign


def test_apostrophe_is_the_printed_one():
    text = (resources() / "locale" / "uk" / "ui.po").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("msgstr"):
            for sign in "\u0027\u02bc\u0060\u00b4\u2032":
                assert sign not in line, f"line {number}"
