"""Schema files that are not what they should be are refused whole, with their name."""

import json
import shutil

import pytest

from field_doc.base.errors import Bug, InputProblem
from field_doc.base.paths import resources
from field_doc.schema import expressions, jsonschema, layout, registry, upcast


@pytest.fixture
def folder(tmp_path):
    for name in ("schemas", "vocab", "layouts"):
        shutil.copytree(resources() / name, tmp_path / name)
    registry.load.cache_clear()
    return tmp_path


def change(path, edit):
    data = json.loads(path.read_text("utf-8"))
    edit(data)
    path.write_text(json.dumps(data), "utf-8")


def first(data):
    return data["fields"][0]


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: d.update(version=2),
        lambda d: d.update(version="1"),
        lambda d: d.update(colour="red"),
        lambda d: d.update(store="cloud"),
        lambda d: d.update(code_prefix="W"),
        lambda d: d.update(code_prefix="n"),
        lambda d: d.update(title=["nope"]),
        lambda d: d.update(fields=[]),
        lambda d: first(d).update(type="float"),
        lambda d: first(d).update(name="id"),
        lambda d: first(d).update(name="Назва"),
        lambda d: first(d).update(required="yes"),
        lambda d: first(d).update(protection="secret"),
        lambda d: first(d).update(vocabulary="roles"),
        lambda d: first(d).update(unit="m"),
        lambda d: first(d).update(repeat=True),
        lambda d: first(d).update(max_length="120"),
        lambda d: first(d).update(hint="x"),
        lambda d: first(d).update(relevant={"eval": "1"}),
        lambda d: first(d).update(asks=["as_said"]),
        lambda d: first(d).update(relevant={"filled": "nope"}),
        lambda d: first(d).update(relevant={"in": ["title", "x"]}),
        lambda d: first(d).pop("name"),
        lambda d: d["fields"].append(first(d)),
        lambda d: d["fields"].append({"name": "x", "type": "term", "vocabulary": "nope"}),
        lambda d: d["fields"].append({"name": "x", "type": "term", "vocabulary": "roles:nope"}),
        lambda d: d["fields"].append({"name": "x", "type": "decimal"}),
        lambda d: d["fields"].append({"name": "x", "type": "record_ref"}),
        lambda d: d["fields"].append({"name": "x", "type": "record_ref", "types": ["nope"]}),
        lambda d: d["fields"].append(
            {
                "name": "x",
                "type": "group",
                "fields": [
                    {
                        "name": "y",
                        "type": "group",
                        "fields": [{"name": "z", "type": "group", "fields": [{"name": "w", "type": "text"}]}],
                    }
                ],
            }
        ),
    ],
)
def test_a_wrong_schema_file_is_named(folder, edit):
    change(folder / "schemas" / "note.v1.json", edit)
    with pytest.raises(InputProblem, match=r"schema\.malformed") as caught:
        registry.load(folder)
    # A code prefix used twice is found when the second file comes.
    assert caught.value.details["file"] in [f"resources/schemas/{name}.v1.json" for name in ("note", "statement")]


def test_the_identity_store_holds_identity_fields_only(folder):
    change(folder / "schemas" / "identity.v1.json", lambda d: first(d).update(protection="restricted"))
    with pytest.raises(InputProblem, match="identities-protection"):
        registry.load(folder)


def test_unreadable_files_and_empty_folders(folder):
    (folder / "schemas" / "note.v1.json").write_text("{", "utf-8")
    with pytest.raises(InputProblem, match=r"schema\.unreadable file=resources/schemas/note\.v1\.json"):
        registry.load(folder)
    registry.load.cache_clear()
    shutil.rmtree(folder / "schemas")
    with pytest.raises(InputProblem, match=r"schema\.unreadable"):
        registry.load(folder)


def test_a_vocabulary_with_an_id_twice_is_refused(folder):
    change(folder / "vocab" / "roles.json", lambda d: d["entries"].append(d["entries"][0]))
    with pytest.raises(InputProblem, match=r"schema\.malformed file=resources/vocab/roles\.json"):
        registry.load(folder)


def test_unknown_names(schemas):
    for name, version in (("nope", None), ("note", 99)):
        with pytest.raises(InputProblem, match=r"record\.unknown-type"):
            schemas.record_type(name, version)
    with pytest.raises(InputProblem, match=r"vocabulary\.unknown"):
        schemas.vocabulary("nope")
    with pytest.raises(Bug, match=r"schema\.no-such-field"):
        schemas.record_type("incident").at("acts.nope")


def test_what_a_layout_forgets_lands_in_other(folder, schemas):
    path = folder / "layouts" / "note.json"
    change(path, lambda d: d.update(sections=[{"key": "note", "fields": ["entries"]}]))
    found = layout.load(schemas, "note", path=folder)
    assert found[0].fields == ("entries",)
    assert found[-1].key == "other"
    assert set(found[-1].fields) == {f.name for f in schemas.record_type("note").fields} - {"entries"}


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: d.update(type="case"),
        lambda d: d.update(sections=[{"key": "a", "fields": ["nope"]}]),
        lambda d: d.update(sections=[{"key": "a", "fields": ["title"]}, {"key": "b", "fields": ["title"]}]),
        lambda d: d.update(sections=[{"fields": []}]),
        lambda d: d.pop("sections"),
    ],
)
def test_a_wrong_layout_is_refused(folder, schemas, edit):
    change(folder / "layouts" / "note.json", edit)
    with pytest.raises(InputProblem, match=r"schema\.malformed file=resources/layouts/note\.json"):
        layout.load(schemas, "note", path=folder)


def test_old_versions_are_brought_forward_and_newer_ones_kept(folder):
    shutil.copy(folder / "schemas" / "note.v1.json", folder / "schemas" / "note.v2.json")
    change(
        folder / "schemas" / "note.v2.json",
        lambda d: (d.update(version=2), first(d).update(name="heading"), d.update(title=["heading"])),
    )
    found = registry.load(folder)
    assert found.versions("note") == (1, 2)
    steps = {("note", 1): lambda f: {"heading": f.pop("title"), **f}}
    old = upcast.upcast(found, "note", 1, {"title": "x"}, steps)
    assert (old.fields, old.read_only, old.unknown) == ({"heading": "x"}, False, ())
    newer = upcast.upcast(found, "note", 3, {"heading": "x", "mood": "y"}, steps)
    assert (newer.fields, newer.read_only, newer.unknown) == ({"heading": "x", "mood": "y"}, True, ("mood",))


def test_a_list_may_be_made_of_groups_of_several_files(schemas):
    both = schemas.vocabulary("roles:event|liability_context:mode")
    assert "ro_victim" in both
    assert "rs_28_a" in both
    assert "ctx_wsa" not in both
    with pytest.raises(InputProblem, match=r"vocabulary\.unknown"):
        schemas.vocabulary("roles:event|nope")


def test_old_links_of_a_site_become_members_once_and_for_all(schemas):
    one = "2b1f4b6e-6f0e-4d0a-9a51-0d1c2b3a4f55"
    found = upcast.upcast(schemas, "burial_site", 1, {"event_links": [one], "access": "x"}).fields
    assert found == {"event_links": [{"id": one, "target": one}], "access": "x"}
    assert upcast.upcast(schemas, "burial_site", 1, {"event_links": {"null_reason": "nv_na"}}).fields == {
        "event_links": {"null_reason": "nv_na"}
    }


def test_every_older_schema_has_a_step_to_the_next(schemas):
    for name in schemas.types:
        for version in schemas.versions(name)[:-1]:
            assert upcast.upcast(schemas, name, version, {}).unknown == ()


def test_operators():
    fields = {"a": "x", "b": ["y"], "c": {"d": "z"}, "n": {"null_reason": "nv_na"}, "g": [{"h": "i"}, {}]}
    true = [
        {"has": ["g.h", "i"]},
        {"not": {"has": ["g.h", "j"]}},
        {"eq": ["a", "x"]},
        {"in": ["a", ["x"]]},
        {"has": ["b", "y"]},
        {"filled": "a"},
        {"eq": ["c.d", "z"]},
        {"not": {"filled": "n"}},
        {"all": [{"filled": "a"}, {"filled": "b"}]},
        {"any": [{"filled": "q"}, {"filled": "a"}]},
    ]
    assert all(expressions.well_formed(e) and expressions.holds(e, fields) for e in true)
    assert not any(expressions.holds({"not": e}, fields) for e in true)


@pytest.mark.parametrize("name", ["incident", "statement", "consent", "burial_site"])
def test_json_schema_names_every_field_with_its_terms(schemas, name):
    record_type = schemas.record_type(name)
    found = jsonschema.json_schema(record_type)
    assert json.loads(json.dumps(found)) == found
    assert set(found["properties"]) == {f.name for f in record_type.fields}
    assert found["additionalProperties"] is False
    references = set(json.dumps(found).split('"#/$defs/')[1:])
    assert {r.split('"')[0] for r in references} <= set(found["$defs"])
