"""One catalogue for window, command line and PDF: complete, and in words we may use."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest
from source_tree import called_name, expect_none, nodes, strings_of, texts

SPEAKERS = {"_", "words", "_words", "N_"}

FORBIDDEN_UK = [
    line
    for line in Path(__file__).with_name("forbidden_words_uk.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
FORBIDDEN_UK_PHRASES = ("контрольна точка", "контрольної точки", "факт злочину", "братськ", "на україні")

# Whole phrases that keep such a word: titles of norms and bodies, roles of the authority itself.
LET_THROUGH = (
    "стамбульський протокол", "міннесотський протокол", "борнмутський протокол", "протокол берклі",
    "стамбульського протоколу", "міннесотського протоколу", "борнмутського протоколу", "протоколу берклі",
    "протоколом берклі", "слідчий суддя", "слідчого судді", "слідчому чи суду", "слідчому або суду",
    "допустимість доказів", "захист свідків", "захисту свідків", "чого звіт не доводить", "висновок експерта",
    "висновку експерта", "встановлення особи", "заява про зниклу особу",
)  # fmt: skip
# Data keys (context, msgid) whose label is the name of somebody else's paper, office or kind of place.
LET_THROUGH_KEYS: frozenset[tuple[str, str]] = frozenset()

QUOTED = re.compile("«[^»]*»|„[^“]*“")
APOSTROPHE = re.compile("(?<=[а-яґєії])['ʼ`´′](?=[а-яґєії])", re.IGNORECASE)


@pytest.fixture(scope="module")
def uk(catalogues):
    return catalogues.merge("uk", catalogues.parts_of("uk"))


@pytest.fixture(scope="module")
def en(catalogues):
    return catalogues.merge("en", catalogues.parts_of("en"))


def said() -> dict[str, str]:
    """Program text and the place where it is said."""
    found = {}
    for module, node in nodes():
        if not isinstance(node, ast.Call) or not node.args:
            continue
        if called_name(node) in SPEAKERS or (called_name(node) == "plural" and len(node.args) >= 2):
            for text in strings_of(node.args[0]) or ():
                found.setdefault(text, f"{module}:{node.lineno}")
    return found


def test_all_program_text_is_in_ukrainian(uk) -> None:
    translated = {msgid for (context, msgid), m in uk.items() if context is None and m.translated()}
    expect_none(f"{where} {text!r}" for text, where in said().items() if text not in translated)


def test_program_text_is_not_put_together_from_pieces() -> None:
    glued = [
        f"{module}:{node.lineno}"
        for module, node in nodes()
        if isinstance(node, ast.Call)
        and called_name(node) in SPEAKERS
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    ]
    expect_none(glued)


def test_no_translation_of_text_that_is_no_longer_said(uk) -> None:
    expect_none(msgid for context, msgid in uk if context is None and msgid not in texts())


def test_data_keys_are_the_same_in_both_languages(uk, en) -> None:
    ours, theirs = ({key for key in merged if key[0] is not None} for merged in (uk, en))
    expect_none(ours ^ theirs)


def test_labels_asked_for_by_name_exist(uk, en) -> None:
    asked = set()
    for _, node in nodes():
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr == "label" and len(node.args) >= 2:
            for context in strings_of(node.args[0]) or ():
                asked.update((context, key) for key in strings_of(node.args[1]) or ())
    expect_none(asked - uk.keys())
    expect_none(asked - en.keys())


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_nothing_is_left_without_text(catalogues, lang: str) -> None:
    merged = catalogues.merge(lang, catalogues.parts_of(lang))
    empty = [f"{m.where} {m.msgid!r}" for m in merged.values() if not m.translated()]
    # English program text is its own msgid and needs no entry.
    expect_none(empty)


def forbidden_in(text: str) -> list[str]:
    """Forbidden words in our own words: what stands in quotation marks is somebody else's."""
    plain = QUOTED.sub(" ", text).lower()
    for phrase in LET_THROUGH:
        plain = plain.replace(phrase, " ")
    words = re.findall(r"[а-яґєії’'-]+", plain)
    stems = [stem for stem in FORBIDDEN_UK for word in words if matches(word, stem)]
    return stems + [phrase for phrase in FORBIDDEN_UK_PHRASES if re.search(rf"\b{phrase}", plain)]


def matches(word: str, stem: str) -> bool:
    return word == stem[1:] if stem.startswith("=") else word.startswith(stem)


def test_no_word_that_misleads_a_jurist(uk) -> None:
    found = {
        f"{message.where} {stem}: {text!r}"
        for key, message in uk.items()
        if key not in LET_THROUGH_KEYS
        for text in message.texts.values()
        for stem in forbidden_in(text)
    }
    expect_none(found)


def test_the_word_test_finds_words() -> None:
    assert forbidden_in("Доказ вилучено") == ["вилуч", "доказ"]
    assert forbidden_in("Сказано: «доказ вилучено»") == []
    assert forbidden_in("Кат") == ["=кат"]
    assert forbidden_in("Каталог") == []
    assert forbidden_in("За Протоколом Берклі") == []


def test_one_apostrophe(uk) -> None:
    wrong = [m.where for m in uk.values() if any(APOSTROPHE.search(text) for text in m.texts.values())]
    expect_none(wrong)


def test_no_letter_of_the_other_alphabet_inside_a_word(uk) -> None:
    mixed = re.compile("[a-z][а-яґєії]|[а-яґєії][a-z]", re.IGNORECASE)
    wrong = [
        f"{m.where} {text!r}"
        for m in uk.values()
        for text in m.texts.values()
        if mixed.search(re.sub(r"\{[^}]*\}", "", text))
    ]
    expect_none(wrong)


def write_part(folder: Path, lang: str, name: str, body: str) -> None:
    (folder / lang).mkdir(parents=True, exist_ok=True)
    (folder / lang / f"{name}.po").write_text(body, encoding="utf-8")


def test_what_is_compiled_is_what_gettext_reads(catalogues, tmp_path: Path) -> None:
    write_part(
        tmp_path,
        "uk",
        "a",
        'msgid ""\nmsgstr "Language: uk\\n"\n\nmsgid "Seal"\nmsgstr "Зафіксувати"\n\n'
        'msgid "{count} file"\nmsgid_plural "{count} files"\nmsgstr[0] "{count} файл"\n'
        'msgstr[1] "{count} файли"\nmsgstr[2] ""\n"{count} файлів"\n\n'
        'msgctxt "error"\nmsgid "age.header-mac.do"\nmsgstr "…"\n',
    )
    assert catalogues.compile_all(tmp_path) == {"en": 0, "uk": 3}
    words = gettext.translation("field_doc", tmp_path, languages=["uk"])
    assert words.gettext("Seal") == "Зафіксувати"
    counts = (1, 3, 11, 25)
    forms = [words.ngettext("{count} file", "{count} files", n).format(count=n) for n in counts]
    assert forms == ["1 файл", "3 файли", "11 файлів", "25 файлів"]
    assert words.pgettext("error", "age.header-mac.do") == "…"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('msgid "Seal"\nmsgstr "Запис"\n', "other text"),
        ('#, fuzzy\nmsgid "Open"\nmsgstr "Відкрити"\n', "fuzzy"),
        ('msgid "{n} of {m}"\nmsgstr "{n} із {k}"\n', "placeholders"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "а"\nmsgstr[1] "б"\n', "2 texts, 3 expected"),
        ("msgid Seal\n", "cannot be read"),
    ],
)
def test_a_part_that_cannot_be_used_is_refused(catalogues, tmp_path: Path, body: str, reason: str) -> None:
    write_part(tmp_path, "uk", "a", 'msgid "Seal"\nmsgstr "Зафіксувати"\n')
    write_part(tmp_path, "uk", "b", body)
    with pytest.raises(catalogues.CatalogueError, match=reason):
        catalogues.compile_all(tmp_path)


@pytest.mark.judge
@pytest.mark.parametrize("lang", ["uk", "en"])
def test_babel_reads_the_parts_and_the_result_as_we_do(catalogues, tmp_path: Path, lang: str) -> None:
    """Babel, which is not ours, sees the same messages in every part and in the compiled file."""
    from babel.messages import mofile, pofile

    merged = catalogues.merge(lang, catalogues.parts_of(lang))
    read = {}
    for path in catalogues.parts_of(lang):
        with path.open("rb") as part:
            for message in pofile.read_po(part, locale=lang):
                if message.id:
                    read[message.context, ids(message.id)[0]] = ids(message.string)
    assert read == {key: tuple(text for _, text in sorted(m.texts.items())) for key, m in merged.items()}
    compiled = tmp_path / "field_doc.mo"
    compiled.write_bytes(catalogues.compile_mo(lang, merged))
    with compiled.open("rb") as stream:
        found = [message for message in mofile.read_mo(stream) if message.id]
    # Babel leaves the context of a compiled message as bytes.
    contexts = [m.context.decode() if isinstance(m.context, bytes) else m.context for m in found]
    words = {(c, ids(m.id)[0]): ids(m.string) for c, m in zip(contexts, found, strict=True)}
    assert words == {key: texts_of for key, texts_of in read.items() if all(texts_of)}


def ids(value) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
