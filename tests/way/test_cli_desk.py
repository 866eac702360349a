"""Commands on what the demo left, as a person reads them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
TREE = Path(__file__).resolve().parents[2]
PURPOSE = "cp_ua_authorities"


@pytest.fixture(scope="module")
def desk(demo_en, tmp_path_factory):
    """``desk("preview", …)``: a command on a copy of the desk's vault."""
    folder = Path(shutil.copytree(demo_en.folder, tmp_path_factory.mktemp("desk") / "demo"))

    def running(name: str, *words: object, vault: str = "office/desk.fdvault", text: str = ""):
        typed = [
            *name.split(),
            str(folder / vault),
            *map(str, words),
            "--passphrase-file",
            "-",
            *(["--lang", text] if text else ["--json"]),
        ]
        done = subprocess.run(
            [sys.executable, "-m", "field_doc", *typed], cwd=TREE, capture_output=True, text=True, check=False,
            input=demo_en.answer["passphrase"] + "\n",
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout if text else json.loads(done.stdout)

    running.folder = folder
    return running


@pytest.fixture(scope="module")
def case(desk) -> str:
    code, found = desk("record list", "--type", "case")
    assert code == 0
    return found["rows"][0]["code"]


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_looking_ahead_and_verifying_are_told_in_words(desk, case, demo_en, lang) -> None:
    code, said = desk("preview", "--case", case, "--purpose", PURPOSE, text=lang)
    assert code == 0
    assert not re.search(r"redacted|withheld|wr_|\{'", said)
    done = subprocess.run(
        [sys.executable, "-m", "field_doc", "verify", demo_en.bundle, "--lang", lang],
        cwd=TREE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    head = {
        "uk": "Узгоджено між собою; чий підпис, не перевірено",
        "en": "Consistent; whose signature it is was not checked",
    }
    assert (done.returncode, done.stdout.splitlines()[0]) == (6, head[lang])
    assert "sha256:" in done.stdout.splitlines()[1]


def test_what_cannot_be_sent_now_says_why_in_words(desk) -> None:
    """The demo's server is gone: everything waits, in a sentence."""
    code, said = desk("sync", vault="field.fdvault")
    assert (code, said["error"]) == (4, "sync.server-away")


def test_records_of_the_demo_are_shown_in_words(desk) -> None:
    code, found = desk("record list", vault="field.fdvault")
    assert code == 0
    for row in found["rows"]:
        if row["type"] not in {"statement", "burial_site", "consent"}:
            continue
        code, said = desk("record show", row["code"], vault="field.fdvault", text="uk")
        assert code == 0
        assert not re.search(r"null_reason|\{'|\bnv_|\byn_|[0-9a-f]{8}-[0-9a-f]{4}-7", said.partition("\n\nФайл")[0]), (
            said
        )


def test_the_demo_names_a_command_that_works(demo_en, tmp_path) -> None:
    """In a clone nobody's PATH has the program."""
    lines = subprocess.run(
        [sys.executable, "-m", "field_doc", "demo", str(tmp_path / "d"), "--photos", "0", "--lang", "en"],
        cwd=TREE, capture_output=True, text=True, check=False,
    ).stdout.splitlines()  # fmt: skip
    command = next(line for line in lines if line.startswith("Check it yourself: ")).partition(": ")[2]
    done = subprocess.run(["sh", "-c", command], cwd=TREE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
