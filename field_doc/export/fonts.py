"""Fonts of the report: ours only, embedded, and no character without a glyph.

reportlab brings an unembedded Helvetica through the default styles of its tables unless the base font
is set before those modules are imported: ``prepare`` must run before anything of ``reportlab.platypus``.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from xml.sax.saxutils import escape

from field_doc.base.errors import Bug, WorldProblem
from field_doc.base.paths import resources

if TYPE_CHECKING:
    from pathlib import Path

#: Face -> candidate files, best first. Serif is for people's own words; the sans stands in where it is not shipped.
FACES = {
    "fd-sans": ("NotoSans-Regular.ttf",),
    "fd-bold": ("NotoSans-Bold.ttf",),
    "fd-italic": ("NotoSans-Italic.ttf",),
    "fd-serif": ("NotoSerif-Regular.ttf", "NotoSans-Regular.ttf"),
    "fd-mono": ("NotoSansMono-Regular.ttf", "DejaVuSansMono.ttf"),
    "fd-symbols": ("DejaVuSans.ttf",),
}
FALLBACK = "fd-symbols"


def font_file(face: str) -> Path:
    """The file of a face; raises ``WorldProblem`` ``bundle.fonts`` when the program's own data lack it."""
    for name in FACES[face]:
        path = resources() / "fonts" / name
        if path.is_file():
            return path
    raise WorldProblem("bundle.fonts", face=face)


@cache
def prepare() -> None:
    """Register our faces and make them reportlab's defaults. Once per process.

    Raises:
        Bug: ``bundle.fonts-late`` when somebody imported reportlab's styles before: Helvetica would slip in.

    """
    from reportlab import rl_config
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for face in FACES:
        pdfmetrics.registerFont(TTFont(face, str(font_file(face))))
    pdfmetrics.registerFontFamily("fd-sans", normal="fd-sans", bold="fd-bold", italic="fd-italic", boldItalic="fd-bold")
    rl_config.canvas_basefontname = "fd-sans"
    rl_config.useA85 = 0
    from reportlab.lib import styles

    if styles.__dict__["_baseFontName"] != "fd-sans":
        raise Bug("bundle.fonts-late")


@cache
def _glyphs(face: str) -> frozenset[int]:
    """Code points the face can draw."""
    from reportlab.pdfbase import pdfmetrics

    prepare()
    return frozenset(cast("Any", pdfmetrics.getFont(face)).face.charToGlyph)


def visible(text: str) -> str:
    """The text with controls and direction marks spelled out, so that nothing in it is blank or reorders it."""
    return "".join(_visible_char(char) for char in text)


def _visible_char(char: str) -> str:
    """One character, or ⟨U+202E⟩ in its place."""
    if char in "\n\u00ad\u00a0\u202f\u2009 " or unicodedata.category(char)[0] not in {"C", "Z"}:
        return char
    return f"⟨U+{ord(char):04X}⟩"


def runs(text: str, face: str) -> list[tuple[str, str]]:
    """Split the text into (face, text) runs so that each character has a glyph; what none can draw is spelled out."""
    own, fallback = _glyphs(face), _glyphs(FALLBACK)
    result: list[tuple[str, str]] = []
    for char in visible(text):
        piece, where = char, face
        if ord(char) not in own and char != "\n":
            where = FALLBACK
            if ord(char) not in fallback:
                piece = f"⟨U+{ord(char):04X}⟩"
        if result and result[-1][0] == where:
            result[-1] = (where, result[-1][1] + piece)
        else:
            result.append((where, piece))
    return result


def markup(text: str, face: str) -> str:
    """Paragraph markup of the text: escaped, with fallback runs and hard line breaks."""
    parts = []
    for where, piece in runs(text, face):
        safe = escape(piece).replace("\n", "<br/>")
        parts.append(safe if where == face else f'<font name="{where}">{safe}</font>')
    return "".join(parts)
