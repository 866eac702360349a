"""Records that belong together: the tab, the way there and back by the keyboard, lists of every type, old vaults."""

from __future__ import annotations

import json
import shutil

import pytest
from driver import Person
from open_window import Window, begin, make_vault, unlocked
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu
from seeing import words_on

from field_doc.app.commands import records, relations
from field_doc.base.paths import resources
from field_doc.evidence.model import Delivery, RecordRow
from field_doc.schema import registry
from field_doc.ui import screens
from field_doc.ui.backtrack import Backtrack
from field_doc.ui.place import Place
from field_doc.ui.recordpage.connections import Begin, blocks
from field_doc.ui.typewords import KNOWN, empty_words, icon_of, many_words, new_words
from field_doc.ui.widgets.windowed import PAGE


@pytest.fixture
def opened(qtbot, tmp_path):
    windows = []

    def open_it(fill=None, lang="uk"):
        path = tmp_path / "A.fdvault"
        made = make_vault(path, fill)
        window = Window(qtbot, lang).unlock(path)
        window.path = path
        windows.append(window)
        return window, made

    yield open_it
    for window in windows:
        window.close()


def tab_to(person, found, most=60):
    """Press Tab until the focus is there."""
    for _ in range(most):
        focus = QApplication.focusWidget()
        if focus is not None and found(focus):
            return focus
        person.key("Tab")
        QTest.qWait(0)
    raise AssertionError("Tab never comes there")


def to_connections(window, person):
    """From wherever the page is, tab by tab."""
    page = window.page
    for _ in range(30):
        if page.view.current_key == "connections":
            break
        person.key("Ctrl+PageDown")
    window.wait(lambda: page.connections is not None)
    window.idle()
    return page.connections


def site_and_case(session):
    case = begin(session, "case", title="Тихоріччя")
    return begin(session, "burial_site", case=case, site_name_local={"text": "край лісосмуги", "lang": "uk"}), case


# -- the tab ------------------------------------------------------------------------------------


def test_a_visit_is_begun_from_its_site_and_esc_leads_back_by_keyboard_alone(opened):
    window, (site, case) = opened(site_and_case)
    person, page = Person(window), window.open(site)
    site_code = page._loaded.view.shown.row.code
    to_connections(window, person)
    page.setFocus()
    tab_to(person, lambda w: isinstance(w, QAbstractButton) and words_on(w) == person.word("New visit"))
    person.key("Space")
    window.wait(lambda: window.page.record_id not in {"", site} and window.shown(window.page.record_id))
    visit = window.page.record_id
    assert window.page.form.values["site"] == site
    assert window.page._loaded.view.shown.row.case_id == case
    assert window.shell.section.pane.record_type == "visit"
    window.wait(lambda: any(site_code in said for said in person.texts()))  # the line above the title
    person.see("Visits")
    assert QApplication.focusWidget() is not None
    assert window.page.isAncestorOf(QApplication.focusWidget())
    person.key("Esc")
    window.wait(lambda: window.shown(site) and window.page.connections is not None)
    tab = window.page.connections
    window.wait(lambda: tab.blocks["children:visit"].model.total == 1)
    window.wait(lambda: QApplication.focusWidget() is tab.blocks["children:visit"].list)
    person.key("Enter")
    window.wait(lambda: window.shown(visit))


def test_the_count_stands_in_the_title_of_the_tab_before_it_is_shown(opened):
    def fill(session):
        site, _ = site_and_case(session)
        for _ in range(2):
            begin(session, "visit", site=site)
        return site

    window, site = opened(fill)
    page = window.open(site)
    titles = [page.view.tabs.tabText(n) for n in range(page.view.tabs.count())]
    assert "Зв’язки 2" in titles
    assert page.connections is None  # nothing of it is made before somebody looks


def test_the_line_above_the_title_says_which_visit_it_is_and_leads_up(opened):
    def fill(session):
        site, _ = site_and_case(session)
        return site, [begin(session, "visit", site=site) for _ in range(3)]

    window, (site, visits) = opened(fill)
    person = Person(window)
    window.open(visits[1])
    person.see("Відвідування 2")
    crumb = next(b for b in window.page.head.findChildren(QAbstractButton) if words_on(b).startswith("S-"))
    crumb.setFocus()
    person.key("Space")
    window.wait(lambda: window.shown(site))
    assert window.page.view.current_key == "connections"
    person.key("Alt+Left")
    window.wait(lambda: window.shown(visits[1]))
    person.key("Alt+Right")
    window.wait(lambda: window.shown(site))


def test_a_link_begins_here_and_says_itself_in_words(opened):
    def fill(session):
        return begin(session, "incident", title="Обстріл"), begin(session, "incident", title="Колона")

    window, (first, second) = opened(fill)
    person = Person(window)
    window.open(first)
    tab = to_connections(window, person)
    person.press("New link")
    window.wait(lambda: window.shell.section.key == "links" and bool(window.page.record_id))
    window.wait(lambda: window.shown(window.page.record_id))
    link = window.page.record_id
    assert window.page.form.values["from_record"] == first
    window.page.form.set_value("to_record", second)
    window.page.form.set_value("relation", "rt_spouse")
    window.saved()
    person.key("Esc")
    window.wait(lambda: window.shell.section.key == "incidents")
    window.wait(lambda: tab.blocks["links"].model.rowCount() == 1)
    row = tab.blocks["links"].model._rows[0]
    assert (row.title, row.kind) == ("Колона", "звідси: Чоловік/дружина, партнер")
    tab.blocks["links"].list.setFocus()
    person.key("Down")
    person.key("Enter")
    window.wait(lambda: window.shown(second))
    there = to_connections(window, person)
    window.wait(lambda: there.blocks["links"].model.rowCount() == 1)
    assert there.blocks["links"].model._rows[0].kind.startswith("звідти: ")
    person.press("Open the link")
    window.wait(lambda: window.shell.section.key == "links" and window.shown(link))


def test_records_that_name_one_say_by_which_field(opened):
    def fill(session):
        person = begin(session, "person")
        return person, begin(session, "statement", person=person)

    window, (person_id, statement) = opened(fill)
    window.open(person_id)
    tab = to_connections(window, Person(window))
    (row,) = tab.blocks["named-by"].model._rows
    assert (row.id, row.kind) == (statement, window.program.labels.field("statement", "person"))


def test_an_empty_tab_says_what_goes_there_and_offers_the_act(opened):
    window, (site, _) = opened(site_and_case)
    person = Person(window)
    window.open(site)
    tab = to_connections(window, person)
    person.see("Nothing is connected yet")
    acts = [words_on(b) for b in tab.findChildren(QAbstractButton) if b.isVisibleTo(tab)]
    assert person.word("New visit") in acts
    assert person.word("New link") in acts


def test_ten_thousand_children_come_by_pages(opened):
    def fill(session):
        site, _ = site_and_case(session)

        def many(services):
            database = services.vault.records
            numbers = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 10000)"
            at = "'2026-11-20T12:00:00+00:00'"
            database.execute(
                "INSERT INTO records (id, type, code, created_at, changed_at, has_draft)"
                f" {numbers} SELECT 'many-' || n, 'visit', 'VS-' || n, {at}, {at}, 1 FROM n"
            )
            database.execute(f"INSERT INTO record_links {numbers} SELECT 'many-' || n, 'site', ?, 1 FROM n", (site,))

        session.run(many)
        return site

    window, site = opened(fill)
    person = Person(window)
    window.open(site)
    rows = to_connections(window, person).blocks["children:visit"]
    window.wait(lambda: rows.model.rowCount() == PAGE)
    assert rows.model.total == 10_000
    assert rows.list.height() < 600
    rows.list.setFocus()
    person.key("End")
    window.wait(lambda: rows.model.rowCount() > PAGE)


def test_what_is_written_elsewhere_comes_into_the_open_tab(opened):
    window, (site, _) = opened(site_and_case)
    window.open(site)
    tab = to_connections(window, Person(window))
    begun = records.new_record(window.program.session, "visit", {"site": site})
    window.program.changed(begun.changes)
    window.wait(lambda: tab.blocks["children:visit"].model.total == 1)
    window.wait(lambda: "Зв’язки 1" in [window.page.view.tabs.tabText(n) for n in range(window.page.view.tabs.count())])


# -- lists and beginnings -------------------------------------------------------------------------


def test_every_record_type_has_a_list_that_can_be_shown(opened):
    window, _ = opened()
    for name in registry.load().types:
        if name != "identity":
            window.program.list_type(name)
            assert window.shell.section.pane.record_type == name
    window.idle()


def test_every_type_that_stands_alone_can_be_begun_from_the_window(opened):
    window, _ = opened()
    for name in screens.beginnings():
        if name == "statement":
            continue  # begins with the check before the talk
        page = window.new(name)
        window.wait(lambda n=name: window.page._loaded.view.shown.row.type == n)
        assert page.view is not None


def test_what_belongs_to_another_can_be_begun_from_it(opened):
    def fill(session):
        return {name: begin(session, name) for name in ("burial_site", "item", "statement")}

    window, made = opened(fill)
    known = registry.load()
    for parent, record in made.items():
        *_, (child, field) = [pair for pair in known.children(parent) if pair[0].name != "link"]
        window.open(record)
        window.page._begin(Begin(child.name, field, ""))
        window.wait(lambda r=record: window.page.record_id not in {"", r} and window.shown(window.page.record_id))
        shown = window.page._loaded
        assert (shown.view.shown.row.type, shown.view.shown.fields[field]) == (child.name, record)
        assert [r.id for r in shown.around.trail] == [record]


def test_palette_and_overview_offer_every_type_that_stands_alone(opened):
    window, _ = opened()
    window.program.open_search()
    keys = {command.key for command in window.program._parts["search"].commands()}
    assert {f"new:{t}" for t in screens.beginnings()} <= keys
    assert {f"list:{t}" for t in registry.load().types if t != "identity"} <= keys
    window.program.go("overview")
    person = Person(window)
    person.key("Esc")
    person.press("Other records")
    labels = window.program.labels
    offered = person.menu()
    shown = {words_on(b) for b in window.shell.section.record_pane.findChildren(QAbstractButton)}
    assert {new_words(t, labels) for t in screens.beginnings()} <= {*offered, *shown}
    person.key("Esc")


def test_visits_are_listed_from_the_title_of_the_list_and_begun_at_their_site(opened):
    def fill(session):
        site, _ = site_and_case(session)
        return begin(session, "visit", site=site)

    window, visit = opened(fill)
    person = Person(window)
    window.program.go("sites")
    pane = window.shell.section.pane
    pane.head.kind.setFocus()
    person.key("Space")
    window.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    assert person.menu()[:2] == ["Місця поховань · 1", "Відвідування · 1"]
    person.key("Down")
    person.key("Down")
    person.key("Enter")
    window.wait(lambda: pane.model.rowCount() == 1 and pane.model._rows[0].id == visit)
    assert not pane.head.button.isVisible()
    person.key("Insert")
    person.see("Begun from the record it belongs to, in its section Connections.")


def test_more_lists_fold_by_the_keyboard_and_open_for_where_we_are(opened):
    window, _ = opened()
    person, nav = Person(window), window.shell.nav
    keys = lambda: [nav.sections.rows._items[n].key for n in range(nav.sections.rows.rowCount())]  # noqa: E731
    assert "threats" not in keys()
    nav.sections.setFocus()
    nav.sections.setCurrentIndex(nav.sections.rows.index(keys().index("more:"), 0))
    person.key("Enter")
    assert "threats" in keys()
    assert window.memory.get("nav/more") == "open"
    QTest.qWait(QApplication.doubleClickInterval() + 50)
    person.key("Enter")
    assert "threats" not in keys()
    window.program.list_type("threat")
    assert "threats" in keys()
    assert nav.sections.currentIndex().row() == keys().index("threats")
    window.idle()


def test_the_numbers_of_the_sections_do_not_move_when_more_opens(opened):
    window, _ = opened()
    nav = window.shell.nav
    before = [nav.key_at(n) for n in range(1, 9)]
    nav.set_open(on=True)
    assert [nav.key_at(n) for n in range(1, 9)] == before


def test_back_and_forward_and_the_way_back_from_a_record():
    track, site, visit = Backtrack(), Place("sites", "site", "connections"), Place("sites", "visit")
    track.leave(site, "visit")
    assert track.leads_back_from(visit)
    assert not track.leads_back_from(Place("sites", "another"))  # chosen in the list: Esc does not take it away
    assert track.back(visit) == site
    assert track.back(site) is None
    assert track.forward(site) == visit
    track.leave(visit)
    assert track.forward(Place("overview")) is None
    assert not track.leads_back_from(Place("overview"))


# -- types that are data alone ----------------------------------------------------------------------


@pytest.fixture
def schemas(tmp_path):
    """The program's schemas with two more types that no code knows."""
    folder = tmp_path / "resources"
    shutil.copytree(resources() / "schemas", folder / "schemas")
    shutil.copytree(resources() / "vocab", folder / "vocab")

    def add(name, prefix, *fields):
        stored = {"type": name, "version": 1, "code_prefix": prefix, "store": "records", "title": [], "fields": fields}
        (folder / "schemas" / f"{name}.v1.json").write_text(json.dumps(stored))

    of = {"name": "of", "type": "record_ref", "types": ["burial_site"], "required": "R", "protection": "restricted"}
    add("sketch", "SK", {**of, "belongs": True})
    add("rumour", "RU", {"name": "text", "type": "text", "required": "O", "protection": "restricted"})
    return registry.load(folder)


def test_a_type_no_code_knows_is_listed_under_its_parent_or_under_more(schemas):
    found = {s.key: s for s in screens._sections_of(schemas)}
    assert found["sites"].types[-1] == "sketch"
    assert (found["rumour"].types, found["rumour"].more, found["rumour"].word) == (("rumour",), True, "")
    assert [s for s in found.values() if "identity" in s.types] == []


def test_a_type_no_code_knows_is_called_by_its_label(schemas, uk):
    labels = schemas.labels(uk)
    assert many_words("sketch", labels) == labels.type("sketch")
    assert labels.type("sketch") in new_words("sketch", labels)
    assert empty_words("sketch", labels)[1]
    assert icon_of("sketch") == "file-text"
    assert "children:sketch" in [b.kind for b in blocks(schemas, "burial_site", labels)]


def test_a_type_that_is_not_there_is_missing_and_nothing_else(tmp_path, uk):
    folder = tmp_path / "few"
    (folder / "schemas").mkdir(parents=True)
    shutil.copytree(resources() / "vocab", folder / "vocab")
    field = {"name": "text", "type": "text", "required": "O", "protection": "restricted"}
    stored = {"type": "note", "version": 1, "code_prefix": "N", "store": "records", "title": [], "fields": [field]}
    (folder / "schemas" / "note.v1.json").write_text(json.dumps(stored))
    few = registry.load(folder)
    found = screens._sections_of(few)
    assert [s.types for s in found if s.types] == [("note",)]
    assert [b.begin for b in blocks(few, "note", few.labels(uk)) if b.begin] == []


def test_every_type_of_the_program_has_words_of_its_own():
    assert {t for t in registry.load().types if t != "identity"} <= set(KNOWN)


# -- vaults from before ------------------------------------------------------------------------------


def test_a_vault_from_before_is_made_whole_while_the_window_is_open(qtbot, tmp_path):
    path = tmp_path / "A.fdvault"

    def fill(session):
        site, _ = site_and_case(session)
        for _ in range(40):
            begin(session, "visit", site=site)

        def forget(services):
            services.vault.records.execute("DELETE FROM record_links")
            services.vault.records.execute("DELETE FROM meta WHERE name = 'relations-made'")

        session.run(forget)
        return site

    site = make_vault(path, fill)
    window = Window(qtbot).unlock(path)
    window.idle()
    assert relations.counts(window.program.session, site).children == {"visit": 40}
    window.close()
    with unlocked(path) as session:
        assert relations.counts(session, site).children == {"visit": 40}


def test_a_row_with_the_day_it_tells_of_says_that_day(uk):
    from field_doc.ui.recordpage.connections import dated
    from field_doc.ui.recordrows import list_row

    labels = registry.load().labels(uk)
    given = {
        "id": "i",
        "type": "visit",
        "code": "VS-1",
        "case_id": None,
        "title": {},
        "created_at": "2026-11-20T10:00:00",
    }
    rest = {"changed_at": "", "versions": 0, "has_draft": True, "complete": False, "blocked": None}
    row = RecordRow(**given, **rest, occurred="2026-10-03", delivery=Delivery.NONE, delivery_reason=None, files=0)
    assert dated(row, list_row(row, labels), labels).date == "03.10.2026"
