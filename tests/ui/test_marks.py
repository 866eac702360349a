"""States: one glyph, one word, one colour; told apart without colour."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from field_doc.ui.widgets.marks import MARKS, STATES, StateLabel, paint_state, word_of


def _picture(state: str) -> bytes:
    image = QImage(48, 48, QImage.Format.Format_Alpha8)
    image.fill(0)
    painter = QPainter(image)
    paint_state(painter, QRectF(0, 0, 48, 48), state)
    painter.end()
    return bytes(image.constBits())


def test_every_state_has_its_own_shape(qapp):
    names = [*STATES, "saved", "attention", "fails", "not_checked", "to_do"]
    names.remove("sending")  # waiting and sending are one shape in two colours and words
    for first, second in combinations(names, 2):
        one, two = _picture(first), _picture(second)
        differing = sum(abs(a - b) > 100 for a, b in zip(one, two, strict=True))
        assert differing > 60, f"{first} and {second} look alike"


@pytest.mark.parametrize("state", MARKS)
def test_every_state_has_a_word_in_both_languages(state, uk, en):
    assert word_of(state, uk) != word_of(state, en)
    assert any("\u0400" <= c <= "\u04ff" for c in word_of(state, uk))


def test_words_follow_the_glossary(uk):
    assert word_of("sealed", uk) == "Зафіксовано"
    assert word_of("stored", uk) == "Збережено на сервері"
    assert word_of("fails", uk) == "Не підтверджується"


def test_label_says_its_word_to_a_screen_reader(qtbot, uk):
    label = StateLabel("draft", uk)
    qtbot.addWidget(label)
    assert label.accessibleName() == "Чернетка"
    label.set_state("sealed", uk, "Зафіксовано, неповна")
    assert label.accessibleName() == label.text() == "Зафіксовано, неповна"
