"""New passphrases on the command line: judged as in the window, weak ones refused, six words offered on a terminal."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from faults import PASSPHRASE

from field_doc.base.i18n import Words
from field_doc.ui.acts.program import FirstStart
from field_doc.vault.passphrase import GENERATED_WORDS, judge, wordlist

PASS = ("--passphrase-file", "-")
ACCEPT = "--accept-weak-passphrase"
NEW = "another six words nobody has guessed"
TREE = Path(__file__).resolve().parents[3]


@pytest.fixture
def own(run, tmp_path) -> Path:
    """A vault of this test's own."""
    path = tmp_path / "own.fdvault"
    assert run("vault", "create", path, "--documenter", "N", "--code", "T-01", *PASS).code == 0
    return path


def refused(done) -> None:
    assert (done.code, done.json["error"]) == (2, "cli.passphrase-weak"), done.err
    assert Words("en").label("passphrase", "passphrase.level-0") in done.err


@pytest.mark.parametrize("weak", ["password", "Слава Україні! 2022", "Тарас Шевченко 1814", "парольпароль"])
def test_create_refuses_a_weak_one_and_makes_nothing(run, tmp_path, weak) -> None:
    given = ("vault", "create", tmp_path / "v", "--documenter", "N", "--code", "T-01", *PASS)
    done = run(*given, "--lang", "uk", stdin=f"{weak}\n")
    assert (done.code, done.json["error"]) == (2, "cli.passphrase-weak")
    found, uk = judge(weak), Words("uk")
    assert not found.enough
    for key in (found.code, *found.details):
        assert uk.label("passphrase", key) in done.err
    assert weak not in done.err + done.out
    assert not (tmp_path / "v").exists()
    knowingly = run(*given, ACCEPT, stdin=f"{weak}\n")
    assert (knowingly.code, "vault_id" in knowingly.json) == (0, True), knowingly.err


def test_the_verdict_is_the_windows(run, tmp_path) -> None:
    for phrase in ("password", PASSPHRASE, "два слова", "ghbdtn ghbdtn", NEW, "qwerty1234567890"):
        shown = FirstStart(None).judge(phrase)
        path = tmp_path / phrase[:9]
        done = run("vault", "create", path, "--documenter", "N", "--code", "T-01", *PASS, stdin=phrase)
        assert done.code == (0 if shown.enough else 2), phrase
        assert Words("en").label("passphrase", judge(phrase).code) in done.err


def test_changing_the_passphrase(run, own, tmp_path) -> None:
    refused(run("vault", "passphrase", own, *PASS, stdin=f"{PASSPHRASE}\npassword\n"))
    both = tmp_path / "both"
    both.write_text(f"{PASSPHRASE}\npassword\n", encoding="utf-8")
    refused(run("vault", "passphrase", own, "--passphrase-file", both))
    assert run("vault", "info", own, *PASS).code == 0, "the old one still opens"
    missing = run("vault", "passphrase", own, *PASS)
    assert (missing.code, missing.json["error"]) == (2, "cli.new-passphrase-needed")
    assert run("vault", "passphrase", own, ACCEPT, *PASS, stdin=f"{PASSPHRASE}\npassword\n").code == 0
    assert run("vault", "info", own, *PASS, stdin="password\n").code == 0


def test_recovering_and_restoring_with_shares(run, own, tmp_path) -> None:
    shares = run("vault", "recovery-shares", own, *PASS).json["shares"]
    assert run("vault", "backup", own, tmp_path / "backup", *PASS).code == 0
    lines = tmp_path / "shares"
    lines.write_text("\n".join(shares[:2]), encoding="utf-8")
    refused(run("vault", "recover", own, "--shares-file", lines, *PASS, stdin="password\n"))
    restoring = ("vault", "restore", tmp_path / "backup", tmp_path / "back")
    refused(run(*restoring, "--shares-file", lines, *PASS, stdin="password\n"))
    assert not (tmp_path / "back").exists()
    done = run(*restoring, "--shares-file", "-", *PASS, stdin="\n".join([NEW, *shares[1:], ""]))
    assert (done.code, done.json["epoch"]) == (0, 2), done.err
    assert run("vault", "info", tmp_path / "back", *PASS, stdin=NEW).code == 0
    assert run("vault", "recover", own, ACCEPT, "--shares-file", lines, *PASS, stdin="password\n").code == 0


def test_an_office_too(run, tmp_path) -> None:
    refused(run("office", "init", tmp_path / "office", "--name", "Office", *PASS, stdin="password\n"))
    assert not (tmp_path / "office").exists()


def test_an_empty_one_is_never_accepted(run, tmp_path) -> None:
    given = ("vault", "create", tmp_path / "v", "--documenter", "N", "--code", "T-01", ACCEPT, *PASS)
    done = run(*given, stdin="  \n")
    assert (done.code, done.json["error"]) == (2, "vault.passphrase-empty")


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_suggested_words_are_of_our_list_and_never_the_same(run, lang) -> None:
    first, second = (run("vault", "suggest-passphrase", "--lang", lang, json=False, stdin="") for _ in range(2))
    phrase = first.out.rstrip("\n").split(" ")
    assert len(phrase) == GENERATED_WORDS
    assert set(phrase) <= set(wordlist(lang))
    assert first.out != second.out
    assert first.err, "it goes to no terminal here: that is said"
    assert judge(first.out.strip()).enough
    assert run("vault", "suggest-passphrase", stdin="").json["words"] == GENERATED_WORDS


def test_until_shares_are_made_create_and_info_remind(run, tmp_path) -> None:
    path = tmp_path / "v"
    made = run("vault", "create", path, "--documenter", "N", "--code", "T-01", *PASS, json=False)
    assert "field-doc vault recovery-shares" in made.out
    assert "vault recovery-shares" in run("vault", "info", path, *PASS, json=False).out
    assert run("vault", "info", path, *PASS).json["vault"]["has_shares"] is False
    assert "Часток відновлення ще немає" in run("vault", "info", path, "--lang", "uk", *PASS, json=False).out
    run("vault", "recovery-shares", path, *PASS)
    assert "recovery-shares" not in run("vault", "info", path, *PASS, json=False).out


class Terminal:
    """The command in a process of its own with a terminal before it."""

    def __init__(self, *arguments: object, **streams: int) -> None:
        import pty

        self.master, slave = pty.openpty()
        given = {"stdin": slave, "stdout": slave, "stderr": slave, **streams}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "field_doc", *map(str, arguments)],
            cwd=TREE, start_new_session=True, env={**os.environ, "LANG": "C.UTF-8"}, **given,
        )  # fmt: skip
        os.close(slave)
        self.said = ""

    def until(self, words: str) -> None:
        """Read what it says until these words."""
        end = time.monotonic() + 60
        while words not in self.said:
            assert time.monotonic() < end, self.said
            if select.select([self.master], [], [], 1)[0]:
                self.said += os.read(self.master, 65536).decode()

    def type(self, words: str) -> None:
        """Type a line."""
        self.said = ""
        os.write(self.master, words.encode() + b"\n")

    def ends(self) -> int:
        """Its exit code, once it has ended; what it said last is kept."""
        try:
            code = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        with contextlib.suppress(OSError):
            while select.select([self.master], [], [], 0)[0] and (read := os.read(self.master, 65536)):
                self.said += read.decode()
        os.close(self.master)
        return code


def wait_for(condition, timeout_s: float = 60) -> None:
    """Until it holds."""
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals are POSIX")


@POSIX
def test_on_a_terminal_six_words_are_offered_and_typed_back(tmp_path) -> None:
    path = tmp_path / "v.fdvault"
    terminal = Terminal("vault", "create", path, "--documenter", "N", "--code", "T-01", "--lang", "uk")
    terminal.until("запропоновану): ")
    shown = re.search(r"^ {4}(\S+(?: \S+){5})\s*$", terminal.said, re.MULTILINE)
    assert shown, terminal.said
    terminal.type("")
    terminal.until("ще раз: ")
    terminal.type("щось інше")
    terminal.until("запропоновану): ")
    terminal.type("password")
    terminal.until("запропоновану): ")
    assert Words("uk").label("passphrase", "passphrase.level-0") in terminal.said
    terminal.type(shown[1])
    terminal.until("ще раз: ")
    terminal.type(shown[1])
    assert terminal.ends() == 0, terminal.said
    assert shown[1] not in terminal.said, "what is typed is not shown"
    info = subprocess.run(
        [sys.executable, "-m", "field_doc", "vault", "info", str(path), "--json", *PASS],
        input=shown[1].encode(), capture_output=True, check=True, cwd=TREE,
    )  # fmt: skip
    assert json.loads(info.stdout)["vault"]["code"] == "T-01"


@POSIX
def test_three_weak_ones_end_it_and_words_never_go_to_a_file(tmp_path) -> None:
    log = tmp_path / "log"
    with log.open("wb") as stream:
        given = ("vault", "create", tmp_path / "v", "--documenter", "N", "--code", "T-01", "--lang", "en")
        terminal = Terminal(*given, stderr=stream.fileno())
        for number in range(1, 4):
            wait_for(lambda n=number: log.read_text().count("New passphrase: ") == n)
            terminal.type("password")
        assert terminal.ends() == 2
    assert "[cli.passphrase-weak]" in log.read_text()
    assert "six words chosen by chance. Write" not in log.read_text()
    assert not (tmp_path / "v").exists()
