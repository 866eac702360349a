"""Input becomes values: what is read, what stays as typed, what is refused and how."""

import json
from decimal import Decimal

import pytest

from field_doc.base import ids
from field_doc.base.errors import InputProblem
from field_doc.base.i18n import Words
from field_doc.base.paths import resources
from field_doc.formats import canonical
from field_doc.schema import plain, values
from field_doc.schema.model import Field

SPEC = resources().parent / "docs" / "spec" / "record.md"


def field(kind, **more):
    return Field("f", kind, **more)


@pytest.mark.skipif(not SPEC.exists(), reason="installed without docs")
def test_the_worked_example_of_the_specification(schemas):
    blocks = SPEC.read_text("utf-8").split("```json\n")
    raw, stored = (json.loads(block.split("```")[0]) for block in blocks[1:3])
    found = values.normalise_fields(schemas.record_type("incident"), raw)
    stored["acts"][0]["id"] = found["acts"][0]["id"]
    assert found == stored
    assert values.normalise_fields(schemas.record_type("incident"), found) == found


@pytest.mark.skipif(not SPEC.exists(), reason="installed without docs")
def test_the_minimal_statement_of_the_specification_is_read(schemas):
    block = SPEC.read_text("utf-8").split("```json\n")[3].split("```")[0]
    found = values.normalise_fields(schemas.record_type("statement"), json.loads(block))
    assert found["account"]["paragraphs"] == ["…"]


@pytest.mark.parametrize(
    ("kind", "raw", "stored"),
    [
        ("text", "a\nb", "a b"),
        ("lang_text", "слово", {"text": "слово", "lang": "uk"}),
        ("long_text", "a\r\n\r\nb\nc", {"lang": "uk", "paragraphs": ["a", "b\nc"]}),
        ("long_text", {"text": "a", "lang": "RU"}, {"lang": "ru", "paragraphs": ["a"]}),
        ("integer", "12", 12),
        ("integer", 2.0, 2),
        ("integer", "zwölf", "zwölf"),
        ("decimal", "2,50", "2.50"),
        ("decimal", 2.5, "2.5"),
        ("decimal", 1e-7, "0.0000001"),
        ("decimal", Decimal("3.10"), "3.10"),
        ("decimal", "-0", "0"),
        ("decimal", "007.5", "7.5"),
        ("decimal", "12,,", "12,,"),
        ("instant", "2022-03-05 14:20+02:00", "2022-03-05T14:20+02:00"),
        ("instant", "soon", "soon"),
        ("time", "14.20", "14:20"),
        ("language", "UK_ua", "uk-UA"),
        ("language", "sr-cyrl", "sr-Cyrl"),
        ("terms", "ik_killing", ["ik_killing"]),
        ("terms", ["a", "b", "a"], ["a", "b"]),
        ("count_range", 3, {"min": 3, "max": 3}),
        (
            "count_range",
            {"min": 1, "max": {"null": "nv_asked_unknown"}},
            {"min": 1, "max": {"null_reason": "nv_asked_unknown"}},
        ),
        ("contact", "+380501234567", {"value": "+380501234567"}),
        ("signature", "sg_refused", {"status": "sg_refused"}),
        ("date_range", "2022-03-04/..", {"start": "2022-03-04", "end": ".."}),
        ("uncertain_date", "у травні", {"as_said": "у травні", "lang": "uk"}),
        ("record_ref", "A0000000-0000-4000-8000-000000000001", "a0000000-0000-4000-8000-000000000001"),
        ("text", {"null": "nv_refused"}, {"null_reason": "nv_refused"}),
        ("boolean", False, False),
        ("text", "", None),
        ("group", [], None),
        ("lang_text", None, None),
    ],
)
def test_what_is_read(kind, raw, stored):
    found = values.normalise(field(kind), raw, lang="uk")
    assert found == stored
    if stored is not None:
        assert values.normalise(field(kind), found, lang="uk") == stored


def test_a_code_typed_with_cyrillic_letters_is_read():
    code = ids.new_code("W", lambda n: bytes(range(n)))
    assert values.normalise(field("record_ref"), code.lower().replace("e", "е")) == code


def test_a_position_of_a_file_keeps_its_digits():
    raw = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [30.2211, "50.54860"]}}
    stored = values.normalise(field("geometry"), raw)
    assert stored == {"type": "Point", "coordinates": ["30.2211", "50.54860"]}
    assert canonical.decode(canonical.encode(stored)) == stored


def test_a_place_fills_in_what_follows(schemas):
    where = schemas.record_type("incident").at("where")
    raion = schemas.vocabulary("ua_raions").terms[0]
    raw = {
        "katotth": raion.extra["katotth"],
        "coord_as_given": "50°32′54.96″N 30°13′15.96″E",
        "crs_given": "crs_wgs84",
        "precision": "lp_building",
    }
    found = values.normalise(where, raw)
    assert found["raion"] == raion.id
    assert found["oblast"] == raion.extra["oblast_id"]
    assert found["geometry"] == {"type": "Point", "coordinates": ["30.2211", "50.5486"]}
    assert (found["uncertainty_m"], found["country"]) == ("30", "UA")
    assert values.normalise(where, found) == found


def test_coordinates_in_an_unnamed_system_are_kept_and_not_guessed(schemas):
    where = schemas.record_type("incident").at("where")
    found = values.normalise(where, {"coord_as_given": "5593953 6324225", "crs_given": "crs_unknown"})
    assert "geometry" not in found
    assert found["coord_as_given"] == "5593953 6324225"


def test_bounds_are_never_taken_from_input():
    raw = {"edtf": "2022-03-05", "earliest": "1999-01-01T00:00:00Z", "clock_basis": "cb_moscow"}
    found = values.normalise(field("uncertain_date"), raw)
    assert (found["earliest"], found["latest"]) == ("2022-03-04T21:00:00Z", "2022-03-05T20:59:59Z")


def test_consent_answers_and_limits(schemas):
    purposes = schemas.record_type("consent").at("purposes")
    raw = {
        "cp_record": "yes",
        "cp_icc": {"answer": "no"},
        "cp_audio": "not_asked",
        "cp_store": {"answer": "yes", "limit": "в Україні"},
    }
    assert values.normalise(purposes, raw) == {
        "cp_record": {"answer": "yes"},
        "cp_store": {"answer": "yes", "limit": "в Україні"},
        "cp_icc": {"answer": "no"},
    }


def test_members_keep_their_id_and_new_ones_get_one(schemas):
    acts = schemas.record_type("incident").at("acts")
    fresh = iter(["a0000000-0000-4000-8000-000000000001"])
    first = values.normalise(acts, [{"conduct": "ik_killing"}], new_id=lambda: next(fresh))
    again = values.normalise(acts, [*first, {"id": "b0000000-0000-4000-8000-000000000002", "conduct": "ik_injury"}])
    assert [m["id"][0] for m in again] == ["a", "b"]


@pytest.mark.parametrize(
    ("raw", "code", "path"),
    [
        ({"colour": 1}, "record.unknown-field", "colour"),
        ({"acts": [{"involvements": [{"colour": 1}]}]}, "record.unknown-field", "acts[0].involvements[0].colour"),
        ({"where": {"planet": "x"}}, "record.unknown-field", "where.planet"),
        ({"Іван Петренко": 1}, "record.unknown-field", "?"),
        ({"acts": {}}, "record.wrong-shape", "acts"),
        ({"acts": [{"id": "x"}]}, "record.wrong-shape", "acts[0].id"),
        ({"title": ["x"]}, "record.wrong-shape", "title"),
        ({"title": "a\0b"}, "record.control-character", "title"),
        ({"title": "\ud800"}, "record.control-character", "title"),
        ({"summary": "x" * 1_000_000}, "record.too-large", "summary"),
        ({"title": "x" * 10_001}, "record.too-large", "title"),
        ({"title": {"null": "because"}}, "record.unknown-null-reason", "title"),
        ({"weapons": [{"crater_depth": float("nan")}]}, "record.wrong-shape", "weapons[0].crater_depth"),
        ({"where": {"geometry": {"type": "Point", "coordinates": [1]}}}, "record.wrong-shape", "where.geometry"),
    ],
)
def test_what_is_refused_and_where(schemas, raw, code, path):
    with pytest.raises(InputProblem) as caught:
        values.normalise_fields(schemas.record_type("incident"), raw)
    assert (caught.value.code, caught.value.details["path"]) == (code, path)


def test_a_refusal_never_repeats_what_was_typed(schemas):
    secret = "Petrenko-Secret"
    for raw in ({secret: 1}, {"title": [secret]}, {"title": {"null": secret}}, {"acts": [{"id": secret}]}):
        with pytest.raises(InputProblem) as caught:
            values.normalise_fields(schemas.record_type("incident"), raw)
        assert secret not in str(caught.value)


def test_direction_marks_and_combining_letters_are_kept_as_typed():
    typed = "\u202eabc\u202c и\u0306 й"
    assert values.normalise(field("text"), typed) == typed


def test_a_megabyte_in_paragraphs_is_refused_too():
    with pytest.raises(InputProblem, match="too-large"):
        values.normalise(field("long_text"), {"paragraphs": ["x" * 200_000, "y" * 200_000]})


def test_values_in_words(schemas):
    record_type = schemas.record_type("incident")
    labels = schemas.labels(Words("uk"))
    raw = {
        "when": {"as_said": "на початку березня", "edtf": "2022-03-~05"},
        "incident_kind": ["ik_torture"],
        "where": {"as_said": "біля школи", "oblast": "ua_32"},
        "title": {"null": "nv_refused"},
        "acts": [{"conduct": ["ik_killing"], "description": "yes"}],
    }
    fields = values.normalise_fields(record_type, raw)
    said = {name: plain.plain(record_type.at(name), value, labels) for name, value in fields.items()}
    assert said["when"] == "приблизно 05.03.2022 («на початку березня»)"
    assert said["where"] == "біля школи, Київська область, Україна"
    assert said["title"] == "Відмова відповідати"
    assert said["acts"] == "Позбавлення життя; yes"
