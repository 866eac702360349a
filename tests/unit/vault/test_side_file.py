"""Events while the vault is locked: told if they can be read, bounded, and never trusted."""

import struct

import pytest

from field_doc.base.errors import WorldProblem
from field_doc.formats import age, canonical, labels
from field_doc.vault import side_file
from field_doc.vault.vault import read_header

WALL = "2026-03-02T14:00:00.000+02:00"


@pytest.fixture(scope="module")
def identity():
    return age.HybridIdentity.generate()


def note(folder, identity, event="unlock-failed"):
    side_file.note(folder, identity.recipient().text(), event, WALL)


def appended(folder, identity, value) -> None:
    sealed = age.encrypt_bytes(canonical.encode(value), [identity.recipient()])
    with (folder / side_file.NAME).open("ab") as out:
        out.write(struct.pack(">I", len(sealed)) + sealed)


def test_no_file_says_nothing(tmp_path, identity):
    assert side_file.read(tmp_path, identity) == []
    side_file.clear(tmp_path)


def test_events_come_back_in_order_and_once(tmp_path, identity):
    note(tmp_path, identity, "unlock-failed")
    note(tmp_path, identity, "lock-forced")
    found = [(e["event"], e["at"]) for e in side_file.read(tmp_path, identity)]
    assert found == [("unlock-failed", WALL), ("lock-forced", WALL)]
    side_file.clear(tmp_path)
    assert side_file.read(tmp_path, identity) == []


def test_who_has_the_folder_cannot_read_them(tmp_path, identity):
    note(tmp_path, identity)
    data = (tmp_path / side_file.NAME).read_bytes()
    assert b"unlock" not in data
    assert b"2026" not in data
    assert side_file.read(tmp_path, age.HybridIdentity.generate()) == [{"event": "damaged"}]


def test_the_file_is_bounded_however_often_somebody_tries(tmp_path, identity):
    for _ in range(side_file.MAX_EVENTS + 40):
        note(tmp_path, identity)
    size = (tmp_path / side_file.NAME).stat().st_size
    note(tmp_path, identity)
    assert (tmp_path / side_file.NAME).stat().st_size == size
    assert size <= side_file.MAX_EVENTS * 2048 + 8192
    told = side_file.read(tmp_path, identity)
    assert side_file.MAX_EVENTS // 2 < len(told) <= side_file.MAX_EVENTS + 40
    assert all(e["event"] == "unlock-failed" for e in told)


@pytest.mark.parametrize("cut", [1, 3, 5, 600])
def test_a_cut_file_tells_what_is_whole_and_that_something_is_not(tmp_path, identity, cut):
    note(tmp_path, identity, "one")
    note(tmp_path, identity, "two")
    place = tmp_path / side_file.NAME
    place.write_bytes(place.read_bytes()[:-cut])
    assert [e["event"] for e in side_file.read(tmp_path, identity)] == ["one", "damaged"]


def test_a_changed_byte_is_told(tmp_path, identity):
    note(tmp_path, identity, "one")
    place = tmp_path / side_file.NAME
    data = bytearray(place.read_bytes())
    data[-1] ^= 1
    place.write_bytes(data)
    assert [e["event"] for e in side_file.read(tmp_path, identity)] == ["damaged"]


@pytest.mark.parametrize("head", [b"\0", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\0\0\x20\x01", b"\0\0\0\x10"])
def test_rubbish_is_one_damaged_event(tmp_path, identity, head):
    (tmp_path / side_file.NAME).write_bytes(head + b"rubbish" * 20)
    assert side_file.read(tmp_path, identity) == [{"event": "damaged"}]


def test_a_huge_file_is_not_read_into_memory(tmp_path, identity):
    place = tmp_path / side_file.NAME
    with place.open("wb") as out:
        out.truncate(1 << 40)
    assert side_file.read(tmp_path, identity) == [{"event": "damaged"}]


@pytest.mark.parametrize(
    "value",
    [
        {"at": WALL, "event": "unlock-failed"},
        {"at": WALL, "event": "unlock-failed", "type": "field-doc/backup/v1"},
        {"at": WALL, "event": "unlock-failed", "type": labels.VAULT_SIDE_FILE.text, "more": 1},
        {"at": 5, "event": "unlock-failed", "type": labels.VAULT_SIDE_FILE.text},
        ["unlock-failed"],
    ],
)
def test_what_somebody_else_sealed_to_the_vault_is_no_event(tmp_path, identity, value):
    appended(tmp_path, identity, value)
    assert side_file.read(tmp_path, identity) == [{"event": "damaged"}]


def test_a_folder_in_its_place_is_an_error_of_the_world(tmp_path, identity):
    (tmp_path / side_file.NAME).mkdir()
    with pytest.raises(WorldProblem):
        side_file.read(tmp_path, identity)


def test_the_recipient_in_the_clear_header_is_the_vaults_own(make_vault):
    vault = make_vault()
    side_file.note(vault.path, read_header(vault.path).recipient, "unlock-failed", WALL)
    assert [e["event"] for e in side_file.read(vault.path, vault.identity)] == ["unlock-failed"]
    vault.close()
