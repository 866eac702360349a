"""Steps of the way of a record as people do them in a window: first start, records, intake, sealing."""

from __future__ import annotations

import json
import re
from pathlib import Path

from driver import LONG, Person, wait
from PIL import Image

SERIAL = b"INVENTED-SERIAL-7781"  # BodySerialNumber, Exif 2.32
SURNAME = "Вигаданенко"
STORY = "Була вдома. Почула вибух. Вийшла надвір, коли стихло."
ANSWERS = {
    "Is it needed to ask just now?": "Yes",
    "Has the person told anybody before?": "No",
    "Has an authority forbidden the person to tell?": "No",
    "Is it safe here and out of hearing?": "Yes",
    "Is the person 18 or older?": "Yes",
    "Is the person able to speak now?": "Yes",
    "Does the person understand what it is for, and agree?": "Not yet",
}
_NUMBERED = re.compile(r"(\d+): (\w+)")
_CORNERS = ((31.0, 51.0), (31.0002, 51.0), (31.0002, 51.0001), (31.0, 51.0001), (31.0, 51.0))


# -- 1. first start ------------------------------------------------------------------------------


def new_vault(person: Person, place: Path) -> str:
    """A new vault in a folder; gives its passphrase, six words that were suggested and typed back."""
    person.press("Change…")
    person.file(place)
    person.type_into("Who documents", "Документаторка")
    person.type_into("Documenter's code", "D-07")
    person.press("Suggest a phrase")
    name = person.word("Passphrase")
    phrase = str(wait(lambda: len(person.value(name).split()) == 6 and person.value(name), "no six words come"))
    person.type_into("Once more", phrase)
    person.see("the same")
    person.press("Create the vault")
    person.see("The vault is made. Recovery shares?", LONG)
    return phrase


def make_shares(person: Person) -> list[list[str]]:
    """Two of three shares open: each written down from the screen, two of its words typed back."""
    person.press("Three shares, any two open the vault")
    person.press("Make the shares")
    sheets = []
    for number in (1, 2, 3):
        person.see("Share {number} of {count}", LONG, number=number, count=3)
        sheet = wait(lambda: _sheet(person), "the words of the share are not shown")
        sheets.append([sheet[n] for n in range(1, 34)])
        person.press("Written, go on")
        asked = [n for n in sheet if person.word("Word {number}", number=n) in person.texts()]
        assert len(asked) == 2
        for one in asked:
            person.type_into(person.word("Word {number}", number=one), sheet[one][:4])
        person.press("Compare")
    person.see("The shares are made")
    person.press("Done")
    return sheets


def _sheet(person: Person) -> dict[int, str]:
    """Number and word as a screen reader says them; nothing until all are there."""
    found = [_NUMBERED.fullmatch(name) for name in person.names()]
    sheet = {int(match[1]): match[2] for match in found if match}
    return sheet if len(sheet) == 33 else {}


# -- 2. records ----------------------------------------------------------------------------------


def add(person: Person, section: str, record_type: str) -> None:
    """To a section, and its *Add*."""
    person.go(section)
    person.press(f"{person.labels.type(record_type)}: {person.word('Add')}")


def new_case(person: Person, title: str) -> None:
    """A case, and from now on everything in it."""
    add(person, "Cases", "case")
    person.type_into(person.field("case.title"), title)
    seal(person)
    person.see(title)
    wait(lambda: _chosen(person, title), "the case is not in the menu of cases")


def _chosen(person: Person, title: str) -> bool:
    """The menu of cases under its button; closed again if the case is not in it yet."""
    person.press("Case")
    entry = next((entry for entry in person.menu() if title in entry), "")
    if entry:
        person.press(entry)
    else:
        person.key("Esc")
    return bool(entry)


def new_incident(person: Person, title: str) -> None:
    """An incident; what is missing is said beside its field, and no longer once it is typed."""
    add(person, "Incidents", "incident")
    name = person.field("incident.title")
    person.see(name)
    person.type_into(name, title)
    wait(lambda: person.value(name) == title, "the title is not what was typed")


def first_account(person: Person, purposes: dict[str, str]) -> None:
    """A statement after the check before the talk: person as a code, consent for each purpose, the account; sealed."""
    add(person, "Statements", "statement")
    person.see("Before asking")
    for question, answer in ANSWERS.items():
        person.pick(person.word(question), person.word(answer))
    person.see("Allowed: a first account.")
    person.press("Next: consent")
    person.see("Stop the conversation")
    person.press("Change")
    for purpose, answer in purposes.items():
        person.pick(person.term(purpose), person.word(answer))
    seal(person)
    person.go("Statements")
    person.see("Stop the conversation")
    wait(lambda: consent_shown(person)[person.word("notes")] == person.word("yes"), "the consent given is not shown")
    person.tab(person.section("statement", "account"))
    person.type_into(person.field("statement.account"), STORY)
    # What of the check is still open stands in the way of a seal: the window goes there and says so.
    person.key("Ctrl+Enter")
    person.answer("statement.self_incrimination", "yn_no")
    person.answer("statement.risk_decision", "rd_go")
    seal(person)


def consent_shown(person: Person) -> dict[str, str]:
    """What the strip above a statement says of consent: purpose and answer."""
    texts = person.texts()
    purposes = [person.word(p) for p in ("notes", "sound recording", "to investigators", "publication")]
    return {p: texts[texts.index(p) + 1] if p in texts else "" for p in purposes}


def identity(person: Person) -> None:
    """Who stands behind the code: opened with a reason, in a store of its own, closed again."""
    person.go("Persons")
    person.row("P-")
    person.press("Identity…")
    person.press("Begin the identity record")
    person.see("Write in a few words why.")
    person.type_into("Why do you open it?", "Перший запис, зі слів особи")
    person.press("Begin the identity record")
    person.tab(person.section("identity", "names"))
    person.type_into(person.field("identity.surname"), SURNAME)
    person.press("Close now")
    person.gone("Close now")
    assert SURNAME not in " ".join(person.texts())
    seal(person)


def burial_site(person: Person, folder: Path) -> None:
    """A site with its boundary typed, pasted as GeoJSON, then from a KML file; drawn with its measures; sealed."""
    add(person, "Burial sites", "burial_site")
    person.see("Not checked for mines.")
    person.tab(person.section("burial_site", "boundary"))
    name, area = person.field("burial_site.boundary"), person.labels.unit("m2")
    person.type_into(name, "51.0 31.0\n51.0 31.0002\n51.0001 31.0002")
    triangle = person.see(area)
    person.paste_into(name, json.dumps({"type": "Polygon", "coordinates": [_CORNERS]}))
    wait(lambda: person.see(area) != triangle, "what was pasted is not drawn and measured")
    (folder / "site.kml").write_text(_kml())
    person.press(f"{name}: {person.word('From a file…')}")
    person.file(folder / "site.kml")
    wait(lambda: person.value(name).count("\n") >= 3, "the corners of the file are not shown")
    seal(person)


def _kml() -> str:
    corners = " ".join(f"{x},{y}" for x, y in _CORNERS)
    return (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><Polygon><outerBoundaryIs><LinearRing>'
        f"<coordinates>{corners}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>"
    )


# -- 3. intake -----------------------------------------------------------------------------------


def photo(folder: Path) -> Path:
    """A photograph somebody took nowhere, with capture time, device and serial number."""
    folder.mkdir()
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Вигадана", "Model X"
    exif.get_ifd(0x8769)[0x9003] = "2022:03:12 14:05:00"
    exif.get_ifd(0x8769)[0xA431] = SERIAL.decode()
    path = folder / "IMG_0001.JPG"
    Image.new("RGB", (640, 400), (120, 90, 60)).save(path, exif=exif)
    assert SERIAL in path.read_bytes()
    return path


def take_in(person: Person, path: Path) -> None:
    """Files into the record that is open, by its tab."""
    person.tab(person.word("Media"))
    person.press("Add files…", either=True)
    person.file(path)
    person.see(path.name)
    person.press("Take in")
    person.press("Memory card of the camera")
    person.press("Take in")


# -- 4. seal, amend ------------------------------------------------------------------------------


def seal(person: Person, reason: str = "") -> None:
    """Seal the draft that is open, with the gaps it has, by the key for it."""
    person.key("Ctrl+Enter")
    if reason:
        person.type_into("Reason for the amendment", reason)
    person.press("Seal with gaps")
    person.see("A sealed version is never changed. Amend it; both stay readable.")
