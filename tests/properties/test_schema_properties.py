"""Random records: normalising is idempotent, sealing loses nothing, no reader leaks a foreign error."""

from __future__ import annotations

import contextlib
import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_doc.base.errors import FieldDocError, InputProblem
from field_doc.base.i18n import Words
from field_doc.formats import canonical
from field_doc.schema import (
    coordinates,
    edtf,
    geofile,
    plain,
    protection,
    registry,
    sealing,
    search,
    sentences,
    validate,
    values,
)
from field_doc.schema.model import NULL_REASONS, PARTS, Field

REGISTRY = registry.load()
SETTINGS = settings(deadline=None, max_examples=25)

# Letters of the languages here, direction marks, combining marks, an emoji; no control characters.
words = st.text(alphabet=st.sampled_from("абвгґєії АБВ xyz.,!?«»—'’\u202e\u0306́😀123 \t"), max_size=60)
lines = st.text(alphabet=st.sampled_from("абв xyz. \n"), max_size=80)
langs = st.sampled_from(["uk", "ru", "en", "sr-Cyrl", "xx?"])
uuids = st.uuids(version=4).map(str)
reasons = st.sampled_from(NULL_REASONS).map(lambda r: {"null": r})
decimals = st.one_of(st.integers(-999, 9999), st.decimals(-500, 500, places=3).map(str), words)
instants = st.datetimes().map(lambda d: d.isoformat(timespec="seconds") + "+02:00")
edtfs = st.sampled_from(
    ["2022", "2022-03-~12", "2022-03-XX", "2022-21", "2022-03-04/..", "[2022-03..2022-05]", "2022-03-05T14:20", "soon"]
)
lons, lats = (st.decimals(-n, n, places=6).map(str) for n in (180, 90))
points = st.tuples(lons, lats).map(lambda p: {"type": "Point", "coordinates": list(p)})
rings = st.lists(st.tuples(lons, lats).map(list), min_size=3, max_size=6).map(
    lambda r: {"type": "Polygon", "coordinates": [[*r, r[0]]]}
)


def term_of(field: Field) -> st.SearchStrategy:
    return st.sampled_from([*field.vocabulary.index, "unknown_term"])


def parts(field: Field, special: dict) -> st.SearchStrategy:
    known = {p: st.one_of(special[p] if p in special else part_of(field, p), reasons) for p in PARTS[field.type]}
    return st.fixed_dictionaries({}, optional=known)


def part_of(field: Field, part: str) -> st.SearchStrategy:
    return st.sampled_from([*field.parts[part].index]) if part in field.parts else words


def parallel(body: str, text: st.SearchStrategy) -> st.SearchStrategy:
    one = {"kind": st.sampled_from(["transcript", "translation"]), "lang": langs, body: text}
    return st.lists(st.fixed_dictionaries(one, optional={"by": words, "date": st.just("2026-01-01")}), max_size=2)


def value_of(field: Field) -> st.SearchStrategy:
    purposes = st.one_of(
        st.sampled_from(["yes", "no", "ask_each_time"]),
        st.fixed_dictionaries({"answer": st.just("yes"), "limit": words}),
    )
    by_type = {
        "text": lambda: words,
        "url": lambda: words,
        "lang_text": lambda: st.one_of(
            words, st.fixed_dictionaries({"text": words, "lang": langs, "parallel": parallel("text", words)})
        ),
        "long_text": lambda: st.one_of(
            lines,
            st.fixed_dictionaries(
                {
                    "paragraphs": st.lists(words, max_size=3),
                    "lang": langs,
                    "parallel": parallel("paragraphs", st.lists(words, max_size=2)),
                }
            ),
        ),
        "integer": lambda: st.one_of(st.integers(-(2**53) + 1, 2**53 - 1), words),
        "decimal": lambda: decimals,
        "boolean": st.booleans,
        "instant": lambda: st.one_of(instants, words),
        "time": lambda: st.one_of(st.times().map(lambda t: f"{t:%H:%M}"), words),
        "uncertain_date": lambda: st.one_of(edtfs, parts(field, {"edtf": edtfs})),
        "date_range": lambda: st.fixed_dictionaries(
            {}, optional={"start": edtfs, "end": st.sampled_from(["..", "", "2022"])}
        ),
        "place": lambda: st.one_of(
            words, parts(field, {"geometry": points, "uncertainty_m": decimals, "altitude_m": decimals, "lang": langs})
        ),
        "geometry": lambda: st.one_of(points, rings, st.fixed_dictionaries({"as_given": words.filter(bool)})),
        "term": lambda: term_of(field),
        "terms": lambda: st.lists(term_of(field), max_size=4),
        "term_map": lambda: st.dictionaries(st.sampled_from([*field.vocabulary.index]), purposes, max_size=5),
        "checklist": lambda: st.dictionaries(
            st.sampled_from([*field.vocabulary.index]), st.one_of(st.booleans(), instants), max_size=5
        ),
        "record_ref": lambda: st.one_of(uuids, words),
        "language": lambda: langs,
        "count_range": lambda: parts(
            field, dict.fromkeys(PARTS["count_range"], st.one_of(st.integers(-5, 500), words))
        ),
        "contact": lambda: parts(field, {}),
        "signature": lambda: parts(field, {"at": instants, "attachment": uuids}),
        "group": lambda: st.lists(members(field.fields, 3), max_size=2),
    }
    one = by_type[field.type]()
    return st.one_of(st.lists(one, max_size=2) if field.repeat else one, reasons)


def members(fields: tuple[Field, ...], most: int) -> st.SearchStrategy:
    known = {f.name: f for f in fields}
    chosen = st.lists(st.sampled_from([*known]), unique=True, max_size=most)
    return chosen.flatmap(lambda some: st.fixed_dictionaries({name: value_of(known[name]) for name in some}))


@pytest.mark.parametrize("name", REGISTRY.types)
@SETTINGS
@given(data=st.data())
def test_input_to_record_to_sealed_tree_and_back_is_identity(name, data):
    record_type = REGISTRY.record_type(name)
    fields = values.normalise_fields(record_type, data.draw(members(record_type.fields, 6)))
    assert values.normalise_fields(record_type, json.loads(json.dumps(fields))) == fields

    complete, _ = sealing.complete_for_sealing(record_type, fields)
    tree = sealing.sealable(record_type, complete)
    stored = canonical.decode(canonical.encode(tree))
    assert stored == tree
    assert sealing.unseal(record_type, stored) == complete

    validate.validate(REGISTRY, record_type, complete, today=date(2026, 3, 2), siblings={})
    search.search_text(record_type, complete)
    search.title(record_type, complete, "uk")
    for lang in ("uk", "en"):
        labels = REGISTRY.labels(Words(lang))
        for one, value in complete.items():
            assert isinstance(plain.plain(record_type.at(one), value, labels), str)
    if record_type.store == "identities":
        assert set(protection.classes(record_type, tree).values()) <= {"identity"}


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=300))
def test_sentences_join_to_the_paragraph(text):
    assert "".join(sentences.split(text)) == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=10) | st.sampled_from([*PARTS["place"], "type", "id", "null"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
ALL_FIELDS = [f for name in REGISTRY.types for f in REGISTRY.record_type(name).fields]


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(ALL_FIELDS), JSON)
def test_any_json_is_read_or_refused_as_an_input_problem(field, raw):
    value = None
    with contextlib.suppress(InputProblem):
        value = values.normalise(field, raw)
    if value is not None:
        assert values.normalise(field, value) == value


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(REGISTRY.types), JSON)
def test_any_json_as_a_sealed_tree_is_refused_cleanly(name, tree):
    record_type = REGISTRY.record_type(name)
    with pytest.raises(FieldDocError, match=r"record\.tree-malformed"):
        sealing.unseal(record_type, tree)


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="0123456789X-/.~?%T:+Z[],", max_size=30) | st.text(max_size=30))
def test_any_text_as_a_date(text):
    try:
        found = edtf.parse(text)
    except InputProblem:
        return
    low, high = edtf.bounds(found)
    if low and high:
        assert low <= high


@settings(deadline=None, max_examples=200)
@given(
    st.text(alphabet="0123456789.,°'\" NSEWXYпнсхшд-", max_size=40), st.sampled_from([*coordinates.SYSTEMS, "crs_mgrs"])
)
def test_any_text_as_coordinates(text, crs):
    try:
        found = coordinates.parse(text, crs)
    except InputProblem:
        return
    assert abs(float(found.lat)) <= 90
    assert abs(float(found.lon)) <= 180
    assert found.as_given == text


@settings(deadline=None, max_examples=100)
@given(st.decimals(-79, 83, places=5), st.decimals(-179, 179, places=5))
def test_grid_references_come_back_within_a_cell(lat, lon):
    found = coordinates.parse(coordinates.mgrs(str(lat), str(lon)), "crs_mgrs")
    assert abs(float(found.lat) - float(lat)) < 0.0001
    assert abs(float(found.lon) - float(lon)) < 0.001


@settings(deadline=None, max_examples=150)
@given(
    st.binary(max_size=80)
    | st.binary(max_size=40).map(lambda b: b"<gpx>" + b)
    | JSON.map(lambda j: json.dumps(j).encode())
)
def test_any_bytes_as_a_position_file(data):
    with contextlib.suppress(InputProblem):
        assert geofile.read(data)
