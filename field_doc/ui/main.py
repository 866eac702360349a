"""Starts the window: application, fonts, theme, threads; then the first page. Heavy parts load when first needed."""

from __future__ import annotations

import os
import sys
import threading
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final

from field_doc.base.errors import FieldDocError
from field_doc.base.log import logger

if TYPE_CHECKING:
    from field_doc.app.session import Session
    from field_doc.base.i18n import Words
    from field_doc.ui.memory import Memory
    from field_doc.ui.program import Host, Program
    from field_doc.ui.tasks import TaskRunner

_LANGUAGE: Final = "window/language"
# Qt's own chatter may hold names of files and windows; only what is critical is let through.
_QT_RULES: Final = "*.debug=false;*.info=false;*.warning=false"
_log = logger("ui.main")


def _where(trace: TracebackType | None) -> str:
    """Modules and lines, innermost last; never values."""
    steps = []
    while trace is not None:
        steps.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(steps[-6:])


def install_hooks() -> None:
    """Uncaught errors are told by kind and place only: an exception's text may hold evidence."""

    def told(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        code = getattr(error, "code", "")
        _log.error("uncaught %s %s at %s", kind.__name__, code, _where(trace))

    def unraisable(given: sys.UnraisableHookArgs) -> None:
        told(given.exc_type, given.exc_value, given.exc_traceback)

    def in_thread(given: threading.ExceptHookArgs) -> None:
        told(given.exc_type, given.exc_value, given.exc_traceback)

    sys.excepthook = told
    sys.unraisablehook = unraisable
    threading.excepthook = in_thread


def restart_command(vault: Path | None, lang: str = "") -> list[str]:
    """The command that opens the window again, locked, in the language it was started in.

    ``-P``, as for our children: the next process asks for the passphrase, and a ``field_doc.py`` in the working
    folder must not stand in for us. A path is absolute, so that it never reads as an option.
    """
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, *_isolation(), "-m", "field_doc"]
    language = ["--lang", lang] if lang else []
    return [*program, *language, *(["open", os.path.abspath(vault)] if vault is not None else [])]  # noqa: PTH100 (links stay)


def _isolation() -> list[str]:
    """What keeps foreign modules out, and what this interpreter was started with to that end."""
    flags = ((sys.flags.isolated, "-I"), (sys.flags.ignore_environment, "-E"), (sys.flags.no_user_site, "-s"))
    return ["-P", *(flag for given, flag in flags if given)]


def end_process(vault: Path | None, lang: str = "") -> None:
    """End this process, keys and all, and let a locked one take its place (R05).

    On Windows ``exec`` starts a new process and leaves the old one's memory for a moment; there a new one is
    started and this one leaves at once. No handler runs: nothing of the vault may be touched any more.
    """
    command = restart_command(vault, lang)
    if sys.platform == "win32":
        import subprocess

        subprocess.Popen(command, close_fds=True)  # noqa: S603 (our own command)
        os._exit(0)
    os.execv(command[0], command)  # noqa: S606 (our own command)


def run(vault: Path | None, lang: str) -> int:
    """Open the window, on a vault if one is named.

    Args:
        vault: folder of the vault to unlock; None: the last one, else the first page.
        lang: language of the system or the command line; one chosen in the window wins.

    """
    os.environ.setdefault("QT_LOGGING_RULES", _QT_RULES)
    install_hooks()
    from PySide6.QtCore import QStandardPaths
    from PySide6.QtWidgets import QApplication

    from field_doc.base.i18n import LANGUAGES, Words
    from field_doc.ui import theme
    from field_doc.ui.appearance import put_in_force
    from field_doc.ui.guard import GuiGuard
    from field_doc.ui.memory import FileMemory
    from field_doc.ui.views.wrong_file import WrongFilePage

    app = QApplication([sys.argv[0]])
    app.setApplicationName("Field Doc")
    app.setQuitOnLastWindowClosed(True)
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)) / "field-doc"
    folder.mkdir(parents=True, exist_ok=True)
    memory = FileMemory(folder / "window.ini")
    theme.load_fonts()
    put_in_force(app, memory)
    chosen = memory.get(_LANGUAGE)
    words = Words(chosen if chosen in LANGUAGES else lang)
    program, runner = build(memory, words)
    wrong = wrong_file()
    if wrong is None:
        program.start(vault)
    else:
        program.shell.show_page(WrongFilePage(words, wrong))
    program.shell.show()
    guard = GuiGuard()
    app.aboutToQuit.connect(program.quit)
    code = int(app.exec())
    guard.stop()
    runner.close()
    return code


def wrong_file() -> FieldDocError | None:
    """What is wrong with the program's own schemas, vocabularies or layouts; None if they are whole."""
    from field_doc.schema import layout, registry

    try:
        layout.check_all(registry.load())
    except FieldDocError as error:
        return error
    return None


def build(memory: Memory, words: Words, host: Host | None = None) -> tuple[Program, TaskRunner]:
    """The window and its threads, wired; nothing is shown yet."""
    from field_doc.ui.collector import Collector
    from field_doc.ui.program import Host, Program
    from field_doc.ui.shell import ResponsiveShell
    from field_doc.ui.tasks import TaskRunner

    collector = Collector()
    runner = TaskRunner()
    shell = ResponsiveShell(words, memory)
    host = host or Host(_new_session, partial(end_process, lang=words.lang))
    program = Program(shell, runner, memory, words, host)
    collector.setParent(program)
    return program, runner


def _new_session() -> Session:
    from field_doc.app.session import Session

    return Session()
