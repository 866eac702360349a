"""Help and mistakes of writing in both languages: nothing of argparse's own English is left."""

from __future__ import annotations

import argparse
import ast
import inspect
import re
from collections.abc import Iterator

import pytest
from faults import PASSPHRASE

from field_doc.base.i18n import Words
from field_doc.cli import usage
from field_doc.cli.commands import build

# Names that are the same in every language: formats, fields, terms, arguments of the system.
NAMES = {
    "field-doc", "json", "schema", "id", "slip-39", "pkcs", "p12", "age", "utc", "url", "incident", "cp_icc",
    "attachment", "list", "gpx", "kml", "geojson", "wgs", "ua_oblasts", "done", "not_reached", "declined", "none",
    "docs", "spec", "referrals", "md",
}  # fmt: skip
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parser and every parser of its commands."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from parsers(inner)


def actions(lang: str) -> Iterator[tuple[str, argparse.Action]]:
    for parser in parsers(build(Words(lang))):
        for action in parser._actions:
            yield parser.prog, action
            for inner in getattr(action, "_choices_actions", ()):
                yield parser.prog, inner


def test_every_option_and_command_says_what_it_is_for() -> None:
    silent = [
        (prog, action.dest)
        for prog, action in actions("en")
        if not isinstance(action, argparse._SubParsersAction) and not action.help
    ]
    assert silent == []


def test_ukrainian_help_is_ukrainian_throughout() -> None:
    left = []
    for parser in parsers(build(Words("uk"))):
        names = {name for one in parsers(build(Words("uk"))) for name in one.prog.split()}
        text = re.sub(r"\{[^}]*\}", " ", parser.format_help())  # choices are written as they stand
        text = re.sub(r"(?<!\w)--?[a-z][a-z0-9-]*", " ", text)
        left += [(parser.prog, word) for word in LATIN.findall(text) if word.lower() not in NAMES and word not in names]
    assert left == []


def test_every_help_text_differs_between_the_languages() -> None:
    """A text that was forgotten is the same in both."""
    same = [
        (prog, here.help)
        for (prog, here), (_, there) in zip(actions("en"), actions("uk"), strict=True)
        if here.help is not None and here.help is not argparse.SUPPRESS and here.help == there.help
    ]
    assert same == []


def test_the_words_around_the_options_are_translated(run) -> None:
    shown = run("--lang", "uk", "vault", "--help", json=False)
    assert shown.code == 0
    assert shown.out.startswith("як писати: field-doc vault")
    assert {"параметри:", "дії:"} <= set(shown.out.split("\n"))
    assert run("--lang", "en", "vault", "--help", json=False).out.startswith("usage: field-doc vault")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("vault",), "бракує: ДІЯ"),
        (("vault", "create"), "бракує: СХОВИЩЕ, --documenter, --code"),
        (("bundle", "v", "--out", "o", "--recipient", "r", "--purpose", "p"), "потрібне одне з: --records --case"),
        (("nonsense",), "КОМАНДА: 'nonsense' немає серед"),
        (("record", "list", "v", "--limit", "x"), "--limit: 'x' тут не підходить; потрібне ціле число від 0"),
        (("record", "list", "v", "--type"), "--type: далі має бути одне значення"),
        (("intake", "v", "--into", "x"), "бракує: ШЛЯХ"),
        (("record", "show", "v", "x", "--compare", "1"), "--compare: скільки значень має бути далі: 2"),
        (
            ("record", "show", "v", "x", "--version", "1", "--compare", "1", "2"),
            "--compare: не може бути разом із --version",
        ),
        (("vault", "info", "v", "--nonsense"), "тут невідоме: --nonsense"),
        (("vault", "info", "v", "--json=yes"), "--json: значення не приймає, а отримало 'yes'"),
    ],
)
def test_a_mistake_in_writing_is_told_in_ukrainian(run, typed, said) -> None:
    done = run("--lang", "uk", *typed, json=False)
    assert done.code == 2
    assert f"Команду написано не так: {said}" in done.err
    assert "usage" not in done.err.replace("[cli.usage]", "")


def argparse_sentences() -> Iterator[str]:
    """Texts argparse passes to gettext that a person who types may see."""
    for node in ast.walk(ast.parse(inspect.getsource(argparse))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"_", "ngettext"}:
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


# For programmers, or replaced by texts of ours before anybody sees them.
NEVER_SEEN = re.compile(
    r"conflicting |\.__call__|'required' is an invalid|mutually exclusive arguments must|%r is not callable|"
    r"cannot merge actions|invalid option string|dest= is required|invalid conflict_resolution|cannot have multiple|"
    r"argument \"-\" with mode|unexpected option string|%\(prog\)s: error|usage: |positional arguments|options|"
    r"show this help|show program's|can't open|unknown parser|subparsers|argument %\(argument_name\)s| \(default"
)


def test_every_sentence_argparse_can_say_is_known() -> None:
    unknown = []
    for template in argparse_sentences():
        if NEVER_SEEN.match(template):
            continue
        message = re.sub(r"%\((\w+)\)[rs]|%[rsd]", lambda m: "count" if m[1] == "type" else "7", template)
        if usage.sentence(message, Words("uk")) == message:
            unknown.append(template)
    assert unknown == []


def test_a_shape_that_is_needed_is_named_in_the_language(run, vault) -> None:
    fields = f'{PASSPHRASE}\n{{"acts": [1]}}'
    done = run(
        "--lang", "uk", "record", "new", vault, "incident", "--from", "-", "--passphrase-file", "-", stdin=fields
    )
    assert done.code == 2
    assert "потрібно: рядок групи" in done.err
    assert "member" not in done.err
