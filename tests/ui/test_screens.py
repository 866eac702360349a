"""Every registered picture can be made, in both languages and all themes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from field_doc.ui import theme
from field_doc.ui.samples import REGISTRY, component_sheet


@pytest.mark.parametrize("screen", REGISTRY)
def test_screen_draws(shown, screen, uk):
    widget = shown(REGISTRY[screen](uk))
    picture = widget.grab().toImage()
    assert picture.width() >= 600
    colours = {picture.pixelColor(x, y).name() for x in range(0, 600, 7) for y in range(0, 380, 7)}
    assert len(colours) > 5


@pytest.mark.parametrize("name", theme.THEMES)
def test_component_sheet_draws_in_every_theme(qapp: QApplication, shown, uk, name):
    theme.apply(qapp, theme.Theme(name))
    picture = shown(component_sheet(uk), 460, 1320).grab().toImage()
    ground = theme.Theme(name).hex("bg.surface")
    assert picture.pixelColor(2, 2).name().upper() == ground


def test_a_change_of_theme_reaches_what_is_shown(qapp: QApplication, shown, uk):
    widget = shown(REGISTRY["01-first-start"](uk))
    theme.apply(qapp, theme.Theme("dark"))
    QApplication.processEvents()
    assert widget.grab().toImage().pixelColor(3, 200).name().upper() == theme.Theme("dark").hex("bg.surface")


@pytest.mark.parametrize("scale", [1.25, 2.0])
def test_large_text_leaves_no_button_cut(qapp: QApplication, shown, uk, scale):
    from field_doc.ui.widgets.controls import Button

    theme.apply(qapp, theme.Theme(scale=scale))
    widget = shown(REGISTRY["01-first-start"](uk))
    for button in widget.findChildren(Button):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width(), button.text()
