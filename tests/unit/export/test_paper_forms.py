"""Blank forms from schemas: every type in both languages, what each field becomes, what the sheet says of itself."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime

import pytest

from field_doc.base.errors import Cancelled, InputProblem
from field_doc.base.i18n import Words
from field_doc.base.paths import resources
from field_doc.base.progress import Silent
from field_doc.export import fonts
from field_doc.export.paper import layouts, prints, readback
from field_doc.export.paper.blank import blank_form, photo_log
from field_doc.export.paper.entries import Entries
from field_doc.export.paper.labels import Label, labels
from field_doc.export.paper.model import Entry
from field_doc.formats.digest import sha256_text
from field_doc.schema import layout, registry
from field_doc.schema.model import NULL_REASONS

fonts.prepare()
from field_doc.export.paper import text  # noqa: E402 - after the fonts

MOMENT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
REGISTRY = registry.load()
FORMS = sorted({*layouts.special(), *(t for t in REGISTRY.types if REGISTRY.record_type(t).store == "records")})


def printed(name: str, lang: str = "uk", **more: object) -> prints.Printed:
    words = Words(lang)
    given = {"tag": "7Q3F", "team": "M-07", "moment": MOMENT, **more}
    return prints.blank(blank_form(REGISTRY, name, words), ["W-7K3Q-2"], words=words, **given)


def entries(form) -> dict[str, Entry]:
    return {e.label: e for block in form.blocks for e in block.entries}


def text_of(data: bytes, tmp_path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("not installed: pdftotext")
    path = tmp_path / "sheet.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(("name", "lang"), [*((n, "uk") for n in FORMS), *((n, "en") for n in layouts.special())])
def test_every_form_is_printed(name: str, lang: str) -> None:
    made = printed(name, lang)
    assert made.data.startswith(b"%PDF")
    assert made.pages >= 1


@pytest.mark.parametrize("lang", ["uk", "en"])
@pytest.mark.parametrize("name", layouts.special())
def test_every_heading_and_label_is_in_words(name: str, lang: str) -> None:
    words, layout = Words(lang), layouts.load(REGISTRY, name)
    for key, fields in layout.sections:
        assert words.has_label("section", f"{layout.type}.{key}") or words.has_label("section", key), key
        for field in fields:
            assert words.has_label("field", f"{layout.type}.{field}.label"), field


def test_the_digest_on_the_sheet_is_the_rule_of_a_consents_form_digest() -> None:
    form = blank_form(REGISTRY, "consent", Words("uk"))
    assert form.digest == sha256_text("\n\n".join(form.paragraphs).encode())
    assert form.digest != blank_form(REGISTRY, "consent", Words("en")).digest


def test_what_a_person_is_asked_for_stands_in_the_text() -> None:
    form = blank_form(REGISTRY, "consent", Words("en"))
    labels_of = REGISTRY.labels(Words("en"))
    for term in REGISTRY.record_type("consent").at("purposes").vocabulary.terms:
        assert labels_of.term(term.id) in form.text
    for reason in NULL_REASONS:
        assert labels_of.term(reason) in form.text.replace("\u00a0", " ")


def test_fields_become_what_a_hand_can_fill_in() -> None:
    makes = Entries("consent", REGISTRY.labels(Words("en")), {"person": "P"}, {"understood_how": 3})
    at = REGISTRY.record_type("consent").at
    person = makes.entry(at("person"))
    assert (person.kind, person.prefix, person.mark) == ("code", "P", "asked")
    assert makes.entry(at("given_at")).kind == "moment"
    assert makes.entry(at("purposes")).kind == "map"
    assert len(makes.entry(at("information_given")).options) == 17
    assert makes.entry(at("understood_how")).lines == 3
    assert makes.entry(at("form_digest")) is None
    signature = makes.entry(at("signature"))
    assert (signature.kind, signature.mark) == ("signature", "condition")
    assert "Written, signed" in signature.note


def test_a_long_list_is_written_in_words_and_a_short_one_ticked() -> None:
    statement = entries(blank_form(REGISTRY, "statement", Words("en")))
    labels_of = REGISTRY.labels(Words("en"))
    assert statement[labels_of.field("statement", "vulnerability")].kind == "lines"
    assert statement[labels_of.field("statement", "next")].kind == "ticks"


def test_the_photo_log_has_the_line_of_the_domain() -> None:
    heads = photo_log(Words("en")).heads
    assert heads == (
        "No.", "File name", "Time", "Place or site code", "Subject", "Direction, °", "Distance, m", "Scale", "By",
        "Remarks",
    )  # fmt: skip


def test_a_visit_begins_with_the_rules_of_the_ground() -> None:
    rules = " ".join(blank_form(REGISTRY, "visit", Words("uk")).rules)
    assert "101" in rules
    assert "копайте" in rules


def test_a_sheet_tells_neither_program_nor_machine(tmp_path) -> None:
    made = printed("consent", "en")
    text = text_of(made.data, tmp_path)
    assert "Page 1 of" in text
    assert "W-7K3Q-2" in text
    assert "When filled in: Restricted" in text
    assert "Team: M-07" in text
    for word in ("Field Doc", "field-doc", "http"):
        assert word not in text
        assert word.encode() not in made.data
    assert b"/Author ( )" in made.data


def test_a_plain_head_leaves_code_and_fields_only(tmp_path) -> None:
    text = text_of(printed("visit", "en", plain_head=True).data, tmp_path)
    assert "W-7K3Q-2" in text
    for word in ("Team", "M-07", "101", "Visit\n"):
        assert word not in text


def test_several_sheets_count_their_own_pages(tmp_path) -> None:
    words = Words("en")
    form = blank_form(REGISTRY, "photo_log", words)
    made = prints.blank(form, ["E-AAAA-0", "E-BBBB-0"], tag="7Q3F", team="", words=words, moment=MOMENT)
    text = text_of(made.data, tmp_path)
    each = made.pages // 2
    assert text.count(f"Page 1 of {each}") == text.count(f"Page {each} of {each}") == 2


def test_the_same_sheet_and_time_give_the_same_bytes() -> None:
    assert printed("handover").data == printed("handover").data


@pytest.mark.parametrize("borders", [0, 3])
def test_printing_can_be_stopped(borders: int) -> None:
    class Stopping(Silent):
        asked = 0

        def check(self) -> None:
            self.asked += 1
            if self.asked > borders:
                raise Cancelled

    with pytest.raises(Cancelled):
        printed("consent", reporter=Stopping())


def test_a_very_long_text_is_cut_at_spaces_and_nothing_of_it_is_lost() -> None:
    long = "слово " * 3_000 + "x" * 5_000
    assert all(len(part) <= text.PIECE for part in text.pieces(long))
    assert "".join(text.pieces(long)).replace(" ", "") == long.replace(" ", "")
    assert text.pieces("") == [""]


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"sections": [{"key": "who", "fields": ["nobody"]}]}, "field"), ({"sections": [{"key": "who"}]}, "section"),
     ({"lines": {"nobody": 3}}, "field")],
)  # fmt: skip
def test_a_wrong_layout_is_refused_with_its_path(tmp_path, change: dict, reason: str) -> None:
    folder = tmp_path / "paper"
    folder.mkdir()
    raw = json.loads((resources() / "paper" / "consent.json").read_text(encoding="utf-8"))
    (folder / "consent.json").write_text(json.dumps({**raw, **change}))
    with pytest.raises(InputProblem) as refused:
        layouts.check_all(REGISTRY, tmp_path)
    assert refused.value.code == "schema.malformed"
    assert refused.value.details == {"file": "resources/paper/consent.json", "reason": reason}


def test_labels_fill_sheets_from_the_first_free_place(tmp_path) -> None:
    words = Words("en")
    wanted = [Label("E-7K3Q-2", "A thing", "S-001", "Restricted")] * 23
    made = labels(wanted, "a4", words=words, moment=MOMENT, first=3)
    assert made.pages == 2
    text = text_of(made.data, tmp_path)
    assert text.count("E-7K3Q-2") == 23
    assert text.count("Seal S-001") == 23
    assert labels(wanted[:2], "roll", words=words, moment=MOMENT).pages == 2


@pytest.mark.parametrize(
    ("label", "first", "code"),
    [(Label("E-7K3Q-2", "x" * 41), 1, "paper.label-text"), (Label("E-7K3Q-2"), 25, "paper.label-place"),
     (Label("E-7K3Q-2"), 0, "paper.label-place")],
)  # fmt: skip
def test_a_label_is_never_cut(label: Label, first: int, code: str) -> None:
    with pytest.raises(InputProblem) as refused:
        labels([label], "a4", words=Words("en"), moment=MOMENT, first=first)
    assert refused.value.code == code


FULL = {
    "account": {"lang": "uk", "paragraphs": ["Перше.", "Друге."]},
    "fa_when": {"as_said": "на Великдень", "edtf": "2022-04-24", "lang": "uk"},
    "fa_who_did": {"null_reason": "nv_refused"},
    "background": {"lang": "uk", "paragraphs": ["Живе тут від народження."]},
    "q_and_a": [{"id": "1", "question": {"text": "Звідки видно?", "lang": "uk"},
                 "answer": {"text": "З вікна.", "lang": "uk"}, "leading": "yn_no"}],
    "exhibits_shown": [{"id": "2", "item": "E-7K3Q-2", "reaction": {"text": "Упізнає двір.", "lang": "uk"}}],
    "medical_observation": [{"id": "3", "finding": {"text": "Рубець на плечі.", "lang": "uk"}}],
    "remarks": {"text": "Примітка команди.", "lang": "uk"},
}  # fmt: skip


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_what_is_read_back_is_what_the_person_said_and_nothing_else(lang: str) -> None:
    record_type = REGISTRY.record_type("statement")
    sections = [s.fields for s in layout.load(REGISTRY, "statement")]
    found = readback.passages(record_type, sections, FULL, REGISTRY.labels(Words(lang)))
    told = [p for passage in found for p in passage.paragraphs]
    assert told[:2] == ["Перше.", "Друге."]
    assert "Живе тут від народження." in told
    assert any("Звідки видно?\nЗ вікна." in p for p in told)
    assert any(p.startswith("E-7K3Q-2\n") for p in told)
    assert not any("Рубець" in p or "Примітка" in p for p in told)
    assert [p.key for p in found if p.key == "fa_who_did"] == []


def test_the_words_a_mark_is_made_of_do_not_depend_on_the_sheets_language() -> None:
    record_type = REGISTRY.record_type("statement")
    sections = [s.fields for s in layout.load(REGISTRY, "statement")]
    texts = [
        readback.exact_text(readback.passages(record_type, sections, FULL, REGISTRY.labels(Words(lang))))
        for lang in ("uk", "en")
    ]
    assert texts[0] == texts[1]
    assert "на Великдень\n2022-04-24" in texts[0]


def test_every_page_read_back_has_mark_and_signature_lines(tmp_path) -> None:
    long = tuple(f"Абзац {n}. " + "Слова розповіді. " * 40 for n in range(12))
    told = readback.ReadBack(
        "W-7K3Q-2", "Account", 2, "NMM9-HBC5-ZPYP", "Restricted", "P-7K3Q-2",
        (readback.Passage("account", "What happened", long, long),), interpreter=True,
    )  # fmt: skip
    made = readback.read_back(told, words=Words("en"), moment=MOMENT)
    assert made.pages > 2
    pages = text_of(made.data, tmp_path).split("\f")[: made.pages]
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {made.pages}" in page
        assert "Control mark NMM9-HBC5-ZPYP" in page
        assert "Version 2" in page
        assert "Restricted" in page
        for who in ("The person", "Who led the talk", "Interpreter"):
            assert f"{who}: signature, date" in page
