"""Random valid record → widgets → record is identity, for every record type: no editor loses or changes a value."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from test_schema_properties import REGISTRY, members

from field_doc.base.i18n import Words
from field_doc.schema import validate, values
from field_doc.schema.computed import SHOWN_ONLY
from field_doc.schema.model import Field
from field_doc.ui.forms.asked import top
from field_doc.ui.forms.builder import Form
from field_doc.ui.forms.texts import split_paragraphs
from field_doc.ui.sample_forms import make_form

pytestmark = pytest.mark.gui
TODAY = date(2026, 11, 20)


@cache
def built(name: str, lang: str) -> Form:
    """The form of a type with every row made; values are put into it one record after the other."""
    form = make_form(Words(lang), name, {}, "lawyer" if name == "incident" else "default")
    for section in form.sections:
        form.page(section.key)
        form.finish(section.key)
    return form


def spoken(field: Field, value: Any) -> Any:
    """Without what says nothing and no control shows: blanks alone, a language beside no words, an empty translation."""
    if not isinstance(value, dict | list):
        return value
    if field.type == "group" and isinstance(value, list):
        inner = {f.name: f for f in field.fields}
        return [{k: spoken(inner[k], v) if k in inner else v for k, v in member.items()} for member in value]
    if field.type == "long_text" and "paragraphs" in value:
        value = {**value, "paragraphs": _parted(value["paragraphs"])}
    if field.type in ("lang_text", "long_text") and "lang" in value:
        said = [_clean(one) for one in value.get("parallel", ()) if any(map(str.strip, _words_of(one)))]
        rest = {**{k: v for k, v in value.items() if k != "parallel"}, **({"parallel": said} if said else {})}
        return rest if said or any(map(str.strip, _words_of(value))) else None
    if field.type in ("uncertain_date", "place") and isinstance(value, dict):
        as_told = isinstance(value.get("as_said"), str) and isinstance(value.get("lang"), str)
        rest = {k: v for k, v in value.items() if k != "lang" or as_told}
        return rest if set(rest) - {"country"} else None
    return value


def _parted(paragraphs: list[str]) -> list[str]:
    """Paragraphs as an empty line parts them: a line end at the edge of one is no part of it."""
    return split_paragraphs("\n\n".join(paragraphs))


def _clean(one: dict[str, Any]) -> dict[str, Any]:
    kept = {k: v.strip() if k in ("by", "date") else v for k, v in one.items()}
    kept = {k: v for k, v in kept.items() if v or k not in ("by", "date")}
    return {**kept, "paragraphs": _parted(one["paragraphs"])} if "paragraphs" in one else kept


def _words_of(one: dict[str, Any]) -> list[str]:
    return [*one.get("paragraphs", ()), one.get("text", ""), one.get("by", ""), one.get("date", "")]


def valid(name: str, raw: dict[str, Any]) -> dict[str, Any]:
    """The stored record of random input, without the fields that are wrong."""
    record_type = REGISTRY.record_type(name)
    fields = values.normalise_fields(record_type, raw, lang="uk")
    fields = values.normalise_fields(
        record_type, {k: spoken(record_type.at(k), v) for k, v in fields.items()}, lang="uk"
    )
    wrong = {
        top(p.path) for p in validate.validate(REGISTRY, record_type, fields, today=TODAY) if p.severity == "wrong"
    }
    return {k: v for k, v in fields.items() if k not in wrong | SHOWN_ONLY.get(name, frozenset())}


@pytest.mark.parametrize("name", REGISTRY.types)
@settings(
    max_examples=5,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data(), lang=st.sampled_from(["uk", "en"]))
def test_record_to_form_to_record_is_identity(qapp, name, data, lang) -> None:
    record_type = REGISTRY.record_type(name)
    record = valid(name, data.draw(members(record_type.fields, 6)))
    form = built(name, lang)
    rows = {n: form.row(n) for n in record}
    for field, row in rows.items():
        row.set(record[field])
    # Every control is read, as if a person had touched each of them.
    for path, row in form.all_rows().items():
        if top(path) in rows:
            row.editor.touch()
    found = values.normalise_fields(record_type, {n: row.get() for n, row in rows.items()}, lang="uk")
    assert found == record
    for row in rows.values():
        row.set(None)


@pytest.mark.parametrize("name", REGISTRY.types)
def test_every_field_of_a_type_has_a_row_in_its_form(qapp, name) -> None:
    form = built(name, "uk")
    shown = {f for section in form.sections for f in section.fields}
    assert all(form.row(f) is not None for f in shown)
    assert shown == {f.name for f in REGISTRY.record_type(name).fields}
