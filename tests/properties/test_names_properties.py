"""However a name is written - case, composition, apostrophes, look-alikes, invisible marks - it is found."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from field_doc.evidence import names_forms, names_parts
from field_doc.evidence.names_scan import scan

NAMES = ("Лук'янчук", "Ґудзоньківська", "Йовенко", "Їжакевич", "Щербань", "Нечипорук", "Кравець", "Мороз", "Семёнов")
BOOK = names_forms.book([names_parts.of_identity({"surname": {"text": name, "lang": "uk"}}) for name in NAMES])
LOOKS = str.maketrans({"а": "a", "е": "e", "і": "i", "о": "o", "с": "c", "р": "p", "х": "x", "к": "k"})
BETWEEN = st.text(st.characters(categories=("Zs", "Nd", "Po"), exclude_characters="'’ʼ‘`´ʹ′＇ʻ\"@-_."), max_size=12)
AROUND = st.text(st.sampled_from("абвгіїє ,;!?0123\n«»()"), max_size=40)


@st.composite
def written(draw: st.DrawFn) -> tuple[int, str]:
    """Index of a name and one of the ways to write it."""
    number = draw(st.integers(0, len(NAMES) - 1))
    word = draw(st.sampled_from((str.upper, str.lower, str.title, str.swapcase, str)))(NAMES[number])
    word = word.replace("'", draw(st.sampled_from("'’ʼ‘`´ʹ′＇ʻ\"")))
    if draw(st.booleans()):
        word = word.translate(LOOKS)
    word = unicodedata.normalize(draw(st.sampled_from(("NFC", "NFD", "NFKC", "NFKD"))), word)
    if draw(st.booleans()):
        at = draw(st.integers(1, len(word) - 1))
        word = (
            word[:at] + draw(st.sampled_from(("\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff", "\u202a"))) + word[at:]
        )
    return number, word


@settings(max_examples=40)
@example((0, "ЛУК'\u00adЯНЧУК"), "", "")
@given(written(), AROUND, AROUND)
def test_a_name_in_any_writing_is_found_in_any_text(one, before, after):
    number, word = one
    text = f"{before} {word} {after}"
    assert any(number in f.persons and f.start <= len(before) + 1 < f.end for f in scan(BOOK, text))


@settings(max_examples=40)
@given(st.text(max_size=400))
def test_any_text_can_be_looked_through_and_places_are_within_it(text):
    ends = 0
    for found in scan(BOOK, text):
        assert ends <= found.start < found.end <= len(text)
        assert found.persons
        ends = found.end


@settings(max_examples=30)
@given(st.text(max_size=60), st.booleans())
def test_file_names_of_any_characters_can_be_looked_through(name, label):
    assert all(f.end <= len(name) for f in scan(BOOK, name, label=label))


@settings(max_examples=20)
@given(
    st.dictionaries(
        st.sampled_from(
            ("surname", "given_name", "patronymic", "contacts", "addresses", "id_documents", "other_names")
        ),
        st.recursive(
            st.none() | st.text(max_size=30) | st.integers(),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(("text", "lang", "contact", "value", "name", "number", "address")), inner
                )
            ),
            max_leaves=8,
        ),
        max_size=4,
    )
)
def test_any_stored_identity_can_be_taken_apart(fields):
    names_forms.book([names_parts.of_identity(fields)])
