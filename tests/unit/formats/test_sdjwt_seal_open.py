"""Sealing, opening, withholding: what the strict profile promises (R09, R10, R11)."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace

import pytest

from field_doc.base.errors import Bug, InputProblem, IntegrityFailure
from field_doc.formats import sdjwt
from field_doc.formats.base64text import b64url
from field_doc.formats.keys import Purpose, SigningKey, VerifyKey
from field_doc.formats.labels import TYP_RECORD
from field_doc.formats.sdjwt import jws

KEY = SigningKey.from_seed(Purpose.RECORD, bytes(range(32)))
STORY = [f"Paragraph {number}." for number in range(1, 8)]
ACT = {
    "id": "5f0d6a3e-96d3-4a13-9a0c-0d6b2f0f7a01",
    "kind": "ik_killing",
    "where": {"as_said": "behind the school", "raion": "Bucha", "cell_10km": "36U-UA-12",
              "geometry": {"type": "Point", "coordinates": ["30.21", "50.54"]}},
    "terms": ["wt_rifle", "wt_grenade"],
}  # fmt: skip
FIELDS = {"story": STORY, "acts": [ACT], "warned": {"null_reason": "nv_not_asked"}, "dead": 3, "note": ""}
PHOTO = {"id": "a1", "name": "IMG_0412.JPG", "sha256": "sha256:" + "00" * 32, "commitment": "hmac-sha256:11"}
VERSION = sdjwt.RecordVersion(
    record_id="0b7c9a52-6c0e-4e0c-9a0e-2f3b8a1d7c11",
    type="incident",
    schema="incident.v1",
    code="I-7K3Q-C",
    version=2,
    supersedes="sha256:" + "ab" * 32,
    sealed_at="2026-03-01T10:00:00.000+02:00",
    device=KEY.public.thumbprint(),
    epoch="field-doc/log/v1/3d1f6a",
    complete=False,
    reason="The street was spelled wrong.",
    fields=FIELDS,
    attachments=[PHOTO],
)


def decoded(piece: str) -> object:
    return json.loads(base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4)))


def payload(sealed: sdjwt.Sealed) -> dict:
    return decoded(sealed.jwt.split(".")[1])


def code_of(act, *args, **kwargs) -> str:
    with pytest.raises((IntegrityFailure, InputProblem)) as caught:
        act(*args, **kwargs)
    return caught.value.code


@pytest.fixture(scope="module")
def sealed() -> sdjwt.Sealed:
    return sdjwt.seal(VERSION, KEY)


def test_a_sealed_version_opens_to_what_was_sealed(sealed):
    assert sdjwt.open_complete(sdjwt.parse(sealed.text()), KEY.public) == VERSION


def test_header_is_exactly_alg_kid_typ(sealed):
    header = decoded(sealed.jwt.split(".")[0])
    thumbprint = KEY.public.thumbprint()
    assert header == {"alg": "Ed25519", "kid": thumbprint, "typ": "fieldoc-record+sd-jwt"}
    assert sdjwt.key_thumbprint(sealed) == thumbprint


def test_the_jwt_shows_no_word_of_the_record(sealed):
    clear = json.dumps(payload(sealed))
    for secret in ("story", "Paragraph", "Bucha", "raion", "acts", "IMG_0412", "I-7K3Q-C", "spelled"):
        assert secret not in clear


def test_salts_are_fresh_in_every_version_and_every_part(sealed):
    again = sdjwt.seal(VERSION, KEY)
    salts = [decoded(d)[0] for d in (*sealed.disclosures, *again.disclosures)]
    assert len(set(salts)) == len(salts)
    assert {len(base64.urlsafe_b64decode(salt + "==")) for salt in salts} == {16}


def test_every_part_is_its_own_disclosure(sealed):
    places = set(sdjwt.paths(sealed))
    assert {("fields", "story"), ("fields", "story", 2), ("fields", "acts", 0, "where", "raion"),
            ("fields", "acts", 0, "where", "cell_10km"), ("fields", "acts", 0, "terms", 1),
            ("attachments", 0), ("attachments", 0, "name"), ("code",), ("reason",)} <= places  # fmt: skip
    assert len(places) == len(sealed.disclosures)


def test_null_reasons_and_geometries_stay_whole(sealed):
    places = sdjwt.paths(sealed)
    assert not any("null_reason" in place or "coordinates" in place for place in places)
    shown = sdjwt.open_partial(sealed, KEY.public).fields
    assert shown["warned"] == {"null_reason": "nv_not_asked"}


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ({"type": "Point", "coordinates": ["30", "50"], "as_given": "36U 1 2", "crs_given": "crs_mgrs"}, 0),
        ({"type": "Polygon", "coordinates": [[["30", "50"], ["31", "50"]]], "source": "gsrc_gpx"}, 0),
        ({"type": "Point", "coordinates": ["30", "50"], "witness": "W-7K3Q-C"}, 5),
        ({"type": "Point", "coordinates": [{"note": "x"}]}, 4),
        ({"type": "MultiPolygon", "coordinates": [[[["30", "50"]]]]}, 0),
        ({"type": "Point", "coordinates": [[[[["30"]]]]]}, 7),
        ({"type": "Point", "coordinates": ["30", "50"], "as_given": ["36U", "1"]}, 7),
        ({"null_reason": "nv_not_asked"}, 0),
        ({"null_reason": "nv_not_asked", "note": "x"}, 2),
        ({"null_reason": ["x"]}, 2),
        ([], 0),
        ({}, 0),
    ],
)
def test_only_whole_values_are_left_undivided(value, parts):
    assert sdjwt.tree_digest_count(value) == parts
    version = replace(VERSION, fields={"x": value})
    assert sdjwt.open_complete(sdjwt.seal(version, KEY), KEY.public) == version


def test_counting_parts_beforehand_agrees_with_sealing(sealed):
    inside = sdjwt.tree_digest_count(FIELDS) + sdjwt.tree_digest_count([PHOTO])
    assert inside + len(("code", "reason")) == len(sealed.disclosures)


def test_paragraph_three_of_seven_withheld(sealed):
    third = ("fields", "story", 2)
    partial = sdjwt.open_partial(sdjwt.present(sealed, [third]), KEY.public)
    story = partial.fields["story"]
    assert [p for p in story if not isinstance(p, sdjwt.Withheld)] == STORY[:2] + STORY[3:]
    (gap,) = (p for p in story if isinstance(p, sdjwt.Withheld))
    assert partial.withheld == {gap.digest: third}
    assert sdjwt.digest_paths(sealed)[gap.digest] == third


def test_withheld_member_is_in_its_place_without_its_name(sealed):
    where = ("fields", "acts", 0, "where")
    shown = sdjwt.present(sealed, [(*where, "as_said"), (*where, "geometry")])
    partial = sdjwt.open_partial(shown, KEY.public)
    place = partial.fields["acts"][0]["where"]
    assert place["raion"] == "Bucha"
    hidden = {name: value for name, value in place.items() if isinstance(value, sdjwt.Withheld)}
    assert len(hidden) == 2
    assert all(name == "~" + value.digest for name, value in hidden.items())
    assert set(partial.withheld.values()) == {None}
    names = sdjwt.digest_paths(sealed)
    assert {names[digest][-1] for digest in partial.withheld} == {"as_said", "geometry"}


def test_withholding_a_part_takes_everything_inside_it(sealed):
    shown = sdjwt.present(sealed, [("fields", "story")])
    assert not any(place[:2] == ("fields", "story") for place in sdjwt.paths(shown))
    assert len(sdjwt.open_partial(shown, KEY.public).withheld) == 1


def test_code_withheld_alone_is_known_by_the_reason(sealed):
    partial = sdjwt.open_partial(sdjwt.present(sealed, [("code",)]), KEY.public)
    assert partial.reason == VERSION.reason
    assert isinstance(partial.code, sdjwt.Withheld)
    assert partial.withheld == {partial.code.digest: ("code",)}


def test_code_and_reason_withheld_together_cannot_be_told_apart(sealed):
    partial = sdjwt.open_partial(sdjwt.present(sealed, [("code",), ("reason",)]), KEY.public)
    assert partial.code == partial.reason == sdjwt.Withheld(None)
    assert list(partial.withheld.values()) == [None, None]


def test_everything_withheld_still_verifies(sealed):
    shown = sdjwt.present(sealed, sdjwt.paths(sealed))
    assert shown.disclosures == ()
    partial = sdjwt.open_partial(shown, KEY.public)
    assert partial.record_id == VERSION.record_id
    assert code_of(sdjwt.open_complete, shown, KEY.public) == "sdjwt.missing"


def test_every_single_dropped_disclosure_is_missed(sealed):
    for gone in range(len(sealed.disclosures)):
        rest = sealed.disclosures[:gone] + sealed.disclosures[gone + 1 :]
        cut = sdjwt.Sealed(sealed.jwt, rest)
        assert code_of(sdjwt.open_complete, cut, KEY.public) in {"sdjwt.missing", "sdjwt.unreferenced"}


def test_withholding_what_is_not_there_is_refused(sealed):
    assert code_of(sdjwt.present, sealed, [("fields", "story", 7)]) == "sdjwt.no-such-part"
    assert code_of(sdjwt.present, sealed, [("fields",)]) == "sdjwt.no-such-part"


def test_ledger_digest_is_the_same_for_every_presentation(sealed):
    shown = sdjwt.present(sealed, [("fields", "story", 0)])
    expected = "sha256:" + hashlib.sha256(sealed.jwt.encode()).hexdigest()
    assert sdjwt.jwt_digest(sealed) == sdjwt.jwt_digest(shown) == expected
    assert sdjwt.sd_hash(sealed) != sdjwt.sd_hash(shown)


def test_other_purposes_neither_seal_nor_open(sealed):
    with pytest.raises(Bug):
        sdjwt.seal(VERSION, SigningKey.from_seed(Purpose.BUNDLE, bytes(range(32))))
    same_bytes = VerifyKey.from_raw(Purpose.BUNDLE, KEY.public.raw)
    assert code_of(sdjwt.open_partial, sealed, same_bytes) == "jws.signature"


def test_signature_of_another_version_does_not_fit(sealed):
    other = sdjwt.seal(replace(VERSION, complete=True), KEY)
    head = sealed.jwt.rpartition(".")[0]
    forged = sdjwt.Sealed(f"{head}.{other.jwt.rpartition('.')[2]}", sealed.disclosures)
    assert code_of(sdjwt.open_complete, forged, KEY.public) == "jws.signature"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"version": 0}, "seal.claim"),
        ({"supersedes": None}, "seal.claim"),
        ({"sealed_at": "yesterday"}, "seal.claim"),
        ({"code": "Іван Петренко"}, "seal.claim"),
        ({"reason": "x" * 10_001}, "seal.claim"),
        ({"fields": {"_sd": 1}}, "seal.name"),
        ({"fields": {"...": 1}}, "seal.name"),
        ({"fields": {"_sd_alg": 1}}, "seal.name"),
        ({"fields": {"__proto__": 1}}, "seal.name"),
        ({"fields": {"ім'я": 1}}, "seal.name"),
        ({"fields": {"depth": 1.5}}, "canonical.float"),
        ({"fields": {"text": "\ud800"}}, "canonical.surrogate"),
        ({"fields": {"text": "x" * (4 << 20)}}, "seal.part-size"),
        ({"fields": {"list": [1] * 20_001}}, "seal.too-many"),
    ],
)
def test_what_cannot_be_read_back_is_not_sealed(changes, code):
    assert code_of(sdjwt.seal, replace(VERSION, **changes), KEY) == code


def test_depth_is_bounded_when_sealing():
    value: object = "deep"
    for _ in range(sdjwt.MAX_DEPTH):
        value = [value]
    assert code_of(sdjwt.seal, replace(VERSION, fields={"x": value}), KEY) == "seal.depth"
    fits = replace(VERSION, fields={"x": value[0][0]})
    assert sdjwt.open_complete(sdjwt.seal(fits, KEY), KEY.public) == fits


def test_the_largest_version_opens():
    rest = sdjwt.MAX_DISCLOSURES - len(("code", "reason", "list"))
    largest = replace(VERSION, fields={"list": list(range(rest))}, attachments=[])
    assert sdjwt.open_complete(sdjwt.parse(sdjwt.seal(largest, KEY).text()), KEY.public) == largest


def test_too_many_disclosures_are_refused_before_decoding():
    text = "x~" + "A~" * (sdjwt.MAX_DISCLOSURES + 1)
    assert code_of(sdjwt.parse, text) == "sdjwt.too-many"


def test_what_is_too_long_is_refused_before_decoding(sealed):
    long = "A" * ((4 << 20) + 1)
    assert code_of(sdjwt.parse, f"{long}~") == "sdjwt.size"
    assert code_of(sdjwt.parse, f"{sealed.jwt}~{long}~") == "sdjwt.size"
    assert code_of(sdjwt.parse, "A" * (64 << 20) + "~") == "sdjwt.size"
    assert code_of(jws.verify, sealed.jwt, TYP_RECORD, KEY.public, max_chars=100) == "jws.size"


def test_a_version_too_long_to_read_back_is_not_sealed():
    pages = replace(VERSION, fields={"pages": ["x" * 2_900_000] * 24}, attachments=[])
    assert code_of(sdjwt.seal, pages, KEY) == "seal.version-size"


def test_digests_without_disclosures_are_counted_too(sealed):
    claims = payload(sealed)
    digests = [b64url(hashlib.sha256(str(i).encode()).digest()) for i in range(sdjwt.MAX_DISCLOSURES)]
    claims["attachments"] = [{"...": digest} for digest in digests]
    crowded = sdjwt.Sealed(jws.sign(TYP_RECORD, claims, KEY), ())
    assert code_of(sdjwt.open_partial, crowded, KEY.public) == "sdjwt.too-many"


@pytest.mark.parametrize("text", ["", "~", "~~", "a.b.c", "a.b.c~d", "a.b.c~~", "ї.ї.ї~", "a.b.c~ї~"])
def test_texts_of_another_form_are_refused(text):
    assert code_of(sdjwt.parse, text) == "sdjwt.form"


@pytest.mark.parametrize("jwt", ["ї.ї.ї", "..", "e30.e30.e30", "a~b", "W10.W10.W10"])
def test_jwts_made_by_hand_fail_as_integrity(jwt):
    with pytest.raises(IntegrityFailure):
        sdjwt.open_partial(sdjwt.Sealed(jwt, ()), KEY.public)


def test_a_key_that_is_no_text_is_not_looked_for(sealed):
    header = base64.urlsafe_b64encode(b'{"alg":"Ed25519","kid":7,"typ":"fieldoc-record+sd-jwt"}').decode()
    other = sdjwt.Sealed(header.rstrip("=") + sealed.jwt[sealed.jwt.index(".") :], sealed.disclosures)
    assert code_of(sdjwt.key_thumbprint, other) == "jws.header"


def test_refusals_name_no_evidence(sealed):
    extra = base64.urlsafe_b64encode(b'["AAAAAAAAAAAAAAAAAAAAAA","secret","Petrenko"]').decode().rstrip("=")
    forged = sdjwt.Sealed(sealed.jwt, (*sealed.disclosures, extra))
    with pytest.raises(IntegrityFailure) as caught:
        sdjwt.open_complete(forged, KEY.public)
    assert "Petrenko" not in str(caught.value) + repr(caught.value.details)
