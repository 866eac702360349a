"""The sealing tree: everything present, nothing lost, and what an edition must not hold."""

import json

import pytest

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import canonical
from field_doc.schema import protection, sealing, search, sentences, values
from field_doc.schema.model import NOT_ASKED, RecordType

TYPES = ("case", "incident", "statement", "consent", "person", "identity", "burial_site", "item", "note")
SITE = {
    "site_name_local": "Біля лісу",
    "where": {
        "as_said": "за селом",
        "country": "UA",
        "oblast": "ua_32",
        "raion": "ua3208",
        "address": "вул. Лісова, 1",
        "geometry": {"type": "Point", "coordinates": [30.2211, 50.5486]},
    },
    "boundary": {
        "type": "Polygon",
        "as_given": "чотири кути",
        "source": "gsrc_typed",
        "coordinates": [[["30.0", "50.0"], ["30.001", "50.0"], ["30.001", "50.001"], ["30.0", "50.0"]]],
    },
}


def sealed(schemas, name, raw):
    record_type = schemas.record_type(name)
    fields, complete = sealing.complete_for_sealing(record_type, values.normalise_fields(record_type, raw))
    return record_type, fields, complete, sealing.sealable(record_type, fields)


@pytest.mark.parametrize("name", TYPES)
def test_an_empty_record_seals_incomplete_with_every_field_present(schemas, name):
    record_type, fields, complete, tree = sealed(schemas, name, {})
    assert not complete
    assert set(tree) == {f.name for f in record_type.fields}
    assert all(v == {"null_reason": NOT_ASKED} for v in tree.values())
    assert sealing.unseal(record_type, tree) == fields


def test_a_place_is_sealed_part_by_part_with_its_cell(schemas):
    record_type, fields, _, tree = sealed(schemas, "burial_site", SITE)
    assert tree["where"]["cell_10km"] == "36UUB00"
    assert json.loads(tree["where"]["geometry"]) == {"type": "Point", "coordinates": [30.2211, 50.5486]}
    assert tree["where"]["settlement"] == {"null_reason": NOT_ASKED}
    assert tree["boundary"]["geojson"].startswith('{"type":"Polygon","coordinates":[[[30.0,50.0],')
    assert sealing.unseal(record_type, tree) == fields
    assert canonical.decode(canonical.encode(tree)) == tree


def test_a_statement_is_sealed_sentence_by_sentence(schemas):
    text = "Я була вдома. О 14.20 вул. Лісова горіла!  Прийшов В. О. Петренко.\n\n«Виходь!» — сказав він. Я вийшла."
    raw = {
        "account": {
            "text": text,
            "lang": "uk",
            "parallel": [{"kind": "translation", "lang": "en", "paragraphs": ["I was home. It burned."]}],
        }
    }
    record_type, fields, _, tree = sealed(schemas, "statement", raw)
    assert tree["account"]["paragraphs"] == [
        ["Я була вдома. ", "О 14.20 вул. Лісова горіла!  ", "Прийшов В. О. Петренко."],
        ["«Виходь!» — сказав він. ", "Я вийшла."],
    ]
    assert tree["account"]["parallel"][0]["paragraphs"] == [["I was home. ", "It burned."]]
    assert sealing.unseal(record_type, tree) == fields


def test_consent_lists_every_purpose_asked_or_not(schemas):
    record_type, fields, _, tree = sealed(
        schemas, "consent", {"purposes": {"cp_record": "yes"}, "information_given": ["ci_who"]}
    )
    assert len(tree["purposes"]) == 27
    assert tree["purposes"]["cp_icc"]["answer"] == "not_asked"
    assert len(tree["information_given"]) == 17
    assert sealing.unseal(record_type, tree) == fields


def test_a_reason_is_not_overwritten_and_is_an_answer(schemas):
    record_type, fields, complete, _ = sealed(
        schemas, "note", {"entries": {"null": "nv_refused"}, "languages": ["uk"], "handling_level": "hl_internal"}
    )
    assert complete
    assert fields["entries"] == {"null_reason": "nv_refused"}
    assert record_type.name == "note"


def test_only_what_is_asked_for_makes_a_note_incomplete(schemas):
    raw = {
        "languages": ["uk"],
        "handling_level": "hl_internal",
        "entries": [{"at": "2026-03-02T12:00:00+02:00", "text": "Слова."}],
    }
    assert sealed(schemas, "note", raw)[2]
    raw["entries"][0].pop("text")
    record_type, fields, complete, tree = sealed(schemas, "note", raw)
    assert not complete
    assert tree["entries"][0]["text"] == {"null_reason": NOT_ASKED}
    assert sealing.complete_for_sealing(record_type, fields) == (fields, False)


@pytest.mark.parametrize(
    "damage",
    [
        lambda t: t.pop("where"),
        lambda t: t.update(where="x"),
        lambda t: t["where"].pop("address"),
        lambda t: t["where"].update(extra="x"),
        lambda t: t["where"].update(geometry='{"type": "Point"}'),
        lambda t: t["where"].update(geometry="[" * 100_000),
        lambda t: t.update(unknown={"null_reason": NOT_ASKED}),
        lambda t: t["boundary"].update(geojson=7),
        lambda t: t.update(reference_points=[{}]),
        lambda t: t.update(reference_points={"0": {}}),
        lambda t: t.update(site_name_local={"text": "x"}),
    ],
)
def test_a_tree_that_this_schema_does_not_seal_is_refused(schemas, damage):
    record_type, _, _, tree = sealed(schemas, "burial_site", SITE)
    damage(tree)
    with pytest.raises(IntegrityFailure, match=r"record\.tree-malformed"):
        sealing.unseal(record_type, tree)


def test_a_cell_computed_elsewhere_does_not_break_a_version(schemas):
    record_type, fields, _, tree = sealed(schemas, "burial_site", SITE)
    tree["where"]["cell_10km"] = "36UUB01"
    assert sealing.unseal(record_type, tree) == fields


def test_a_public_edition_of_a_site_shows_raion_and_cell_only(schemas):
    record_type, _, _, tree = sealed(schemas, "burial_site", SITE)
    hidden = set(protection.withheld(record_type, tree, "public"))
    shown = {part for part in tree["where"] if ("where", part) not in hidden}
    assert ("where",) not in hidden
    assert shown == {"country", "oblast", "raion", "admin1", "cell_10km"}
    assert ("boundary",) in hidden
    assert protection.withheld(record_type, tree, "restricted") == []


def test_identity_fields_never_reach_a_pseudonymised_edition(schemas):
    record_type, _, _, tree = sealed(schemas, "identity", {"surname": "Таємна", "addresses": [{"address": "дім"}]})
    assert {p[0] for p in protection.withheld(record_type, tree, "restricted")} == set(tree)
    record_type, _, _, tree = sealed(schemas, "consent", {"recontact_alias": "Тітка"})
    assert ("recontact_alias",) in protection.withheld(record_type, tree, "restricted")


def test_the_stricter_class_of_then_and_now_holds_and_the_unknown_is_identity(schemas):
    now = schemas.record_type("note")
    then = RecordType(
        now.name,
        1,
        "N",
        "records",
        tuple(
            type(f)(f.name, f.type, protection="identity" if f.name == "title" else "public", fields=f.fields)
            for f in now.fields
        ),
    )
    found = protection.classes(now, {"title": "x", "languages": ["uk"], "newer": {"a": 1}}, at_seal=then)
    assert found["title",] == "identity"
    assert found["languages", 0] == "public"
    assert found["newer", "a"] == "identity"


def test_group_members_are_at_least_as_strict_as_their_group(schemas):
    record_type, _, _, tree = sealed(
        schemas, "incident", {"acts": [{"conduct": ["ik_killing"], "involvements": [{"number": 3}]}]}
    )
    found = protection.classes(record_type, tree)
    assert found["acts", 0, "conduct", 0] == "public"
    assert found["acts", 0, "involvements", 0, "number", "min"] == "restricted"


def test_search_text_and_titles_never_hold_identity(schemas):
    identity = schemas.record_type("identity")
    fields = values.normalise_fields(identity, {"surname": "Таємна", "contacts": [{"contact": "+380"}]})
    assert search.search_text(identity, fields) == ""
    assert search.title(identity, fields, "uk") == ""
    consent = schemas.record_type("consent")
    found = search.search_text(
        consent, values.normalise_fields(consent, {"recontact_alias": "Тітка", "remarks": "слово"})
    )
    assert found == "слово"


def test_titles_and_search_words(schemas):
    incident = schemas.record_type("incident")
    raw = {
        "incident_kind": ["ik_torture"],
        "where": {"as_said": "біля школи", "oblast": "ua_32"},
        "summary": "Було так.",
        "acts": [{"description": {"text": "словами", "lang": "uk"}}],
    }
    fields = values.normalise_fields(incident, raw)
    assert search.title(incident, fields, "uk") == "Катування або жорстоке поводження"
    assert search.title(incident, fields, "en") == "Torture or ill-treatment"
    words = search.search_text(incident, fields)
    assert all(
        w in words for w in ("біля школи", "Київська область", "Kyivska oblast", "Було так.", "словами", "Torture")
    )
    long = values.normalise_fields(incident, {"title": "слово " * 40})
    assert len(search.title(incident, long, "uk")) <= 120


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Одне речення без крапки", 1),
        ("Перше. Друге? Третє! «Четверте».", 4),
        ("Він жив на вул. Шевченка, буд. 5. Потім поїхав.", 2),
        ("Це було 12.03.2022 о 14.20. Так.", 2),
        ("О. П. Іваненко прийшов. Ні.", 2),
        ("Mr. Smith came. He left.", 2),
        ("Він сказав... і замовк.", 1),
        ("", 1),
    ],
)
def test_sentences(text, count):
    found = sentences.split(text)
    assert "".join(found) == text
    assert len(found) == count


def test_a_very_long_statement_is_cut_by_paragraphs_and_loses_nothing(schemas):
    record_type, fields, _, tree = sealed(
        schemas, "statement", {"account": "Слово було. " * 10_000 + "\n\nКінець. Так."}
    )
    assert [len(p) for p in tree["account"]["paragraphs"]] == [1, 1]
    assert sealing.unseal(record_type, tree) == fields
