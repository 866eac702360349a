"""Makes the attack vectors of sealed versions: ``python tests/conformance/make_sdjwt_vectors.py``.

Uses nothing of Field Doc, so that what the reader must refuse does not depend on how the writer writes.
Deterministic (keys, salts and signatures): the same run makes the same files. Each file holds ``name``,
``what`` it is, the signer's public key ``jwk``, the ``text`` of the SD-JWT and what must come out,
``expect``: for ``complete`` (desk, vault) and for ``partial`` (bundle), ``ok`` or an error code.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

FOLDER = Path(__file__).resolve().parent / "vectors" / "sdjwt"
SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x55" * 32)


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def spell(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()


def digest(disclosure: str) -> str:
    return b64(hashlib.sha256(disclosure.encode()).digest())


def jwk(key: Ed25519PrivateKey) -> dict[str, str]:
    return {"crv": "Ed25519", "kty": "OKP", "x": b64(key.public_key().public_bytes_raw())}


def kid(key: Ed25519PrivateKey) -> str:
    return b64(hashlib.sha256(spell(jwk(key))).digest())


HEADER = {"alg": "Ed25519", "kid": kid(SIGNER), "typ": "fieldoc-record+sd-jwt"}


class Maker:
    """One SD-JWT under construction; salts count upwards."""

    def __init__(self) -> None:
        self.count = 0
        self.disclosures: list[str] = []

    def salt(self) -> str:
        self.count += 1
        return b64(self.count.to_bytes(16, "big"))

    def add(self, *members: object) -> str:
        """Add a disclosure of exactly these members; returns its digest."""
        self.disclosures.append(b64(spell(list(members))))
        return digest(self.disclosures[-1])

    def member(self, name: str, value: object) -> str:
        return self.add(self.salt(), name, value)

    def element(self, value: object) -> dict[str, str]:
        return {"...": self.add(self.salt(), value)}

    def paragraphs(self) -> list[dict[str, str]]:
        """Three paragraphs; the second one speaks for the accused."""
        texts = ("The column came at noon.", "The two men had already left.", "I saw it from the cellar.")
        return [self.element(text) for text in texts]

    def claims(self, **changes: object) -> dict[str, object]:
        """The claims of a genuine version, some of them changed."""
        claims: dict[str, object] = {
            "_sd_alg": "sha-256",
            "attachments": [],
            "complete": True,
            "device": kid(SIGNER),
            "epoch": "field-doc/log/v1/3d1f6a",
            "profile": 1,
            "record_id": "0b7c9a52-6c0e-4e0c-9a0e-2f3b8a1d7c11",
            "schema": "incident.v1",
            "sealed_at": "2026-03-01T10:00:00.000+02:00",
            "supersedes": None,
            "type": "incident",
            "version": 1,
        }
        claims.update(changes)
        if "fields" not in claims:
            claims["fields"] = {"_sd": sorted([self.member("story", self.paragraphs()), self.member("warned", False)])}
        if "_sd" not in claims:
            claims["_sd"] = sorted([self.member("code", "I-7K3Q-C"), self.member("reason", None)])
        return claims

    def sign(self, claims: object, header: object = HEADER, key: Ed25519PrivateKey = SIGNER) -> str:
        return self.sign_bytes(spell(header), spell(claims), key)

    def sign_bytes(self, header: bytes, claims: bytes, key: Ed25519PrivateKey = SIGNER) -> str:
        signed = f"{b64(header)}.{b64(claims)}"
        return self.text(f"{signed}.{b64(key.sign(signed.encode()))}")

    def text(self, jwt: str) -> str:
        return "~".join([jwt, *self.disclosures, ""])


Case = tuple[str, str, str, str, str]


def plain(**changes: object) -> str:
    """A version that is genuine but for these claims."""
    maker = Maker()
    return maker.sign(maker.claims(**changes))


def with_header(**changes: object) -> str:
    maker = Maker()
    return maker.sign(maker.claims(), {**HEADER, **changes})


def with_fields(build) -> str:
    """A version whose ``fields`` are what ``build(maker)`` says."""
    maker = Maker()
    return maker.sign(maker.claims(fields=build(maker)))


def without(text: str, *dropped: int) -> str:
    jwt, *disclosures = text.split("~")[:-1]
    return "~".join([jwt, *(d for i, d in enumerate(disclosures) if i not in dropped), ""])


def genuine() -> Iterator[Case]:
    yield "genuine", "A version with every disclosure.", plain(), "ok", "ok"
    later = plain(version=2, supersedes="sha256:" + "ab" * 32, sealed_at="2026-03-02T08:15:00Z")
    yield "genuine_second_version", "An amendment that names what it supersedes.", later, "ok", "ok"
    yield "genuine_no_fields", "A version without fields.", plain(fields={}), "ok", "ok"


def disclosures() -> Iterator[Case]:
    maker = Maker()
    claims = maker.claims()
    maker.add(maker.salt(), "guilty", True)
    what = "A disclosure that no digest refers to is appended (RFC 9901 7.1 step 5)."
    yield "extra_disclosure_unreferenced", what, maker.sign(claims), *["sdjwt.unreferenced"] * 2
    for name, code in (("_sd", "sdjwt.reserved-name"), ("...", "sdjwt.reserved-name"),
                       ("_sd_alg", "sdjwt.reserved-name"), ("__proto__", "sdjwt.name"),
                       ("~x", "sdjwt.name"), ("", "sdjwt.name")):  # fmt: skip
        text = with_fields(lambda m, n=name: {"_sd": [m.member(n, ["x" * 43])]})
        title = {"_sd": "sd", "...": "ellipsis", "": "empty", "~x": "tilde"}.get(name, name.strip("_"))
        yield f"disclosure_named_{title}", f"A disclosure whose member name is {name!r}.", text, code, code
    for size, title in ((0, "empty"), (8, "short"), (15, "almost"), (17, "long")):
        text = with_fields(lambda m, s=size: {"_sd": [m.add(b64(b"\x07" * s), "warned", True)]})
        yield f"salt_{title}", f"A salt of {size} bytes.", text, "sdjwt.salt", "sdjwt.salt"
    text = with_fields(lambda m: {"_sd": [m.add(7, "warned", True)]})
    yield "salt_number", "A salt that is no text.", text, "sdjwt.salt", "sdjwt.salt"
    same = b64(b"\x09" * 16)
    text = with_fields(lambda m: {"_sd": sorted([m.add(same, "a", 1), m.add(same, "b", 1)])})
    yield "salt_reused", "Two disclosures with the same salt.", text, "sdjwt.salt-twice", "sdjwt.salt-twice"
    text = with_fields(lambda m: {"_sd": [m.add(m.salt(), "a", 1, 2)]})
    yield "disclosure_of_four", "A disclosure with four members.", text, *["sdjwt.disclosure"] * 2
    text = with_fields(lambda m: {"_sd": [m.add(m.salt(), 5, 1)]})
    yield "disclosure_name_number", "A disclosure whose name is no text.", text, *["sdjwt.disclosure"] * 2


def digests() -> Iterator[Case]:
    dropped = without(plain(), 0)
    yield "dropped_disclosure", "One paragraph taken out by a third party.", dropped, "sdjwt.missing", "ok"
    hidden = without(plain(), 1, 5)
    what = "A client hides a paragraph and the reason from the office."
    yield "hidden_from_office", what, hidden, "sdjwt.missing", "ok"
    orphans = without(plain(), 3)
    what = "A field is taken out, the paragraphs inside it are left."
    yield "orphaned_paragraphs", what, orphans, "sdjwt.unreferenced", "sdjwt.unreferenced"
    decoy = digest("nobody has this")
    text = with_fields(lambda m: {"_sd": sorted([m.member("warned", True), decoy])})
    yield "decoy_digest", "A digest behind which there is nothing.", text, "sdjwt.missing", "ok"

    def twice_in_array(maker: Maker) -> object:
        element = maker.element("Once.")
        return {"_sd": [maker.member("story", [element, element])]}

    text = with_fields(twice_in_array)
    yield "same_digest_twice", "One digest stands twice in an array.", text, *["sdjwt.digest-twice"] * 2

    def twice_in_tree(maker: Maker) -> object:
        inner = maker.member("raion", "Bucha")
        names = [maker.member(name, {"_sd": [inner]}) for name in ("where", "seen_from")]
        return {"_sd": sorted(names)}

    text = with_fields(twice_in_tree)
    yield (
        "same_digest_in_two_objects",
        "One disclosure used in two places.",
        text,
        *["sdjwt.digest-twice"] * 2,
    )
    jwt, first, *others = plain().split("~")
    text = "~".join([jwt, first, first, *others])
    yield "same_disclosure_twice", "One disclosure is sent twice.", text, *["sdjwt.disclosure-twice"] * 2
    text = with_fields(lambda m: {"_sd": [m.add(m.salt(), "an element")]})
    yield "element_as_member", "An element's disclosure under an object.", text, "sdjwt.kind", "sdjwt.kind"
    text = with_fields(lambda m: {"_sd": [m.member("story", [{"...": m.member("a", 1)}])]})
    yield "member_as_element", "A member's disclosure in an array.", text, "sdjwt.kind", "sdjwt.kind"
    text = with_fields(lambda m: {"_sd": sorted([m.member("a", 1), m.member("a", 2)])})
    yield "name_twice", "Two disclosures give one member two values.", text, *["sdjwt.name-twice"] * 2
    text = with_fields(lambda m: {"_sd": sorted([m.member("a", 1), m.member("b", 2)], reverse=True)})
    yield "unsorted_digests", "Digests in the order of the form: it tells names.", text, *["sdjwt.order"] * 2


def grain() -> Iterator[Case]:
    grainy = {
        "clear_member": ("A field in clear beside hidden ones.",
                         lambda m: {"_sd": [m.member("a", 1)], "b": 2}),
        "clear_fields": ("Fields that cannot be withheld.", lambda m: {"story": "all in clear"}),
        "clear_element": ("A paragraph in clear.", lambda m: {"_sd": [m.member("story", ["clear"])]}),
        "clear_inside": ("A part of a place in clear.",
                         lambda m: {"_sd": [m.member("where", {"raion": "Bucha"})]}),
        "empty_sd": ("An empty list of digests.", lambda m: {"_sd": []}),
        "digest_no_text": ("A digest that is no text.", lambda m: {"_sd": [1]}),
        "digest_short": ("A digest of 16 bytes.", lambda m: {"_sd": [b64(b"\1" * 16)]}),
        "element_with_more": ("An array digest with a second member beside it.",
                              lambda m: {"_sd": [m.member("s", [{**m.element("a"), "x": 1}])]}),
    }  # fmt: skip
    for name, (what, build) in grainy.items():
        yield name, what, with_fields(build), "sdjwt.grain", "sdjwt.grain"

    def deep(maker: Maker) -> object:
        value: object = "deep"
        for _ in range(24):
            value = [maker.element(value)]
        return {"_sd": [maker.member("story", value)]}

    yield "too_deep", "Arrays nested 24 deep.", with_fields(deep), "sdjwt.depth", "sdjwt.depth"
    maker = Maker()
    root = sorted([maker.member("code", "I-1"), maker.member("reason", None), maker.member("type", "x")])
    text = maker.sign(maker.claims(_sd=root))
    yield "root_claim_hidden", "A disclosure gives `type` a second value.", text, "sdjwt.root", "sdjwt.root"
    maker = Maker()
    text = maker.sign(maker.claims(_sd=[maker.member("code", "I-1")]))
    yield "root_without_reason", "No digest for the reason.", text, "sdjwt.root", "sdjwt.root"


def spelling() -> Iterator[Case]:
    maker = Maker()
    claims = spell(maker.claims())
    doubled = claims.replace(b'"complete":true', b'"complete":false,"complete":true')
    text = maker.sign_bytes(spell(HEADER), doubled)
    what = "The payload has one member twice; readers disagree which counts."
    yield "duplicate_member_payload", what, text, "canonical.duplicate", "canonical.duplicate"
    maker = Maker()
    header = spell(HEADER)[:-1] + b',"typ":"fieldoc-record+sd-jwt"}'
    text = maker.sign_bytes(header, spell(maker.claims()))
    yield "duplicate_member_header", "The header has `typ` twice.", text, *["canonical.duplicate"] * 2
    maker = Maker()
    raw = b'["%s","gps",{"coordinates":["30","50"],"coordinates":["31","51"],"type":"Point"}]'
    maker.disclosures.append(b64(raw % maker.salt().encode()))
    text = maker.sign(maker.claims(fields={"_sd": [digest(maker.disclosures[0])]}))
    what = "A disclosure has one member twice."
    yield "duplicate_member_disclosure", what, text, "canonical.duplicate", "canonical.duplicate"
    maker = Maker()
    text = maker.sign_bytes(spell(HEADER), spell(maker.claims()).replace(b'"profile":1', b'"profile":1.0'))
    yield "float_claim", "A number with a fraction.", text, "canonical.float", "canonical.float"
    text = with_fields(lambda m: {"_sd": [m.member("depth", 1.5)]})
    yield "float_disclosure", "A fraction in a disclosure.", text, "canonical.float", "canonical.float"
    maker = Maker()
    text = maker.sign_bytes(spell(HEADER), json.dumps(maker.claims(), sort_keys=True).encode())
    code = "canonical.not-canonical"
    yield "blanks_in_payload", "A payload with blanks between members.", text, code, code
    maker = Maker()
    maker.disclosures.append(b64(b'["%s", "warned", true]' % maker.salt().encode()))
    text = maker.sign(maker.claims(fields={"_sd": [digest(maker.disclosures[0])]}))
    yield "blanks_in_disclosure", "A disclosure with blanks.", text, code, code
    maker = Maker()
    maker.disclosures.append(b64(spell([maker.salt(), "warned", True])) + "=")
    text = maker.sign(maker.claims(fields={"_sd": [digest(maker.disclosures[0])]}))
    yield "padded_disclosure", "A disclosure with base64 padding.", text, *["sdjwt.disclosure"] * 2
    jwt, first, *others = plain().split("~")
    raw = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4))
    text = "~".join([jwt, b64(raw.replace(b"noon", b"dawn")), *others])
    yield "reworded_disclosure", "One word of a paragraph changed.", text, *["sdjwt.unreferenced"] * 2
    yield "key_binding", "A key-binding JWT follows the last tilde.", plain() + "a.b.c", *["sdjwt.form"] * 2
    yield "no_tilde", "A JWT without the final tilde.", plain().split("~")[0], "sdjwt.form", "sdjwt.form"
    yield "empty_disclosure", "Two tildes in a row.", plain() + "~", "sdjwt.form", "sdjwt.form"


def header() -> Iterator[Case]:
    wrong = {
        "alg_eddsa": ("The name RFC 9864 deprecates.", {"alg": "EdDSA"}, "jws.alg"),
        "alg_lower_case": ("The right name in lower case.", {"alg": "ed25519"}, "jws.alg"),
        "typ_example": ("The typ that libraries write.", {"typ": "example+sd-jwt"}, "jws.typ"),
        "typ_kb": ("The typ of a key-binding JWT.", {"typ": "kb+jwt"}, "jws.typ"),
        "typ_statement": ("The typ of a disclosure statement.",
                          {"typ": "fieldoc-disclosure+jws"}, "jws.typ"),
        "crit_present": ("An extension the reader must understand.",
                         {"crit": ["exp"], "exp": 1}, "jws.crit"),
        "crit_empty": ("An empty list of extensions.", {"crit": []}, "jws.crit"),
        "header_with_key": ("The header brings its own key.", {"jwk": jwk(STRANGER)}, "jws.header"),
        "header_b64_false": ("Unencoded payload (RFC 7797).", {"b64": False}, "jws.header"),
        "kid_of_stranger": ("The header names another key.", {"kid": kid(STRANGER)}, "jws.other-key"),
        "kid_number": ("The key's name is no text.", {"kid": 7}, "jws.other-key"),
    }  # fmt: skip
    for name, (what, changes, code) in wrong.items():
        yield name, what, with_header(**changes), code, code
    maker = Maker()
    bare = {name: value for name, value in HEADER.items() if name != "typ"}
    yield "typ_missing", "No typ.", maker.sign(maker.claims(), bare), "jws.typ", "jws.typ"
    maker = Maker()
    text = maker.sign(maker.claims(), {**HEADER, "kid": kid(STRANGER)}, STRANGER)
    yield "other_key", "Signed by another key that says so.", text, "jws.other-key", "jws.other-key"
    maker = Maker()
    text = maker.sign(maker.claims(), HEADER, STRANGER)
    yield "other_key_lies", "Signed by another key under our name.", text, *["jws.signature"] * 2
    jwt, *others = plain().split("~")
    head, body, signature = jwt.split(".")
    changed = body[:200] + ("A" if body[200] != "A" else "B") + body[201:]
    text = "~".join([f"{head}.{changed}.{signature}", *others])
    yield "payload_flipped", "One character of the payload changed.", text, *["jws.signature"] * 2
    text = "~".join([f"{head}.{body}.{signature[:-4]}", *others])
    yield "signature_cut", "A signature three bytes short.", text, "jws.signature", "jws.signature"
    text = "~".join([f"{head}.{body}", *others])
    yield "no_signature", "A JWT of two pieces.", text, "jws.form", "jws.form"


def confusion() -> Iterator[Case]:
    maker = Maker()
    signed = f"{b64(spell({**HEADER, 'alg': 'none'}))}.{b64(spell(maker.claims()))}"
    yield "alg_none", "No signature at all.", maker.text(signed + "."), "jws.alg", "jws.alg"
    maker = Maker()
    signed = f"{b64(spell({**HEADER, 'alg': 'HS256'}))}.{b64(spell(maker.claims()))}"
    secret = SIGNER.public_key().public_bytes_raw()
    mac = hmac.new(secret, signed.encode(), "sha256").digest()
    text = maker.text(f"{signed}.{b64(mac)}")
    yield "alg_confusion_hs256", "An HMAC keyed with the public key.", text, "jws.alg", "jws.alg"
    maker = Maker()
    signed = f"{b64(spell({**HEADER, 'alg': 'ES256'}))}.{b64(spell(maker.claims()))}"
    key = ec.derive_private_key(0x1234567890ABCDEF, ec.SECP256R1())
    der = key.sign(signed.encode(), ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    raw = b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(der))
    text = maker.text(f"{signed}.{b64(raw)}")
    yield "alg_es256", "A P-256 signature of the forger's.", text, "jws.alg", "jws.alg"


def claim() -> Iterator[Case]:
    wrong = {
        "hash_sha512": ("Another hash for the digests.", {"_sd_alg": "sha-512"}, "sdjwt.hash-algorithm"),
        "claim_exp": ("A claim the profile does not have.", {"exp": 1}, "sdjwt.claims"),
        "claim_cnf": ("A holder key.", {"cnf": {"jwk": jwk(STRANGER)}}, "sdjwt.claims"),
        "profile_zero": ("A profile that never was.", {"profile": 0}, "sdjwt.claims"),
        "profile_true": ("A profile that is no number.", {"profile": True}, "sdjwt.claims"),
        "profile_newer": ("A profile of the future.", {"profile": 2}, "sdjwt.newer"),
        "version_zero": ("Versions count from 1.", {"version": 0}, "sdjwt.claim"),
        "version_true": ("A version that is no number.", {"version": True}, "sdjwt.claim"),
        "first_supersedes": ("Version 1 supersedes nothing.",
                             {"supersedes": "sha256:" + "00" * 32}, "sdjwt.claim"),
        "second_supersedes_nothing": ("A second beginning.", {"version": 2}, "sdjwt.claim"),
        "no_such_day": ("Sealed on 30 February.",
                        {"sealed_at": "2026-02-30T10:00:00+02:00"}, "sdjwt.claim"),
        "time_without_offset": ("A time without offset.",
                                {"sealed_at": "2026-03-01T10:00:00"}, "sdjwt.claim"),
        "record_id_upper_case": ("An id in another spelling.",
                                 {"record_id": "0B7C9A52-6C0E-4E0C-9A0E-2F3B8A1D7C11"}, "sdjwt.claim"),
        "complete_text": ("Completeness that is no boolean.", {"complete": "true"}, "sdjwt.claim"),
        "fields_array": ("Fields that are no object.", {"fields": []}, "sdjwt.claim"),
        "attachments_object": ("Attachments that are no array.", {"attachments": {}}, "sdjwt.claim"),
    }  # fmt: skip
    for name, (what, changes, code) in wrong.items():
        yield name, what, plain(**changes), code, code
    maker = Maker()
    claims = maker.claims()
    del claims["device"]
    yield "claim_missing", "No device.", maker.sign(claims), "sdjwt.claims", "sdjwt.claims"
    maker = Maker()
    root = sorted([maker.member("code", "Іван"), maker.member("reason", None)])
    text = maker.sign(maker.claims(_sd=root))
    yield "code_is_a_name", "A code that is none.", text, "sdjwt.claim", "sdjwt.claim"
    maker = Maker()
    root = sorted([maker.member("code", "I-7K3Q-C"), maker.member("reason", True)])
    text = maker.sign(maker.claims(_sd=root))
    yield "reason_no_text", "A reason that is no text.", text, "sdjwt.claim", "sdjwt.claim"


SOURCES = (genuine, disclosures, digests, grain, spelling, header, confusion, claim)


def cases() -> Iterator[dict[str, object]]:
    """Every vector as it is written to its file."""
    for source in SOURCES:
        for name, what, text, complete, partial in source():
            expect = {"complete": complete, "partial": partial}
            yield {"name": name, "what": what, "jwk": jwk(SIGNER), "text": text, "expect": expect}


def written(case: dict[str, object]) -> str:
    """The content of a vector's file."""
    return json.dumps(case, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write all files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for case in cases():
        (FOLDER / f"{case['name']}.json").write_text(written(case), encoding="utf-8")


if __name__ == "__main__":
    main()
