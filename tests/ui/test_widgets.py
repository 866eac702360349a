"""Small widgets: what they say, to eyes and to a screen reader."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from field_doc.base.progress import Progress
from field_doc.ui.keyboard import silent
from field_doc.ui.widgets.controls import Button, CheckBox, Choice, Segments
from field_doc.ui.widgets.digest import DigestLabel
from field_doc.ui.widgets.fieldbox import FieldBox
from field_doc.ui.widgets.phrase import PhraseField
from field_doc.ui.widgets.progress import ProgressPanel, Rate
from field_doc.ui.widgets.status import Status, StatusItem, StatusLine
from field_doc.ui.widgets.strips import Strip


def test_field_box_links_label_help_and_problem(qtbot):
    line = QLineEdit()
    box = FieldBox("Де перебувала особа", line, help_text="Місце, відстань.")
    qtbot.addWidget(box)
    assert box.name.buddy() is line
    assert line.accessibleName() == "Де перебувала особа"
    box.set_problem("Потрібно.")
    assert line.accessibleDescription() == "Місце, відстань. Потрібно."
    assert line.property("problem") is True
    box.set_problem("")
    assert line.accessibleDescription() == "Місце, відстань."
    assert not line.property("problem")


def test_field_box_offers_three_reasons_and_a_menu(qtbot):
    box = FieldBox("Поле", QLineEdit())
    qtbot.addWidget(box)
    got = []
    box.reason_chosen.connect(got.append)
    box.set_reasons([(f"r{i}", f"Причина {i}") for i in range(5)], "Інша причина")
    buttons = [b for b in box.findChildren(QPushButton) if b.text()]
    assert [b.text() for b in buttons] == ["Причина 0", "Причина 1", "Причина 2", "Інша причина"]
    assert buttons[0].accessibleName() == "Поле: Причина 0"
    buttons[1].click()
    assert got == ["r1"]


def test_strip_escapes_what_it_is_given(qtbot):
    strip = Strip("danger", "<b>a</b>", "<img src=x>")
    qtbot.addWidget(strip)
    assert "&lt;img" in strip.body.text()
    assert "&lt;b&gt;" in strip.body.text()


def test_segments_choose_one_or_none(qtbot):
    segments = Segments("Так чи ні", (("yes", "Так"), ("no", "Ні")), optional=True)
    qtbot.addWidget(segments)
    got = []
    segments.chosen.connect(got.append)
    buttons = segments.findChildren(QPushButton)
    buttons[0].click()
    buttons[1].click()
    assert segments.key() == "no"
    buttons[1].click()
    assert segments.key() == ""
    assert got == ["yes", "no", ""]
    assert buttons[0].accessibleName() == "Так чи ні: Так"


def test_wheel_never_changes_a_choice(qtbot):
    choice = Choice("Мова")
    qtbot.addWidget(choice)
    choice.fill([("uk", "українська"), ("en", "англійська")])
    choice.set_key("uk")
    choice.fill([("en", "English"), ("uk", "Ukrainian")])
    assert choice.key() == "uk"
    choice.set_key("none")
    assert choice.key() == ""


def test_disabled_button_says_what_it_waits_for(qtbot):
    button = Button("Звірити картку…")
    qtbot.addWidget(button)
    button.setEnabled(False)
    button.explain("Коли все буде внесено.")
    assert button.accessibleDescription() == "Коли все буде внесено."


def test_check_box_answers_anywhere(qtbot):
    box = CheckBox("бачила")
    qtbot.addWidget(box)
    box.resize(200, 30)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center())
    assert box.isChecked()
    assert box.accessibleName() == "бачила"


def test_digest_is_copied_whole_and_plain(qtbot):
    digest = "sha256:" + "4f1c92d0" * 8
    label = DigestLabel(digest, "Копіювати", groups=2)
    qtbot.addWidget(label)
    assert label.text.text() == "4f1c\u00a092d0\u00a0…"
    label.copy.click()
    assert QGuiApplication.clipboard().text() == "4f1c92d0" * 8
    assert label.copy.accessibleName() == "Копіювати"


def test_progress_counts_rate_and_time_left(qtbot, uk):
    now = [0.0]
    panel = ProgressPanel(uk, lambda: now[0])
    qtbot.addWidget(panel)
    panel.show_progress(Progress("intake.copy", 10, 340, 0, 2_100_000_000), "Внесене лишиться у сховищі.")
    assert panel.detail.text() == "0\u00a0Б із 2,1\u00a0ГБ"
    now[0] = 5.0
    panel.show_progress(Progress("intake.copy", 212, 340, 1_300_000_000, 2_100_000_000), "Внесене лишиться.")
    assert panel.count.text() == "212 із 340"
    assert "260\u00a0МБ/с" in panel.detail.text()
    assert "лишилося близько 3\u00a0с" in panel.detail.text()
    assert panel.bar.value() == 619
    with qtbot.waitSignal(panel.cancelled):
        panel.button.click()
    panel.show_stopped("Носій від’єднано.", "212 із 340 файлів у сховищі.")
    with qtbot.waitSignal(panel.resumed):
        panel.button.click()


def test_rate_knows_nothing_at_first():
    now = [0.0]
    rate = Rate(lambda: now[0])
    rate.add(0)
    now[0] = 0.5
    rate.add(100)
    assert rate.per_second() is None
    now[0] = 4.0
    rate.add(400)
    assert rate.per_second() == 100


def test_status_line_shortens_but_says_all_to_a_screen_reader(qtbot, uk):
    line = StatusLine(uk)
    qtbot.addWidget(line)
    line.show_status(Status(StatusItem("Збережено у сховищі, 14:02", "Збережено 14:02", "saved")))
    line.set_narrow(narrow=True)
    labels = [w for w in line.findChildren(object) if getattr(w, "text", None) and w.text() == "Збережено 14:02"]
    assert labels
    assert labels[-1].accessibleName() == "Збережено у сховищі, 14:02"
    with qtbot.waitSignal(line.lock):
        line.findChildren(QPushButton)[-1].click()


def test_phrase_field_learns_layout_and_caps_lock(qtbot, uk):
    field = PhraseField(uk, keyboard=silent)
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClicks(field, "a")
    assert field.layout_language == "en"
    # QTest knows ASCII only.
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(field, QKeyEvent(QKeyEvent.Type.KeyPress, ord("Ї"), none, "ї"))
    assert field.layout_language == "uk"
    assert field.chip.text() == "УКР"
    assert not field.caps.isVisible()
    QApplication.sendEvent(field, QKeyEvent(QKeyEvent.Type.KeyPress, ord("Ї"), none, "Ї"))
    assert field.caps.isVisible()
    assert field.echoMode() == QLineEdit.EchoMode.Password
    field.eye.click()
    assert field.echoMode() == QLineEdit.EchoMode.Normal
    assert field.eye.accessibleName() == "Сховати фразу"
