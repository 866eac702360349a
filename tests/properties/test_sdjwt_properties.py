"""Sealed versions of any record: identity, withholding, tampering."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import canonical, sdjwt
from field_doc.formats.base64text import b64url
from field_doc.formats.keys import Purpose, SigningKey

KEY = SigningKey.from_seed(Purpose.RECORD, b"\x21" * 32)

names = st.text("abcdefgzAZ019_.:+-", min_size=1, max_size=8).filter(lambda name: name[0].isalnum())
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
nulls = st.builds(lambda code: {"null_reason": code}, texts)
points = st.builds(lambda lon, lat: {"type": "Point", "coordinates": [lon, lat]}, texts, texts)
values = st.recursive(
    scalars | nulls | points,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
versions = st.builds(
    lambda fields, attachments, reason: sdjwt.RecordVersion(
        record_id="0b7c9a52-6c0e-4e0c-9a0e-2f3b8a1d7c11",
        type="incident",
        schema="incident.v1",
        code="I-7K3Q-C",
        version=1,
        supersedes=None,
        sealed_at="2026-03-01T10:00:00+02:00",
        device=KEY.public.thumbprint(),
        epoch="field-doc/log/v1/x",
        complete=True,
        reason=reason,
        fields=fields,
        attachments=attachments,
    ),
    st.dictionaries(names, values, max_size=5),
    st.lists(values, max_size=3),
    st.none() | texts,
)


def at(tree: object, path: sdjwt.Path) -> object:
    """What stands at a path of a complete tree."""
    for step in path:
        tree = tree[step]
    return tree


def whole(version: sdjwt.RecordVersion) -> dict:
    return {"fields": version.fields, "attachments": version.attachments,
            "code": version.code, "reason": version.reason}  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(versions)
def test_seal_then_open_is_identity(version):
    sealed = sdjwt.seal(version, KEY)
    assert sdjwt.open_complete(sdjwt.parse(sealed.text()), KEY.public) == version
    trees = (version.fields, version.attachments)
    assert len(sealed.disclosures) == 2 + sum(map(sdjwt.tree_digest_count, trees))


def merge(shown: object, full: object, names: dict[str, sdjwt.Path]) -> object:
    """``shown`` with every withheld part filled in from ``full``."""
    if isinstance(shown, sdjwt.Withheld):
        return at(full, names[shown.digest])
    if isinstance(shown, list):
        return [merge(element, full, names) for element in shown]
    if isinstance(shown, dict):
        filled = {}
        for name, value in shown.items():
            held = isinstance(value, sdjwt.Withheld)
            filled[names[value.digest][-1] if held else name] = merge(value, full, names)
        return filled
    return shown


@settings(max_examples=60, deadline=None)
@given(versions, st.data())
def test_any_subset_withheld_leaves_the_rest_verifying(version, data):
    sealed = sdjwt.seal(version, KEY)
    names = sdjwt.digest_paths(sealed)
    withhold = data.draw(st.sets(st.sampled_from(sdjwt.paths(sealed)), max_size=6))
    shown = sdjwt.present(sealed, withhold)
    partial = sdjwt.open_partial(shown, KEY.public)
    outermost = {p for p in withhold if not any(p[:n] in withhold for n in range(1, len(p)))}
    assert {names[digest] for digest in partial.withheld} == outermost
    assert all(path in {None, names[digest]} for digest, path in partial.withheld.items())
    assert merge(partial.fields, whole(version), names) == version.fields
    assert merge(partial.attachments, whole(version), names) == version.attachments
    assert set(sdjwt.paths(shown)).isdisjoint(withhold)


def flipped(text: str, place: int) -> str:
    return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]


@settings(max_examples=60, deadline=None)
@given(versions, st.data())
def test_any_flipped_character_is_refused(version, data):
    text = sdjwt.seal(version, KEY).text()
    place = data.draw(st.integers(0, len(text) - 1))
    with pytest.raises(IntegrityFailure):
        sdjwt.open_partial(sdjwt.parse(flipped(text, place)), KEY.public)


@settings(max_examples=40, deadline=None)
@given(versions, names, scalars, st.binary(min_size=16, max_size=16))
def test_any_extra_disclosure_is_refused(version, name, value, salt):
    sealed = sdjwt.seal(version, KEY)
    made = base64.urlsafe_b64encode(canonical.encode([b64url(salt), name, value])).decode().rstrip("=")
    of_another_version = sdjwt.seal(version, KEY).disclosures[-1]
    for extra in (made, of_another_version, sealed.disclosures[0]):
        with pytest.raises(IntegrityFailure) as caught:
            sdjwt.open_partial(sdjwt.Sealed(sealed.jwt, (*sealed.disclosures, extra)), KEY.public)
        assert caught.value.code in {"sdjwt.unreferenced", "sdjwt.disclosure-twice"}


@settings(max_examples=40, deadline=None)
@given(versions, st.data())
def test_any_dropped_disclosure_is_refused_when_all_are_due(version, data):
    sealed = sdjwt.seal(version, KEY)
    gone = data.draw(st.integers(0, len(sealed.disclosures) - 1))
    rest = sealed.disclosures[:gone] + sealed.disclosures[gone + 1 :]
    with pytest.raises(IntegrityFailure):
        sdjwt.open_complete(sdjwt.Sealed(sealed.jwt, rest), KEY.public)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda b: base64.urlsafe_b64encode(b).decode()))
def test_nonsense_is_an_integrity_failure_and_nothing_else(noise):
    for text in (noise, f"{noise}~", f"{noise}.{noise}.{noise}~{noise}~"):
        with pytest.raises(IntegrityFailure):
            sdjwt.open_partial(sdjwt.parse(text), KEY.public)
