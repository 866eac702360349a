"""A transcript's paragraphs: stored, shown and given back are the same; marks read as they are written."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from field_doc.ui.views.workbench import paragraphs
from field_doc.ui.views.workbench.paragraphs import Paragraph

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(
    str.strip
)
marks = st.integers(0, 40_000_000)
instants = st.datetimes().map(lambda d: d.isoformat(timespec="seconds") + "+02:00")
reason = st.just({"null_reason": "nv_illegible"})
text = st.fixed_dictionaries(
    {"lang": st.sampled_from(["uk", "ru", "en"]), "text": words},
    optional={"parallel": st.just([{"kind": "translation", "lang": "en", "text": "x"}])},
)
members = st.fixed_dictionaries(
    {"id": st.uuids().map(str)},
    optional={
        "start_ms": marks | reason,
        "end_ms": marks | reason,
        "original": st.fixed_dictionaries(
            {"lang": st.just("uk"), "paragraphs": st.lists(words, min_size=1, max_size=3)}
        ),
        "text": text | reason,
        "author": words | reason,
        "at": instants,
        "certified": st.sampled_from(["yn_yes", "yn_no", "yn_unknown"]) | reason,
        "certifier": words | reason,
    },
)


@settings(deadline=None, max_examples=40)
@given(st.lists(members, min_size=1, max_size=6))
def test_read_and_written_again_is_the_same(stored):
    assert paragraphs.write(paragraphs.read(stored, "uk")) == stored


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 359_999_999))
def test_a_mark_is_read_as_it_is_written(milliseconds):
    assert paragraphs.from_clock(paragraphs.clock(milliseconds)) == milliseconds // 100 * 100


@settings(deadline=None, max_examples=40)
@given(words, st.data(), marks | st.none(), marks | st.none())
def test_a_paragraph_is_split_without_losing_a_word(said, data, start, here):
    place = data.draw(st.integers(0, len(said)))
    before = Paragraph("a", said, start_ms=start, author="T-1", at="2026-03-02T14:00:00+02:00")
    first, second = paragraphs.split(before, place, "uk", here)
    whole = (first.text + second.text).split()
    assert "".join(whole) == "".join(said.split())
    assert second.author == ("T-1" if second.text else "")
    assert first.end_ms is None or first.end_ms >= (first.start_ms or 0)


def test_what_is_no_time_is_none():
    assert [paragraphs.from_clock(t) for t in ("", "12", "a:b", "1:2:3:4", "3:12", "0:03:12.4")] == [
        None, None, None, None, 192_000, 192_400,
    ]  # fmt: skip


def test_who_changes_the_text_signs_it_and_certification_ends():
    certified = Paragraph("a", "старе", author="T-1", at="x", certified="yn_yes", certifier="T-2")
    assert paragraphs.typed(certified, "старе", "T-3", lambda: "now") is certified
    changed = paragraphs.typed(certified, "нове", "T-3", lambda: "now")
    assert (changed.author, changed.at, changed.certified, changed.certifier) == ("T-3", "now", "", "")
