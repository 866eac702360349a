"""Countries and languages are read as names, quoted words in the quotes of the language."""

from __future__ import annotations

import pytest

from field_doc.base.i18n import Words
from field_doc.schema import registry
from field_doc.schema.names import country_name, language_name
from field_doc.schema.plain import plain


@pytest.mark.parametrize(
    ("lang", "country", "language"), [("uk", "Україна", "українська"), ("en", "Ukraine", "Ukrainian")]
)
def test_a_reader_sees_names_and_never_codes(lang, country, language):
    known = registry.load()
    labels = known.labels(Words(lang))
    incident = known.record_type("incident")
    place = plain(incident.field("where"), {"as_said": "край села", "country": "UA"}, labels)
    assert place == f"край села, {country}"
    assert plain(incident.field("languages"), ["uk"], labels) == language


def test_a_code_without_a_name_stays_the_code():
    assert country_name("NZ", "uk") == "NZ"
    assert language_name("nv", Words("en")) == "nv"


def test_words_as_told_stand_in_the_quotes_of_the_language():
    known = registry.load()
    when = known.record_type("incident").field("when")
    value = {"as_said": "зранку", "edtf": "2022-03-12"}
    assert plain(when, value, known.labels(Words("uk"))) == "12.03.2022 («зранку»)"
    assert plain(when, value, known.labels(Words("en"))) == "12\u00a0Mar\u00a02022 (“зранку”)"


@pytest.mark.parametrize(("lang", "name", "note"), [("uk", "Косово*", "1244/1999"), ("en", "Kosovo*", "ICJ Opinion")])
def test_kosovo_is_written_with_its_footnote_wherever_the_name_stands(lang, name, note):
    labels = registry.load().labels(Words(lang))
    field = registry.load().record_type("incident").field("where")
    said = plain(field, {"country": "XK", "as_said": "біля мосту", "lang": "uk"}, labels)
    assert name in said
    assert note in said
    assert note not in plain(field, {"country": "UA", "as_said": "біля мосту", "lang": "uk"}, labels)
