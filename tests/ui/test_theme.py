"""Tokens: contrast as computed, no literal elsewhere, fonts and icons as shipped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from field_doc.base.paths import resources
from field_doc.export import fonts
from field_doc.ui import icons, theme
from field_doc.ui.qss import stylesheet

UI = Path(theme.__file__).parent


@pytest.mark.parametrize("name", theme.THEMES)
def test_words_can_be_read_on_every_ground(name):
    need = 7.0 if name == "contrast" else 4.5
    look = theme.Theme(name)
    for pairs, least in ((theme.TEXT_PAIRS, need), (theme.EDGE_PAIRS, 3.0)):
        for front, back in pairs:
            for fg in front:
                for bg in back:
                    ratio = theme.contrast_ratio(look.hex(fg), look.hex(bg))
                    assert ratio >= least, f"{name}: {fg} on {bg} is {ratio:.2f}"


def test_contrast_ratio_is_that_of_wcag():
    assert theme.contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast_ratio("#FFFFFF", "#FFFFFF") == pytest.approx(1)
    assert theme.contrast_ratio("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)


def test_no_colour_literal_outside_the_table():
    literal = re.compile(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b|QColor\(\s*[\"'\d]|Qt\.GlobalColor\.(?!transparent)")
    for path in UI.rglob("*.py"):
        if path.name == "theme.py":
            continue
        found = literal.findall(path.read_text(encoding="utf-8"))
        assert not found, f"{path.name}: {found}"


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize("scale", theme.SCALES)
def test_every_theme_makes_a_style_sheet_without_gaps(name, scale):
    sheet = stylesheet(theme.Theme(name, scale))
    assert "$" not in sheet
    assert theme.Theme(name).hex("accent") in sheet


def test_scale_multiplies_sizes_once():
    assert theme.Theme(scale=2.0).px("row") == 2 * theme.Theme().px("row") == 128
    assert theme.Theme(scale=1.5).font().pixelSize() == 22


def test_applying_a_theme_changes_palette_and_current(qapp: QApplication):
    theme.apply(qapp, theme.Theme("dark"))
    assert theme.current().name == "dark"
    assert qapp.palette().window().color().name().upper() == theme.Theme("dark").hex("bg.window")


def test_shipped_fonts_are_the_ones_named_and_licensed():
    families = theme.load_fonts()
    assert theme.FONT_FAMILY in families
    assert theme.MONO_FAMILY in families
    shipped = {p.name for p in (resources() / "fonts").glob("*.ttf")}
    in_reports = {fonts.font_file(face).name for face in fonts.FACES}
    assert shipped == {*theme.FONT_FILES, *in_reports}
    assert "SIL OPEN FONT LICENSE" in (resources() / "fonts" / "NotoSans-OFL.txt").read_text().upper()
    assert "Bitstream" in (resources() / "fonts" / "DejaVu-LICENSE.txt").read_text()


def test_icons_shipped_are_the_icons_named():
    folder = resources() / "icons"
    assert {p.stem for p in folder.glob("*.svg")} == icons.NAMES
    assert "ISC License" in (folder / "LICENSE").read_text()
    used = set()
    for path in UI.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"icon(?:_name)?=\"([a-z0-9-]+)\"", text))
        used |= set(
            re.findall(r"(?:IconLabel|IconText|ToolButton|EmptyState|set_icon_name)\(\s*\"([a-z0-9-]+)\"", text)
        )
    assert used
    assert used <= icons.NAMES


def test_every_icon_draws_in_the_colour_of_its_token(qapp):
    for name in icons.NAMES:
        image = icons.pixmap(name, "accent", 16, 2.0).toImage()
        assert not image.isNull()
        wanted = theme.Theme().colour("accent")
        marks = [
            image.pixelColor(x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() == 255
        ]
        assert marks, name
        for mark in marks:
            # Blending rounds by one.
            assert max(abs(mark.red() - wanted.red()), abs(mark.green() - wanted.green())) <= 1, name
