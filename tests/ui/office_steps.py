"""Steps between two windows, the documenter's and the desk's: joining, sending, pulling, sticks, a bundle, its check."""

from __future__ import annotations

from pathlib import Path

from driver import LONG, Person, wait
from office_place import PHRASE


def unlock(person: Person, vault: Path, phrase: str) -> None:
    """The page of a locked vault, as a new process shows it."""
    person.window.program.start(vault)
    person.see("Locked")
    person.type_into("Passphrase", phrase)
    person.press("Open")
    person.see("Settings", LONG)


def _digest_shown(person: Person, digest: str) -> bool:
    """Whether a fingerprint stands on the window, in groups."""
    wanted = digest.rpartition(":")[2]
    return any(wanted in "".join(text.split()) for text in person.texts())


def _ended(person: Person) -> None:
    """Long work is over when its *Cancel* has gone."""
    person.gone("Cancel", LONG)


# -- 5. enrol ------------------------------------------------------------------------------------


def issue_card(desk: Person, card: Path) -> None:
    """The desk writes a card for one device."""
    desk.go("Office desk")
    desk.press("Issue a card…")
    desk.type_into("Code of the documenter or device", "D-07")
    desk.type_into("Card file", str(card))
    desk.type_into("Passphrase of the root", PHRASE)
    desk.press("Issue the card")
    wait(card.exists, lambda: "no card was written; " + " | ".join(desk.texts()), LONG)


def join(field: Person, desk: Person, card: Path, root: str) -> None:
    """Fingerprints are compared both ways before anything counts."""
    field.go("Outbox")
    field.see("This vault has not joined an office")
    field.press("Open the office's card…")
    field.file(card)
    field.see("Compare with the paper act before you join", LONG)
    assert _digest_shown(field, root)
    field.press("All twelve are the same: join")
    field.see("The keys of this device were sent. Read its fingerprint to the office.", LONG)
    desk.go("Office desk")
    desk.press("Devices")
    desk.row("D-07", LONG)
    desk.see("Fingerprint of the device")
    shown = next(t for t in desk.texts() if len("".join(t.split())) == 64)
    assert _digest_shown(field, "".join(shown.split()))
    desk.type_into("Passphrase of the root", PHRASE)
    desk.press("It is the same: confirm")
    desk.see("The device is confirmed. It learns of it at its next sending.", LONG)


# -- 5, 6. sending, pulling -----------------------------------------------------------------------


def send(field: Person) -> None:
    """Send what waits, fetch what came."""
    field.go("Outbox")
    field.press("Send now")
    _ended(field)


def pull(desk: Person, submissions: int = 1) -> None:
    """Fetch, open, recompute, accept."""
    desk.go("Office desk")
    desk.press("Received")
    desk.press("Get new")
    desk.see(desk.counted("{count} submission accepted.", "{count} submissions accepted.", submissions), LONG)


def pack(field: Person, stick: Path) -> None:
    """What waits, to a stick."""
    field.go("Outbox")
    field.press("Hand over on a stick…")
    field.file(stick)
    wait((stick / "index").exists, lambda: "no stick was written; " + " | ".join(field.texts()), LONG)
    _ended(field)
    field.row(field.word("Sending"))


def receive(desk: Person, stick: Path, answer: Path) -> None:
    """The desk reads the stick and writes the answer to another folder."""
    desk.go("Office desk")
    desk.press("Receive a stick…")
    desk.file(stick)
    desk.file(answer)
    desk.see(desk.counted("{count} submission accepted.", "{count} submissions accepted.", 1), LONG)
    assert (answer / "index").exists()


def take_answer(field: Person, answer: Path) -> None:
    """The office's answer, from the stick that came back."""
    field.go("Outbox")
    field.press("Take the answer from a stick…")
    field.file(answer)
    field.gone("Sending", LONG)
    field.row(field.word("Accepted"))


# -- 7. bundle -----------------------------------------------------------------------------------


def bundle(desk: Person, signer: Path, out: Path, edition: str) -> None:
    """Choose, address, look what is kept back, sign."""
    desk.press("Choose all")
    desk.press(str(desk.window.program.words.label("edition", edition)))
    desk.type_into("Recipient", "Обласна прокуратура")
    desk.choose("Purpose of the hand-over", desk.term("cp_ua_authorities"))
    desk.press("Next: what is kept back")
    desk.see("What will be in it", LONG)
    _read_all(desk)
    desk.press("Next: sign")
    desk.type_into("Signer", str(signer))
    desk.type_into("Passphrase of the signer's file", "signer phrase")
    if edition == "full":
        desk.type_into("Why it goes unencrypted", "Передається з рук у руки")
    desk.type_into("New folder for the bundle", str(out))
    desk.press("Sign and write the bundle")
    desk.see("Check it now", LONG * 2)


def _read_all(desk: Person) -> None:
    """Every text that repeats something hidden is read; a card of its own for each."""
    while desk.sees("It reveals nobody: leave it"):
        desk.press("It reveals nobody: leave it", either=True)


# -- 8. verify -----------------------------------------------------------------------------------


def check(person: Person, folder: Path, trust: Path | None, headline: str) -> None:
    """Check a bundle, with the office's trust or without any."""
    if person.sees("Check another…"):
        person.press("Check another…")
    else:
        person.go("Check a bundle")
    person.type_into("Bundle: its folder, or one file", str(folder))
    name = "Trust file of the office, or the fingerprint of its root key"
    if trust is not None:
        person.type_into(name, str(trust))
    person.press("Check")
    person.see(headline, LONG)
