"""The worked examples of docs/spec/sealed-version.md and disclosure-statement.md, byte by byte."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

from field_doc.formats import disclosure, sdjwt
from field_doc.formats.keys import Purpose, SigningKey
from field_doc.formats.sdjwt import claims, jws, model, parts

SPEC = Path(__file__).resolve().parents[3] / "docs" / "spec"
KEY = SigningKey.from_seed(Purpose.RECORD, bytes(range(32)))
OFFICE = SigningKey.from_seed(Purpose.BUNDLE, bytes(range(32, 64)))


class Counting:
    """Salts of the example: the first 16 bytes of SHA-256 of 0, 1, 2, … as one byte."""

    def __init__(self) -> None:
        self.count = -1

    def __call__(self, size: int) -> bytes:
        self.count += 1
        return hashlib.sha256(bytes([self.count])).digest()[:size]


VERSION = sdjwt.RecordVersion(
    record_id="0b7c9a52-6c0e-4e0c-9a0e-2f3b8a1d7c11",
    type="incident",
    schema="incident.v1",
    code="I-7K3Q-C",
    version=1,
    supersedes=None,
    sealed_at="2026-03-01T10:00:00.000+02:00",
    device=KEY.public.thumbprint(),
    epoch="field-doc/log/v1/3d1f6a",
    complete=False,
    reason=None,
    fields={
        "story": ["The column came at noon.", "The two men had already left."],
        "warned": {"null_reason": "nv_not_asked"},
    },
    attachments=[],
)


def sealed_example() -> sdjwt.Sealed:
    return sdjwt.seal(VERSION, KEY, Counting())


def statement_example() -> disclosure.DisclosureStatement:
    shown = sdjwt.present(sealed_example(), [("fields", "story", 1)])
    (digest,) = sdjwt.outline(shown).withheld
    entry = disclosure.describe(shown, {digest: "wr_protect_third_person"})
    issued = "2026-03-02T12:00:00Z"
    return disclosure.DisclosureStatement("B-2026-007", "R-01", "pseudonymised", issued, (entry,))


def page(name: str) -> str:
    return (SPEC / name).read_text(encoding="utf-8")


def block(text: str, title: str) -> str:
    """The fenced block after the words ``title``, its lines joined."""
    found = re.search(rf"{re.escape(title)}[^`]*```\w*\n(.*?)```", text, re.DOTALL)
    assert found is not None, title
    return found[1].replace("\n", "")


def decoded(piece: str) -> str:
    return base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4)).decode("utf-8")


def test_sealed_version_page_shows_the_real_bytes():
    text, sealed = page("sealed-version.md"), sealed_example()
    assert block(text, "The whole version:") == sealed.text()
    header, payload, _ = sealed.jwt.split(".")
    assert block(text, "Header:") == decoded(header)
    assert block(text, "Payload:") == decoded(payload)
    for number, piece in enumerate(sealed.disclosures):
        digest = parts.digest_of(piece)
        assert f"| {number} | `{decoded(piece)}` | `{digest}` |" in text
    assert f"`{KEY.public.thumbprint()}`" in text
    assert f"`{sdjwt.jwt_digest(sealed)}`" in text
    assert f"`{sdjwt.sd_hash(sealed)}`" in text
    shown = sdjwt.present(sealed, [("fields", "story", 1)])
    assert f"`{sdjwt.sd_hash(shown)}`" in text


def test_a_reader_of_the_page_can_open_it():
    text = block(page("sealed-version.md"), "The whole version:")
    assert sdjwt.open_complete(sdjwt.parse(text), KEY.public) == VERSION


def test_statement_page_shows_the_real_bytes():
    text, statement = page("disclosure-statement.md"), statement_example()
    signed = disclosure.sign(statement, OFFICE)
    assert block(text, "The whole statement:") == signed
    assert block(text, "Header:") == decoded(signed.split(".")[0])
    assert json.loads(block(text, "Payload (with line breaks):")) == json.loads(decoded(signed.split(".")[1]))
    assert disclosure.verify(block(text, "The whole statement:"), OFFICE.public) == statement


def limits_of(text: str) -> dict[str, str]:
    return dict(re.findall(r"^\| `(MAX_\w+|SALT_BYTES)` \| ([0-9,]+) \|", text, re.MULTILINE))


def test_pages_state_the_limits_of_the_code():
    def found(*owners: object) -> dict[str, str]:
        names = [(owner, name) for owner in owners for name in vars(owner)]
        wanted = [(o, n) for o, n in names if n.startswith("MAX_") or n == "SALT_BYTES"]
        return {name: f"{getattr(owner, name):,}" for owner, name in wanted}

    expected = found(model, claims) | {"MAX_HEADER_BYTES": f"{jws.MAX_HEADER_BYTES:,}"}
    assert limits_of(page("sealed-version.md")) == expected
    assert limits_of(page("disclosure-statement.md")) == found(disclosure)
