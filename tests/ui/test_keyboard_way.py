"""The work of a day with a keyboard alone: the witness's way and the site's way, every press counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from driver import LONG, wait
from keyboard_person import KeyboardPerson
from open_window import PASSPHRASE, Window, make_vault
from way_steps import ANSWERS, new_vault, photo

from field_doc.ui.typewords import new_words

pytestmark = pytest.mark.slow

# What the design allows for both, minutes; the story itself and what the person thinks about is not in it.
FIRST_MINUTES, ACCOUNT_MINUTES = 5, 20
NOTE_HELP = "Write as it is told. Enter begins a new paragraph with its time. Nothing is required."
PURPOSES = {"cp_record": "yes", "cp_store": "yes", "cp_ua_authorities": "yes", "cp_public_named": "no"}
REASON = {"uk": "Перший запис, зі слів особи", "en": "First account, as the person said"}
SURNAME = {"uk": "Вигаданенко", "en": "Vyhadanenko"}
GIVEN = {"uk": "Марта", "en": "Marta"}
TOLD = {
    "uk": (
        "Була вдома, на кухні. Почула два вибухи, один за одним.",
        "Вийшла надвір, коли стихло. Сусідній будинок горів.",
        "На асфальті лежав чоловік у синій куртці. Його накрили ковдрою.",
    ),
    "en": (
        "I was at home, in the kitchen. I heard two explosions, one after the other.",
        "I went outside when it was quiet. The house next door was burning.",
        "A man in a blue jacket was lying on the road. Somebody covered him with a blanket.",
    ),
}


@pytest.fixture
def sits(qtbot, tmp_path):
    """``sits(lang)``: somebody without a mouse before a locked vault, or before none; ``counted`` closes the window."""
    made: list[KeyboardPerson] = []

    def sit(lang: str, *, first: bool = False) -> KeyboardPerson:
        if not first:
            make_vault(tmp_path / "vault")
        window = Window(qtbot, lang)
        person = KeyboardPerson(window)
        made.append(person)
        window.program.start(None if first else tmp_path / "vault")
        return person

    yield sit
    for person in made:
        person.mouse.gone()


def code_shown(person: KeyboardPerson, prefix: str) -> str:
    """The code of the record in sight, as it stands in its title."""
    return str(next(word for text in person.texts() for word in text.split() if word.startswith(prefix)))


@contextmanager
def counted(person: KeyboardPerson, record_property) -> Iterator[None]:
    """What was pressed is told in any case; then everything is saved and the window closed."""
    try:
        yield
    except BaseException:
        print("\n".join(person.trace), f"\nnow at {person.focus()!r}")
        raise
    finally:
        print(f"\n{person.table()}")
        record_property("keys", person.table())
        person.window.idle()
        person.window.close()


def seal(person: KeyboardPerson) -> None:
    """Ctrl+Enter; what is missing is said once; Ctrl+Enter again."""
    person.keys("Ctrl+Enter")
    person.see("Go on filling in")
    person.keys("Ctrl+Enter")
    person.see("A sealed version is never changed. Amend it; both stay readable.")


def unlock(person: KeyboardPerson) -> None:
    """The field has the focus when the page comes."""
    person.see("Locked")
    person.write(PASSPHRASE)
    person.key("Enter")
    person.see("Settings", LONG)


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_a_witness_starts_talking(sits, tmp_path, record_property, lang):
    person = sits(lang)
    with counted(person, record_property):
        _witness(person, tmp_path, lang)
    assert person.total.seconds < ACCOUNT_MINUTES * 60


def _witness(person: KeyboardPerson, folder, lang: str) -> None:
    with person.doing("unlock"):
        unlock(person)
    with person.doing("note: three paragraphs"):
        person.keys("Ctrl+N")
        person.see(NOTE_HELP)
        for paragraph in TOLD[lang]:
            person.tell(paragraph)
            person.key("Enter")
    with person.doing("check before asking"):
        person.keys("Ctrl+3")
        person.keys("Insert")
        person.see("Before asking")
        for question, answer in ANSWERS.items():
            person.pick(person.word(question), person.word(answer))
        person.see("Allowed: a first account.")
        person.keys("Ctrl+Enter")
        person.see("Stop the conversation")
    with person.doing("consent: four purposes, sealed"):
        statement = code_shown(person, "W-")
        person.press("Change")
        for purpose, answer in PURPOSES.items():
            person.pick(person.term(purpose), person.word(answer))
        seal(person)
    with person.doing("paragraphs from the note into the account"):
        person.keys("Ctrl+8")
        person.row("N-")
        person.see(NOTE_HELP)
        person.keys("Ctrl+Shift+Up")
        person.see("Into which record?")
        person.push(person.counted("all {count} paragraph", "all {count} paragraphs", 3))
        person.type_into("Code or words of a record", statement)
        wait(lambda: person.offered(statement), "the statement is not offered")
        person.key("Enter")
        person.push(person.word("Its words stand in {code}. Open it.", code=statement))
        person.see("Stop the conversation")
    with person.doing("what is still open, account sealed"):
        person.tab(person.section("statement", "account"))
        for paragraph in TOLD[lang]:
            assert paragraph in person.value(person.field("statement.account"))
        person.keys("Ctrl+Enter")
        person.answer("statement.self_incrimination", "yn_no")
        person.answer("statement.risk_decision", "rd_go")
        seal(person)
    with person.doing("identity: reason, name, closed"):
        person.keys("Ctrl+4")
        person.row("P-")
        person.press("Identity…")
        person.see("Why do you open it?")
        person.write(REASON[lang])
        person.key("Enter")
        person.see("Close now")
        person.tab(person.section("identity", "names"))
        person.type_into(person.field("identity.surname"), SURNAME[lang])
        person.type_into(person.field("identity.given_name"), GIVEN[lang])
        person.keys("Esc")
        person.gone("Close now")
        assert SURNAME[lang] not in " ".join(person.texts())
        seal(person)
    with person.doing("print for reading back"):
        person.palette(statement, statement)
        person.press("More acts")
        person.from_menu("Print…")
        person.type_into("Where to write the PDF", str(folder / "read-back.pdf"))
        person.key("Enter")
        person.press("Write it")
        wait((folder / "read-back.pdf").exists, "nothing was written", LONG)
    assert (folder / "read-back.pdf").read_bytes().startswith(b"%PDF-")


SITE = {"uk": "Край лісу за кладовищем (вигадано)", "en": "Edge of the wood behind the cemetery (invented)"}
VISITS = {"uk": ("Сліди техніки, свіжа земля.", "Сніг, нових слідів немає."),
          "en": ("Vehicle tracks, fresh soil.", "Snow, no new traces.")}  # fmt: skip


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_a_site_with_what_belongs_to_it(sits, record_property, lang):
    person = sits(lang)
    with counted(person, record_property):
        _site(person, lang)


def _site(person: KeyboardPerson, lang: str) -> None:
    with person.doing("unlock"):
        unlock(person)
    with person.doing("burial site, sealed"):
        person.keys("Ctrl+6")
        person.keys("Insert")
        person.see("Not checked for mines.")
        person.type_into(person.field("burial_site.site_name_local"), SITE[lang])
        person.choose(person.field("burial_site.site_type"), person.term("gt_improvised"))
        seal(person)
    for number, seen in enumerate(VISITS[lang], 1):
        with person.doing(f"visit {number}, sealed"):
            begin(person, "visit", first=number == 1)
            person.type_into(person.field("visit.visit_no"), str(number))
            person.answer("visit.eod_clearance", "eoc_not_needed")
            person.tab(person.section("visit", "weather"))
            person.answer("visit.sky", "sky_cloudy")
            person.tab(person.section("visit", "traces"))
            person.type_into(person.field("visit.contamination"), seen)
            seal(person)
    with person.doing("survey, sealed"):
        begin(person, "survey")
        person.answer("survey.method", "sv_drone_rgb")
        person.type_into(person.field("survey.operator"), "D-07")
        seal(person)
    for number in range(1, 5):
        with person.doing(f"remains {number}, sealed"):
            begin(person, "remains")
            person.type_into(person.field("remains.case_no"), f"S1-G1-B00{number}")
            person.answer("remains.recorded_by", "rcb_from_record")
            person.answer("remains.kind", "rk_body")
            seal(person)
    back_to_site(person)
    wait(lambda: f"{person.word('Connections')} 7" in person.texts(), "the tab does not count seven")


def back_to_site(person: KeyboardPerson) -> None:
    """Esc leads back from what belongs to the site to where it was begun: the site's tab of connections."""
    person.keys("Esc")
    person.see(new_words("visit", person.labels))


def begin(person: KeyboardPerson, record_type: str, *, first: bool = False) -> None:
    """From the site's tab of connections, by the act at the head of a block."""
    if first:
        person.tab(person.word("Connections"))
    else:
        back_to_site(person)
    person.push(new_words(record_type, person.labels))
    wait(lambda: any(text.startswith(f"{person.labels.type(record_type)} ·") for text in person.texts()),
         "what was begun is not shown")  # fmt: skip


def test_from_first_start_to_an_incident_with_a_photo(sits, tmp_path, record_property):
    person = sits("uk", first=True)
    picture = photo(tmp_path / "card")
    (tmp_path / "field").mkdir()
    with counted(person, record_property):
        _first_incident(person, tmp_path / "field", picture)
    assert person.total.seconds < FIRST_MINUTES * 60


def _first_incident(person: KeyboardPerson, place: Path, picture: Path) -> None:
    with person.doing("first start: vault, six words typed back"):
        new_vault(person, place)
        person.press("Later")
    with person.doing("incident: title"):
        person.keys("Ctrl+2")
        person.keys("Insert")
        name = person.field("incident.title")
        person.see(name)
        person.type_into(name, "Обстріл вулиці (вигадано)")
    with person.doing("one photo taken in"):
        person.tab(person.word("Media"))
        person.keys("Insert")
        person.file(picture)
        person.see(picture.name)
        person.press("Memory card of the camera")
        person.keys("Ctrl+Enter")
        person.gone("Memory card of the camera")
        wait(lambda: any(picture.name in text for text in person.texts()), "the photo is not in the vault", LONG)
    with person.doing("sealed"):
        seal(person)
