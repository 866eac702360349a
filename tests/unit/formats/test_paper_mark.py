"""Control marks: one for each text, read back however they are typed, never one kind for the other."""

from __future__ import annotations

import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from spec_pages import SPEC

from field_doc.base.ids import ALPHABET
from field_doc.formats import canonical
from field_doc.formats.paper_mark import read_mark, text_mark, version_mark

DIGEST = "sha256:" + "ab" * 32
#: Computed with the rule of docs/spec/paper.md by hand: SHA-256 of label, 0x00 and the digest text.
KNOWN = "NMM9-HBC5-ZPYP"


def test_a_known_mark() -> None:
    assert version_mark("sha256:" + "0" * 64) == KNOWN


def test_the_worked_example_of_the_page() -> None:
    page = (SPEC / "paper.md").read_text(encoding="utf-8")
    digest = re.search(r"`(sha256:[0-9a-f]{64})`", page)[1]
    text, mark = re.search(r"^(\[.*\])\n(\S+)$", page, re.MULTILINE).groups()
    code, *paragraphs = json.loads(text)
    assert canonical.encode([code, *paragraphs]).decode() == text
    assert f"\n{version_mark(digest)}\n" in page
    assert text_mark(code, paragraphs) == mark


def test_the_two_kinds_differ() -> None:
    assert version_mark(DIGEST) != text_mark(DIGEST, [])


def test_code_and_every_paragraph_count() -> None:
    marks = {
        text_mark("W-7K3Q-C", ["a", "b"]), text_mark("W-7K3Q-D", ["a", "b"]), text_mark("W-7K3Q-C", ["ab"]),
        text_mark("W-7K3Q-C", ["b", "a"]), text_mark("W-7K3Q-C", ["a", "b", ""]),
    }  # fmt: skip
    assert len(marks) == 5


@settings(max_examples=40)
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), max_size=4), st.data())
def test_a_mark_is_read_however_it_is_typed_and_not_with_a_wrong_character(paragraphs, data) -> None:
    mark = text_mark("W-7K3Q-C", paragraphs)
    assert read_mark(f" {mark.lower().replace('-', ' ')} ") == mark
    place = data.draw(st.sampled_from([i for i, c in enumerate(mark) if c != "-"]))
    wrong = data.draw(st.sampled_from([c for c in ALPHABET if c != mark[place]]))
    assert read_mark(mark[:place] + wrong + mark[place + 1 :]) is None


def test_what_is_no_mark() -> None:
    assert [read_mark(t) for t in ("", "W-7K3Q-C", "NMM9-HBC5", KNOWN + "0", "ЩЩЩЩ-ЩЩЩЩ-ЩЩЩЩ")] == [None] * 5
