"""The directory of help: what was signed is what is read, and nothing else is."""

import json

import pytest
from spec_pages import example

from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.formats import referrals
from field_doc.formats.keys import Purpose, SigningKey

WRITTEN = {
    "entries": [
        {
            "id": "centre-1", "name": {"uk": "Центр допомоги", "en": "Help centre"}, "oblasts": ["ua_32"],
            "needs": ["pn_psych"], "phones": ["+380 44 000 0000 ext. 12"], "hours": {"en": "9 to 18"},
            "languages": ["uk", "uk-UA"], "last_checked": "2026-10-01",
        },
        {"id": "line", "name": {"en": "A line"}, "online": "https://example.org", "last_checked": "2026-09-30"},
    ]
}  # fmt: skip


def _signed(key: SigningKey) -> str:
    entries = referrals.read_entries(json.dumps(WRITTEN).encode())
    return referrals.sign_directory(referrals.Directory("Office", "2026-11-01T10:00:00Z", entries), key)


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return SigningKey.generate(Purpose.DESK_RECEIPT)


def test_what_the_desk_signed_is_what_is_read(key: SigningKey) -> None:
    found = referrals.open_directory(_signed(key) + "\n", key.public)
    assert (found.office, found.issued) == ("Office", "2026-11-01T10:00:00Z")
    assert [e.id for e in found.entries] == ["centre-1", "line"]
    assert found.entries == referrals.read_entries(json.dumps(WRITTEN).encode())


def test_a_changed_or_foreign_directory_is_refused(key: SigningKey) -> None:
    text = _signed(key)
    head, body, signature = text.split(".")
    with pytest.raises(IntegrityFailure):
        referrals.open_directory(f"{head}.{body[:-6]}AAAAAA.{signature}", key.public)
    with pytest.raises(IntegrityFailure, match=r"jws\.other-key"):
        referrals.open_directory(text, SigningKey.generate(Purpose.DESK_RECEIPT).public)
    for other in ("", "not one", "a.b.c"):
        with pytest.raises(InputProblem, match=r"referrals\.not-a-directory"):
            referrals.open_directory(other, key.public)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"id": "Not An Id"}, "referrals.entry-wrong"),
        ({"name": {}}, "referrals.entry-wrong"),
        ({"name": {"ru": "x"}}, "referrals.entry-wrong"),
        ({"phones": ["call us"]}, "referrals.entry-wrong"),
        ({"phones": [], "online": ""}, "referrals.entry-wrong"),
        ({"last_checked": "yesterday"}, "referrals.entry-wrong"),
        ({"surprise": 1}, "referrals.entry-wrong"),
        ({"id": "line"}, "referrals.entry-twice"),
    ],
)
def test_a_wrong_entry_is_named_by_its_number(changed: dict[str, object], code: str) -> None:
    entries = [{**WRITTEN["entries"][0], **changed}, WRITTEN["entries"][1]]
    with pytest.raises(InputProblem) as caught:
        referrals.read_entries(json.dumps({"entries": entries}).encode())
    assert caught.value.code == code
    if code == "referrals.entry-wrong":
        assert caught.value.details["number"] == 1


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"entries": []}', b'{"entries": 3}', b"\xff"])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    with pytest.raises(InputProblem, match=r"referrals\.list-unreadable"):
        referrals.read_entries(data)


def test_the_worked_example_of_the_page_holds() -> None:
    key = SigningKey.from_seed(Purpose.DESK_RECEIPT, bytes(range(32)))
    listed = referrals.read_entries(example("referrals.md", "list").encode())
    made = referrals.Directory("Example office", "2026-11-01T10:00:00Z", listed)
    text = "".join(example("referrals.md", "file").split())
    assert referrals.sign_directory(made, key) == text
    assert referrals.open_directory(text, key.public) == made
