"""The worked example of docs/spec/vocabularies.md: the entry is the file's, and labels never reach what is stored."""

from __future__ import annotations

import json
import re

from field_doc.base.i18n import Words
from field_doc.base.paths import resources
from field_doc.schema import registry, sealing, values
from field_doc.schema.plain import plain

PAGE = (resources().parent / "docs" / "spec" / "vocabularies.md").read_text(encoding="utf-8")


def block(name: str) -> dict:
    (found,) = re.findall(rf"^```{name}\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    return json.loads(found)


def test_the_entry_is_the_one_in_the_file() -> None:
    file = json.loads((resources() / "vocab" / "null_reasons.json").read_text(encoding="utf-8"))
    assert file["entries"][0] == block("entry")
    assert set(file) >= {"vocabulary", "title_en", "title_uk", "version", "entries"}
    assert file["vocabulary"] == "null_reasons"


def test_a_record_stores_and_seals_the_id_alone() -> None:
    incident = registry.load().record_type("incident")
    stored = values.normalise_fields(incident, {"title": {"null": block("entry")["id"]}})
    assert stored == block("stored")
    assert sealing.sealable(incident, stored)["title"] == block("stored")["title"]


def test_people_read_the_label() -> None:
    schemas = registry.load()
    field = schemas.record_type("incident").field("title")
    shown = {lang: plain(field, block("stored")["title"], schemas.labels(Words(lang))) for lang in ("en", "uk")}
    assert shown == block("shown")
    entry = block("entry")
    assert shown == {"en": entry["en"], "uk": entry["uk"]}
