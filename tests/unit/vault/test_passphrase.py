"""Word lists of the promised form, phrases without bias, and a judge that never flatters."""

import importlib.util
import itertools
import math
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_doc.base.errors import Bug
from field_doc.base.i18n import Words
from field_doc.vault import passphrase
from field_doc.vault.keyboard import readings
from field_doc.vault.passphrase import generate, judge, wordlist

TREE = Path(__file__).resolve().parents[3]
ALPHABET = {"en": "[a-z]", "uk": "[абвгдеєжзиіїйклмнопрстуфхцчшщьюя]"}
LANGS = ["uk", "en"]


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("script_make_wordlists", TREE / "script" / "make_wordlists.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


# the lists


@pytest.mark.parametrize("lang", LANGS)
def test_a_list_has_the_promised_size_and_form(lang):
    words = wordlist(lang)
    assert len(words) >= 7776
    assert len(set(words)) == len(words)
    assert list(words) == sorted(words)
    wrong = [w for w in words if not re.fullmatch(ALPHABET[lang] + "{3,9}", w) or unicodedata.normalize("NFC", w) != w]
    assert wrong == []


@pytest.mark.parametrize("lang", LANGS)
def test_one_slip_of_a_finger_never_makes_another_word(lang):
    words = set(wordlist(lang))
    letters = "abcdefghijklmnopqrstuvwxyz" if lang == "en" else ALPHABET["uk"][1:-1]
    found = []
    for word in words:
        cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
        near = {a + b[1:] for a, b in cuts if b} | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        near |= {a + c + b[1:] for a, b in cuts if b for c in letters}
        found += [(word, other) for other in (near - {word}) & words]
    assert found == []


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_blocked_is_in_a_list(maker, lang):
    refused = maker.blocked(lang)
    assert [w for w in wordlist(lang) if refused.fullmatch(w)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_worst_words_are_blocked(maker, lang):
    words = {"uk": "війна смерть кров вбивця міна труп зброя", "en": "war death blood murder mine? rape corpse gun"}
    refused = maker.blocked(lang)
    missed = [w for w in words[lang].split() if not w.endswith("?") and not refused.fullmatch(w)]
    assert missed == []


def test_an_unknown_language_is_a_bug():
    with pytest.raises(Bug):
        wordlist("fr")


# generating


@pytest.mark.parametrize("lang", LANGS)
def test_a_phrase_is_six_words_of_the_list(lang):
    phrase = generate(lang)
    assert len(phrase.split(" ")) == 6
    assert set(phrase.split(" ")) <= set(wordlist(lang))
    assert generate(lang) != phrase


def test_the_words_follow_from_the_random_bytes_alone():
    stream = itertools.count()
    drawn = generate("uk", 3, random=lambda n: next(stream).to_bytes(n, "big"))
    assert drawn.split() == list(wordlist("uk")[:3])


def test_draws_that_would_favour_some_words_are_thrown_away():
    size = len(wordlist("uk"))
    usable = 256**3 - 256**3 % size
    draws = [usable, 256**3 - 1, usable - 1]
    assert generate("uk", 1, random=lambda n: draws.pop(0).to_bytes(n, "big")) == wordlist("uk")[size - 1]
    assert draws == []


def test_every_word_is_as_likely_as_another():
    """Chi-squared over 64 equal parts of the list, deterministic bytes: 3-sigma bound, no flake."""
    import random

    source = random.Random(7)
    place = {w: i for i, w in enumerate(wordlist("en"))}
    drawn = [w for _ in range(1000) for w in generate("en", 16, random=source.randbytes).split()]
    counts = Counter(place[w] * 64 // len(place) for w in drawn)
    sizes = Counter(i * 64 // len(place) for i in range(len(place)))
    expected = {part: len(drawn) * size / len(place) for part, size in sizes.items()}
    chi = sum((counts[p] - e) ** 2 / e for p, e in expected.items())
    assert chi < 63 + 3 * math.sqrt(2 * 63)


@pytest.mark.parametrize("words", [0, -1, passphrase.MAX_WORDS + 1])
def test_a_senseless_number_of_words_is_a_bug(words):
    with pytest.raises(Bug):
        generate("uk", words)


# judging


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("words", "level"), [(2, 1), (3, 2), (4, 3), (5, 4), (6, 4)])
def test_generated_phrases_count_by_their_words(lang, words, level):
    found = judge(generate(lang, words, random=__import__("random").Random(words).randbytes), lang)
    assert found.guesses_log10 == int(words * math.log10(7776))
    assert (found.level, found.words) == (level, words)
    assert found.details[0] == "passphrase.reason.generated"
    assert found.enough == (words >= 4)


def test_the_list_of_the_other_language_is_known_too():
    assert judge(generate("en"), "uk").details == ("passphrase.reason.generated",)


KNOWN = [
    "Слава Україні! 2022",
    "слава україні героям слава",
    "СЛАВА УКРАЇНІ!!! ГЕРОЯМ СЛАВА!!!",
    "Тарас Шевченко 1814",
    "парольпароль",
    "пароль",
    "Пароль2024",
    "Реве та стогне Дніпр широкий",
    "Ще не вмерла України і слава, і воля",
    "ой у лузі червона калина похилилася",
    "русский военный корабль, иди на…",
    "Наташа1985",
    "Оксана 12.05.1990",
    "qwerty123456",
    "йцукенгшщз",
    "correct horse battery staple",
    "Slava Ukraini 2022",
    "привет",
    "я тебя люблю",
]


@pytest.mark.parametrize("text", KNOWN)
def test_a_known_phrase_is_never_enough(text):
    found = judge(text, "uk")
    assert found.level <= 1, found
    assert not found.enough
    assert found.details


def keys_of(text: str, source: str, target: str) -> str:
    return text.translate(str.maketrans(source, target))


UK, LATIN = "йцукенгшщзхїфівапролджєячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,."


@pytest.mark.parametrize("text", ["слава україні", "пароль", "я тебе кохаю", "тарас шевченко"])
def test_ukrainian_typed_under_the_latin_layout_is_no_stronger(text):
    typed = keys_of(text, UK, LATIN)
    assert typed != text
    found = judge(typed, "uk")
    assert found.level <= 1
    assert found.guesses_log10 <= max(4, judge(text, "uk").guesses_log10)


@pytest.mark.parametrize("text", ["password", "iloveyou", "qwertyuiop"])
def test_latin_typed_under_the_ukrainian_layout_is_no_stronger(text):
    found = judge(keys_of(text, LATIN, UK), "uk")
    assert found.level == 0


@pytest.mark.parametrize("text", ["калина " * 6, "Слава Україні " * 5, "xK9!" * 20, "а" * 60])
def test_repeating_adds_next_to_nothing(text):
    found = judge(text, "uk")
    assert not found.enough
    assert "passphrase.reason.repeated" in found.details


@pytest.mark.parametrize("length", [72, 73, 200, 5000])
def test_any_length_is_judged(length):
    text = "".join(chr(0x430 + (i * i * 7) % 32) for i in range(length))
    found = judge(text, "uk")
    assert ("passphrase.reason.long" in found.details) == (length > 72)


def test_a_long_tail_does_not_hide_a_known_phrase():
    assert not judge("Слава Україні! Героям слава! " * 10, "uk").enough


def test_random_characters_are_strong():
    assert judge("kX9#vQ2m!tR7pL4wZs8@", "en").level == 4


def test_a_sentence_counts_by_its_words_and_says_why():
    found = judge("щохвилинний їжакопес барабулькає незворушно", "uk")
    assert found.guesses_log10 <= 4 * math.log10(20_000)
    assert "passphrase.reason.own-words" in found.details


@pytest.mark.parametrize("text", ["", " ", "\t\n"])
def test_nothing_is_worth_nothing(text):
    found = judge(text, "uk")
    assert (found.level, found.guesses_log10, found.words) == (0, 0, 0)


def test_any_unicode_form_is_judged_alike():
    text = "їжак їде йодом"
    assert judge(unicodedata.normalize("NFD", text), "uk") == judge(text, "uk")


@given(st.text(max_size=90))
@settings(deadline=None, max_examples=60)
def test_no_text_makes_the_judge_fail(text):
    found = judge(text, "uk")
    assert 0 <= found.level <= 4
    assert found.code == f"passphrase.level-{found.level}"


@given(st.text(alphabet="абвгдеєжзийклмнопрстуфхцчшщьюяabcxyz019 ", max_size=40))
@settings(deadline=None, max_examples=40)
def test_levels_follow_the_estimate(text):
    found = judge(text, "uk")
    borders = passphrase.LEVELS_LOG10
    assert found.level == 0 or found.guesses_log10 >= borders[found.level - 1]


def test_readings_begin_with_the_text_itself():
    assert readings("ghbdsn")[0] == "ghbdsn"
    assert "привіт" in readings("ghbdsn")
    assert "привет" in readings("ghbdtn")
    assert "password" in readings("зфііцщкв")


def test_spans_grow_with_the_estimate():
    spans = [passphrase.Judgement(0, "", n, (), 0).span for n in (0, 9, 10, 12, 13, 14, 15, 23)]
    order = ["seconds", "days", "years", "decades", "centuries"]
    assert [order.index(s) for s in spans] == sorted(order.index(s) for s in spans)
    assert spans[0] == "seconds"
    assert spans[-1] == "centuries"


@pytest.mark.parametrize("lang", LANGS)
def test_everything_the_judge_says_has_words(lang):
    words = Words(lang)
    source = (TREE / "field_doc" / "vault" / "passphrase.py").read_text(encoding="utf-8")
    keys = set(re.findall(r'"(passphrase\.(?:reason\.[a-z-]+|level-\d))"', source))
    assert len(keys) >= 14
    assert [k for k in keys if not words.has_label("passphrase", k)] == []
