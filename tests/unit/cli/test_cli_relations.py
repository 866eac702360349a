"""``record related``, what ``record show`` says of connections, and that every record type can be begun and listed."""

from __future__ import annotations

import json

import pytest
from faults import PASSPHRASE

from field_doc.base.i18n import Words
from field_doc.schema import registry

PASS = ("--passphrase-file", "-")


@pytest.fixture
def begin(run, vault):
    def beginning(record_type, **fields):
        stdin = f"{PASSPHRASE}\n{json.dumps(fields)}"
        done = run("record", "new", vault, record_type, "--from", "-", *PASS, stdin=stdin)
        assert done.code == 0, done
        return done.json

    return beginning


def test_every_type_can_be_begun_and_listed(run, vault, begin) -> None:
    for name in registry.load().types:
        made = begin(name)
        rows = run("record", "list", vault, "--type", name, *PASS).json["rows"]
        assert made["code"] in [r["code"] for r in rows]
        assert {r["type"] for r in rows} == {name}


def test_a_link_is_related_from_both_ends_and_in_words(run, vault, begin) -> None:
    first, second = begin("incident", title="Shelling"), begin("incident", title="Convoy")
    link = begin("link", from_record=first["code"], to_record=second["code"], relation="rt_spouse")
    there = run("record", "related", vault, first["code"], *PASS).json
    here = run("record", "related", vault, second["id"], *PASS).json
    assert (there["links"][0]["direction"], there["links"][0]["other"]["code"]) == ("from", second["code"])
    assert (here["links"][0]["direction"], here["links"][0]["code"]) == ("to", link["code"])
    assert run("record", "related", vault, link["code"], *PASS).json["parents"][0]["code"] == first["code"]
    said = run("record", "related", vault, first["code"], *PASS, "--lang", "en", json=False).out
    assert "Links" in said
    assert f"{link['code']}  from here: Spouse / partner  {second['code']}  Incident  Convoy" in said


def test_show_prints_what_a_record_names_and_who_names_it(run, vault, begin) -> None:
    person = begin("person")
    statement = begin("statement", person=person["code"])
    shown = run("record", "show", vault, person["code"], *PASS).json["related"]
    assert [(n["code"], n["fields"]) for n in shown["named_by"]] == [(statement["code"], ["person"])]
    text = run("record", "show", vault, statement["code"], *PASS, "--lang", "uk", json=False).out
    assert "Згадує записи" in text
    assert person["code"] in text


def test_children_stand_under_their_type_in_the_order_of_the_menu(run, vault, begin) -> None:
    schemas = registry.load()
    own = [child.name for child, field in schemas.children("burial_site") if child.name != "link"]
    site = begin("burial_site")
    for name, field in [(c.name, f) for c, f in schemas.children("burial_site") if c.name in own]:
        begin(name, **{field: site["code"]})
    found = run("record", "related", vault, site["code"], *PASS).json["children"]
    assert list(found) == own
    said = run("record", "related", vault, site["code"], *PASS, "--lang", "uk", json=False).out
    labels = schemas.labels(Words("uk"))
    assert "Належить сюди" in said
    assert all(labels.type(name) in said for name in own)


def test_nothing_is_said_to_be_nothing(run, vault, begin) -> None:
    alone = begin("incident")
    assert "Зв’язків ще немає" in run("record", "related", vault, alone["code"], *PASS, "--lang", "uk", json=False).out


def test_a_record_that_is_not_there_is_refused(run, vault) -> None:
    assert run("record", "related", vault, "I-XXXX", *PASS).code == 2


def test_an_identity_is_connected_with_nothing(run, vault, begin) -> None:
    person = begin("person")
    identity = begin("identity", person=person["code"])
    assert run("record", "related", vault, person["code"], *PASS).json["named_by"] == []
    opened = run("record", "show", vault, identity["code"], "--reason", "evacuation", *PASS).json
    assert "related" not in opened
