"""Shipped data: every name leads somewhere, everything has words in both languages."""

import json
import re
from pathlib import Path

import pytest

from field_doc.base.i18n import LANGUAGES, Words
from field_doc.base.paths import resources
from field_doc.schema import layout, model, registry

TYPES = registry.load().types
# Code letters stand on paper labels for years: they never change hands.
LETTERS = {
    "case": "C", "incident": "I", "statement": "W", "consent": "K", "person": "P", "identity": "X", "unit": "U",
    "burial_site": "S", "visit": "VS", "survey": "SV", "feature": "F", "remains": "B", "missing_person": "M",
    "item": "E", "handover": "H", "note": "N", "link": "L", "risk_observation": "R", "threat": "T",
}  # fmt: skip
SCHEMA = Path(model.__file__).parent


def walk(fields, prefix=""):
    for field in fields:
        yield prefix + field.name, field
        yield from walk(field.fields, f"{prefix}{field.name}.")


def test_all_types_of_the_main_job_are_there(schemas):
    letters = {t: schemas.record_type(t).code_prefix for t in TYPES}
    assert letters.items() >= LETTERS.items()
    assert [t for t in TYPES if t in LETTERS] == list(LETTERS)
    assert [t for t in TYPES if schemas.record_type(t).store == "identities"] == ["identity"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", TYPES)
def test_every_schema_and_layout_has_words(schemas, name, lang):
    words = Words(lang)
    record_type = schemas.record_type(name)
    assert words.has_label("type", name)
    for path, field in walk(record_type.fields):
        assert words.has_label("field", f"{name}.{path}.label"), path
        if field.unit:
            assert words.has_label("unit", f"unit.{field.unit}"), field.unit
    for section in layout.load(schemas, name):
        assert words.has_label("section", f"{name}.{section.key}"), section.key


@pytest.mark.parametrize("name", TYPES)
def test_help_stands_in_both_languages_or_in_none(schemas, name):
    labels = [schemas.labels(Words(lang)) for lang in LANGUAGES]
    for path, _ in walk(schemas.record_type(name).fields):
        assert len({bool(one.help(name, path)) for one in labels}) == 1, path


@pytest.mark.parametrize("name", TYPES)
def test_a_layout_shows_every_field_once(schemas, name):
    shown = [f for s in layout.load(schemas, name) for f in s.fields]
    assert sorted(shown) == sorted(f.name for f in schemas.record_type(name).fields)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_part_of_a_value_has_words(lang):
    words = Words(lang)
    for kind, parts in (*model.PARTS.items(), ("geometry", model.GEOMETRY_PARTS)):
        for part in parts:
            assert words.has_label("field", f"{kind}.{part}.label"), (kind, part)


def test_ids_are_unique_over_all_vocabularies_and_have_both_labels():
    seen: dict[str, str] = {}
    for path in sorted((resources() / "vocab").glob("*.json")):
        for entry in json.loads(path.read_text("utf-8"))["entries"]:
            assert seen.setdefault(entry["id"], path.name) == path.name, entry["id"]
            assert entry["en"].strip(), entry["id"]
            assert entry["uk"].strip(), entry["id"]


def test_parts_and_null_reasons_name_existing_vocabularies(schemas):
    for parts in model.PART_VOCABULARIES.values():
        for name in parts.values():
            assert schemas.vocabulary(name).terms
    assert tuple(schemas.vocabulary("null_reasons").index) == model.NULL_REASONS


def test_consent_has_27_purposes_and_17_explanations(schemas):
    consent = schemas.record_type("consent")
    assert len(consent.at("purposes").vocabulary.terms) == 27
    assert len(consent.at("information_given").vocabulary.terms) == 17
    assert tuple(t.id for t in schemas.vocabulary("inline_enums:consent_answer").terms) == model.ANSWERS


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_in_the_sources_has_words(lang):
    words = Words(lang)
    source = "\n".join(p.read_text("utf-8") for p in SCHEMA.glob("*.py"))
    problems = set(re.findall(r'(?:wrong|hint|blocks)\(\s*[^"\n]*?(?:"[^"]*", )?"(record\.[a-z-]+)"', source))
    problems |= set(re.findall(r'(?:yield f?"[^"]*"|path|return), "(record\.[a-z-]+)"', source))
    assert len(problems) > 30
    for code in problems:
        assert words.has_label("problem", code), code
    errors = set(re.findall(r'(?:InputProblem|IntegrityFailure|refuse)\(\s*"([a-z]+\.[a-z-]+)"', source))
    assert len(errors) > 15
    for code in errors:
        for part in ("what", "kept", "do"):
            assert words.has_label("error", f"{code}.{part}"), code


def test_no_forbidden_ukrainian_stem_in_our_own_words():
    stems = "показан допит опитув опитан пояснен слідч(?!(?:ий|ого|ому|им)\\b) огляд обшук виїмк вилуч потерпіл підозр обвинувач підсудн "
    stems += "понят улик фототаблиц впізнан опізнан експертиз злочинец злочинц вбивц колаборант жертв труп запечат"
    pattern = re.compile(r"\b(?:" + "|".join(stems.split()) + ")", re.IGNORECASE)
    parts = sorted((resources() / "locale" / "uk").glob("schema*.po"))
    text = "\n".join(part.read_text("utf-8") for part in parts)
    found = {line for line in text.splitlines() if line.startswith("msgstr") and pattern.search(line)}
    assert found == set()


def test_fields_marked_r_in_the_domain_page_are_asked_for(schemas):
    expected = {
        "incident": "title summary incident_kind context_before context_after area_control when where",
        "statement": "why_needed vulnerability risk_assessment statement_kind place private persons_present "
        "interviewer languages_spoken language_of_record contact_path payment_or_benefit support_offered "
        "recording account consent fa_when fa_where fa_who_did fa_who_affected source_of_knowledge "
        "immediate_needs next read_back copy_given",
        "consent": "information_given understood_how capacity purposes identity_disclosure recontact form given_at "
        "place",
        "burial_site": "site_type status how_known reported_to where boundary boundary_basis reference_points "
        "event_links period_of_use who_buried access hazards protection_now protection_urgency datum "
        "instrument accuracy_h fix_type",
        "identity": "age_band identity_verified_how",
        "person": "counting_unit roles",
        "item": "item_type title author provenance_chain obtained_legally original_or_copy event_links captured edits",
    }
    for name, fields in expected.items():
        for field in fields.split():
            assert schemas.record_type(name).at(field).required in ("R", "D"), (name, field)
