"""What the handbook says is not there yet is not there, and is refused as wrong usage; what it lists as there, is."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from field_doc.base.i18n import Words
from field_doc.cli.commands import build

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "handbook" / "cli.md").read_text(encoding="utf-8")
THERE, _, NOT_THERE = PAGE.partition("## Not there yet")


def commands(parser: argparse.ArgumentParser, prefix: str = "") -> set[str]:
    """Every command that can be typed: ``record show``."""
    found = set()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                deeper = commands(inner, f"{prefix}{name} ")
                found |= deeper or {f"{prefix}{name}"}
    return found


COMMANDS = commands(build(Words("en")))


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        (("record", "erase", "V", "ID"), "`record erase`"),
        (("seal-to-office", "V", "ID"), "`seal-to-office`"),
        (("travel-mode", "V", "on"), "`travel-mode`"),
        (("export", "V", "--format", "csv", "--out", "F"), "`export`"),
        (("office", "ask", "DESK", "ID", "--text", "T"), "`office ask`"),
    ],
)
def test_a_command_that_is_not_there_is_refused_as_usage(run, typed, listed) -> None:
    done = run(*typed)
    assert (done.code, done.json["error"]) == (2, "cli.usage")
    assert listed in NOT_THERE


@pytest.mark.parametrize(
    "option",
    [("--level", "B-T"), ("--pkcs11", "L:X"), ("--tsa", "U"), ("--report-lang", "uk+en")],
)
def test_an_option_that_is_not_there_is_refused_and_listed(run, option) -> None:
    done = run("bundle", "V", "--case", "C", "--out", "O", "--recipient", "R", "--purpose", "cp_icc", *option)
    assert (done.code, done.json["error"]) == (2, "cli.usage")
    assert option[0] in NOT_THERE


def test_every_command_stands_in_the_handbook() -> None:
    cells = [row.split("|")[1] for row in THERE.replace("\\|", "/").splitlines() if row.startswith("| `")]
    named = set(re.findall(r"`([a-z][a-z0-9 -]*)", " ".join(cells)))
    spelled = {name.strip() for name in named}
    lacking = {c for c in COMMANDS if c not in spelled and c.rpartition(" ")[2] not in spelled}
    assert lacking == set()
