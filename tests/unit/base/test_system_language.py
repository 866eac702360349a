"""The language of the first start: gettext's order, Ukrainian or English."""

from __future__ import annotations

import json
import locale
import os
import subprocess
import sys

import pytest

from field_doc.base.i18n import Words, system_language
from field_doc.cli.main import _language

NAMES = ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")


@pytest.mark.parametrize(("given", "expected"), [
    ({"LANG": "uk_UA.UTF-8"}, "uk"),
    ({"LANG": "uk"}, "uk"),
    ({"LANG": "UK_ua"}, "uk"),
    ({"LANG": "en_GB.UTF-8"}, "en"),
    ({"LANG": "C"}, "en"),
    ({"LANG": "C.UTF-8"}, "en"),
    ({"LANG": "POSIX"}, "en"),
    # order: LC_ALL, LC_MESSAGES, LANG; an empty one is not set
    ({"LC_ALL": "en_US.UTF-8", "LC_MESSAGES": "uk_UA", "LANG": "uk_UA"}, "en"),
    ({"LC_ALL": "", "LC_MESSAGES": "uk_UA.UTF-8", "LANG": "en_US"}, "uk"),
    ({"LC_MESSAGES": "C", "LANG": "uk_UA"}, "en"),
    # LANGUAGE, a list, goes before all of them unless the locale is C
    ({"LANGUAGE": "uk:en", "LC_ALL": "en_US.UTF-8"}, "uk"),
    ({"LANGUAGE": "en:uk", "LANG": "uk_UA.UTF-8"}, "en"),
    ({"LANGUAGE": "pl:uk", "LANG": "en_US"}, "uk"),
    ({"LANGUAGE": "pl:de", "LANG": "uk_UA"}, "uk"),
    ({"LANGUAGE": "", "LANG": "uk_UA"}, "uk"),
    ({"LANGUAGE": "uk", "LANG": "C.UTF-8"}, "en"),
    ({"LANGUAGE": "uk", "LC_ALL": "POSIX", "LANG": "uk_UA"}, "en"),
    # a Russian system in Ukraine: Ukrainian is read there, English by many is not
    ({"LANG": "ru_UA.UTF-8"}, "uk"),
    ({"LANG": "ru_RU.UTF-8"}, "uk"),
    ({"LANGUAGE": "ru:en", "LANG": "en_US"}, "uk"),
    # others
    ({"LANG": "pl_PL.UTF-8"}, "en"),
    ({"LANG": "nonsense"}, "en"),
    ({"LANG": "ukelele"}, "en"),
    ({"LANG": "crh_UA"}, "en"),
])  # fmt: skip
def test_by_the_environment(monkeypatch, given, expected) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert system_language() == expected


@pytest.mark.parametrize(("own", "expected"), [
    ("Ukrainian_Ukraine", "uk"), ("uk_UA", "uk"), ("uk-UA", "uk"), ("Russian_Ukraine", "uk"),
    ("English_United States", "en"), ("Polish_Poland", "en"), (None, "en"),
])  # fmt: skip
def test_by_the_systems_own_locale_where_nothing_is_set(monkeypatch, own, expected) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(locale, "getlocale", lambda: (own, "cp1251"))
    assert system_language() == expected


def test_the_option_goes_before_the_system(monkeypatch) -> None:
    monkeypatch.setenv("LANG", "uk_UA.UTF-8")
    monkeypatch.setenv("LANGUAGE", "")
    monkeypatch.delenv("LC_ALL", raising=False)
    assert _language(["--lang", "en", "open", "x"]) == "en"
    assert _language(["open", "x"]) == "uk"


@pytest.mark.parametrize(("lang", "expected"), [("uk_UA.UTF-8", "uk"), ("ru_UA.UTF-8", "uk"), ("C.UTF-8", "en")])
def test_the_program_speaks_it_from_its_first_word(tmp_path, lang, expected) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in NAMES}
    done = subprocess.run(
        [sys.executable, "-m", "field_doc", "vault", "info", str(tmp_path), "--passphrase-file", "-", "--json"],
        input=b"x\n", capture_output=True, check=False, env={**kept, "LANG": lang},
    )  # fmt: skip
    assert json.loads(done.stdout)["error"] == "vault.none-here"
    assert Words(expected).label("error", "vault.none-here.what") in done.stderr.decode()
