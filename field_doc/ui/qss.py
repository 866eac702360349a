"""The one style sheet, made from the tokens of a theme."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from field_doc.ui.theme import Theme

# $c_x_y is the colour token "x.y", $s_x_y the size token "x.y"; both come from ui.theme.
_BASE = """
* { font-family: "$family"; font-size: ${s_font_body}px; }
QWidget { color: $c_text_1; }
QWidget#page, QWidget[ground="surface"] { background: $c_bg_surface; }
QWidget[ground="window"], QMainWindow { background: $c_bg_window; }
QWidget[ground="list"] { background: $c_bg_list; }
QToolTip { background: $c_bg_surface; color: $c_text_1; border: 1px solid $c_line_control; padding: ${p4}px; }
QScrollArea, QScrollArea > QWidget > QWidget#scrolled { background: transparent; border: none; }
QSplitter::handle { background: $c_line; }
QSplitter::handle:horizontal { width: 1px; }
QFrame[line="true"] { background: $c_line; border: none; max-height: 1px; min-height: 1px; }
"""
_TEXT = """
QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${s_font_title}px; font-weight: 700; }
QLabel[role="strong"] { font-weight: 700; }
QLabel[role="section"] { font-size: ${s_font_small}px; font-weight: 700; color: $c_text_2; }
QLabel[role="help"] { font-size: ${s_font_small}px; color: $c_text_3; }
QLabel[role="small"] { font-size: ${s_font_small}px; color: $c_text_2; }
QLabel[role="second"] { color: $c_text_2; }
QLabel[role="problem"] { font-size: ${s_font_small}px; color: $c_warn; }
QLabel[role="danger"] { color: $c_danger; }
QLabel[role="mono"] { font-family: "$mono"; font-size: ${s_font_mono}px; color: $c_text_2; }
QLabel[role="key"] { font-size: ${s_font_small}px; color: $c_text_3; background: $c_bg_surface;
  border: 1px solid $c_line; border-bottom: 2px solid $c_line; border-radius: ${s_radius_badge}px;
  padding: 0px ${p4}px; }
"""
_BUTTONS = """
QPushButton { background: $c_bg_surface; border: 1px solid $c_line_control;
  border-radius: ${s_radius_control}px; padding: 0px ${s_pad}px; min-height: ${s_control_inner}px; }
QPushButton:hover { background: $c_bg_hover; }
QPushButton:pressed { background: $c_bg_selected; }
QPushButton:disabled { color: $c_text_3; border-color: $c_line; }
QPushButton:checked { background: $c_bg_selected; font-weight: 700; }
QPushButton:focus { outline: none; }
QPushButton[kind="primary"] { background: $c_accent; color: $c_text_onAccent;
  border-color: $c_accent; font-weight: 700; }
QPushButton[kind="primary"]:hover { background: $c_accent_hover; border-color: $c_accent_hover; }
QPushButton[kind="primary"]:disabled { background: $c_bg_hover; color: $c_text_3; border-color: $c_line; }
QPushButton[kind="danger"] { color: $c_danger; border-color: $c_danger; }
QPushButton[kind="small"] { font-size: ${s_font_small}px; min-height: ${s_control_small_inner}px;
  padding: 0px ${p10}px; }
QPushButton[kind="link"] { background: transparent; border: none; color: $c_accent;
  padding: 0px; min-height: ${s_control_small_inner}px; text-align: left; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:disabled { color: $c_text_3; }
QPushButton[kind="link"][small="true"] { font-size: ${s_font_small}px; }
QPushButton[kind="plain"] { background: transparent; border: 1px solid transparent; color: $c_text_2;
  padding: 0px ${p6}px; min-height: ${s_control_small_inner}px; }
QPushButton[kind="plain"]:hover { background: $c_bg_hover; }
QPushButton[kind="tiny"] { background: transparent; border: none; padding: 0px; min-height: ${s_icon}px;
  max-height: ${s_icon}px; min-width: ${s_icon}px; max-width: ${s_icon}px; }
QPushButton[kind="tiny"]:hover { background: $c_bg_hover; }
QPushButton[kind="pick"] { text-align: left; padding: 0px ${p11}px; min-height: ${s_field_inner}px; }
QPushButton[kind="case"] { background: transparent; border: none; font-weight: 700; text-align: left;
  padding: 0px ${s_space_s}px; min-height: ${s_control}px; }
QPushButton[kind="title"] { background: transparent; border: none; font-size: ${s_font_title}px; font-weight: 700;
  text-align: left; padding: 0px; }
QPushButton[kind="search"] { background: $c_bg_surface; border: 1px solid $c_line; color: $c_text_3;
  text-align: left; padding: 0px ${p10}px; }
QPushButton[kind="status"] { background: transparent; border: none; font-size: ${s_font_small}px;
  color: $c_text_2; padding: 0px ${p4}px; min-height: ${s_control_small_inner}px; }
QPushButton[kind="status"]:hover { background: $c_bg_hover; }
QPushButton[kind="segment"] { font-size: ${s_font_small}px; border-radius: 0px; border-left-width: 0px;
  padding: 0px ${p12}px; min-height: ${s_segment}px; color: $c_text_2; border-color: $c_line_control; }
QPushButton[kind="segment"]:checked { color: $c_text_1; background: $c_bg_selected; }
QPushButton[kind="segment"][end="first"] { border-left-width: 1px;
  border-top-left-radius: ${s_radius_control}px; border-bottom-left-radius: ${s_radius_control}px; }
QPushButton[kind="segment"][end="last"] { border-top-right-radius: ${s_radius_control}px;
  border-bottom-right-radius: ${s_radius_control}px; }
QPushButton[kind="segment"][end="only"] { border-left-width: 1px; border-radius: ${s_radius_control}px; }
"""
_FIELDS = """
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox { background: $c_bg_surface;
  border: 1px solid $c_line_control; border-radius: ${s_radius_control}px; padding: 1px ${p10}px;
  selection-background-color: $c_accent; selection-color: $c_text_onAccent; }
QLineEdit { lineedit-password-character: 8226; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox { placeholder-text-color: $c_text_3; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: ${s_field_inner}px; }
QPlainTextEdit, QTextEdit { padding: ${p5}px ${p7}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus,
QPushButton[kind="pick"]:focus { border: 2px solid $c_focus; padding: 0px ${q10}px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: ${q5}px ${q7}px; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"], QTextEdit[problem="true"],
QComboBox[problem="true"], QAbstractSpinBox[problem="true"], QPushButton[kind="pick"][problem="true"] {
  border: 2px solid $c_warn_fill; padding: 0px ${q10}px; }
QPlainTextEdit[problem="true"], QTextEdit[problem="true"] { padding: ${q5}px ${q7}px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { background: $c_bg_sunken;
  color: $c_text_3; border-color: $c_line; }
QLineEdit[mono="true"], QPlainTextEdit[mono="true"] { font-family: "$mono"; font-size: ${s_font_mono}px; }
QLineEdit[kind="command"] { font-family: "$mono"; font-size: ${s_font_mono}px; background: $c_bg_sunken;
  border-color: $c_line; }
QComboBox[kind="flat"] { border-color: transparent; background: transparent; font-size: ${s_font_small}px;
  color: $c_text_2; min-height: ${s_control_small_inner}px; padding: 1px 0px 1px ${p10}px; }
QComboBox[kind="flat"]:hover { background: $c_bg_hover; }
QComboBox::drop-down { border: none; width: ${s_drop}px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $c_bg_surface; border: 1px solid $c_line_control; outline: none;
  selection-background-color: $c_bg_selected; selection-color: $c_text_1; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0px; border: none; }
"""
_LISTS = """
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $c_bg_list; }
QCalendarWidget QToolButton { color: $c_text_1; background: transparent; border: none; }
QCalendarWidget QToolButton::menu-indicator { image: none; }
QListView, QTreeView, QTableView { background: transparent; border: none; outline: none;
  selection-background-color: $c_bg_selected; selection-color: $c_text_1; }
QListView[framed="true"], QTableView[framed="true"] { border: 1px solid $c_line;
  border-radius: ${s_radius_card}px; background: $c_bg_surface; }
QHeaderView::section { background: $c_bg_surface; color: $c_text_3; font-size: ${s_font_small}px;
  border: none; border-bottom: 1px solid $c_line; padding: ${p4}px ${p8}px ${p4}px ${h8}px; }
QTableView::item { border-bottom: 1px solid $c_line; padding: 0px ${p8}px; }
QTableView::item:selected { background: $c_bg_selected; color: $c_text_1; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::scroller { width: ${s_scroller}px; }
QTabBar::tab { background: transparent; border: none; color: $c_text_2; padding: 0px 2px;
  margin-right: ${s_space_l}px; height: ${s_tab_inner}px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $c_text_1; font-weight: 700; border-bottom: 2px solid $c_accent; }
QTabBar::tab:hover { color: $c_text_1; }
QTabBar::tear { width: 0px; image: none; }
QTabBar QToolButton { background: $c_bg_surface; border: none; width: ${s_icon}px; }
QMenu { background: $c_bg_surface; border: 1px solid $c_line_control; padding: ${p4}px; }
QMenu::item { padding: ${p6}px ${p24}px ${p6}px ${p12}px; border-radius: ${s_radius_badge}px; }
QMenu::item:selected { background: $c_bg_selected; color: $c_text_1; }
QMenu::separator { height: 1px; background: $c_line; margin: 4px 8px; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: ${s_bar}px; } QScrollBar:horizontal { height: ${s_bar}px; }
QScrollBar::handle { background: $c_line_control; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; } QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $c_bg_hover; border: none; border-radius: ${s_radius_control}px;
  min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: $c_accent; border-radius: ${s_radius_control}px; }
"""
_STRIPS = """
QFrame[strip="quiet"] { background: $c_bg_sunken; border-radius: ${s_radius_card}px; }
QFrame[strip="warn"] { background: $c_warn_soft; border-radius: ${s_radius_card}px; }
QFrame[strip="danger"] { background: $c_danger_soft; border-radius: ${s_radius_card}px; }
QFrame[strip="accent"] { background: $c_accent_soft; border-radius: ${s_radius_card}px; }
QFrame[strip="card"] { background: $c_bg_surface; border: 1px solid $c_line;
  border-radius: ${s_radius_card}px; }
QFrame[strip="cardChosen"] { background: $c_accent_soft; border: 1px solid $c_accent;
  border-radius: ${s_radius_card}px; }
QFrame[strip="float"] { background: $c_bg_surface; border: 1px solid $c_line_control;
  border-radius: ${s_radius_card}px; }
QFrame[chip="edge"] { border: 1px solid $c_line_control; border-radius: ${s_radius_badge}px; }
QFrame[chip="quiet"] { background: $c_bg_hover; border-radius: ${s_radius_badge}px; }
QFrame[chip="accent"] { background: $c_accent_soft; border-radius: ${s_radius_badge}px; }
QFrame[chip] QLabel { font-size: ${s_font_small}px; color: $c_text_2; }
QFrame[chip="accent"] QLabel { color: $c_accent; }
QFrame[edge="top"] { border: none; border-top: 1px solid $c_line; }
QFrame[edge="bottom"] { border: none; border-bottom: 1px solid $c_line; }
"""


def stylesheet(theme: Theme) -> str:
    """The application's style sheet for one theme at its scale."""
    values = theme.values()
    # QSS heights are without the border of 1 px on either side.
    values |= {
        "s_pad": theme.px(16),
        "s_drop": theme.px(32),
        "s_bar": theme.px(10),
        "s_scroller": theme.px(40),
        "s_control_inner": theme.px("control") - 2,
        "s_control_small_inner": theme.px("control.small") - 2,
        "s_field_inner": theme.px("field") - 4,
        "s_segment": theme.px(30) - 2,
        "s_tab_inner": theme.px("tab") - 2,
    }
    for size in (4, 5, 6, 7, 8, 10, 11, 12, 24):
        # q: one pixel less, where the edge of a focused field is one pixel wider.
        values |= {f"p{size}": theme.px(size), f"q{size}": theme.px(size) - 1}
    # Qt sets the text of a cell three pixels further in than that of a head.
    values["h8"] = theme.px(8) + 3
    return Template(_BASE + _TEXT + _BUTTONS + _FIELDS + _LISTS + _STRIPS).substitute(values)
