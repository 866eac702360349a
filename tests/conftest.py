"""What every test has: a corpus if there is one, a clock to set, silence in the log."""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import socket
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

from field_doc.base.clock import Instant

TREE = Path(__file__).resolve().parents[1]

# Before anything imports Qt. script/test and a developer may ask for xcb under Xvfb.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LANG", "C.UTF-8")

settings.register_profile("dev", deadline=None)
settings.register_profile(
    "ci", deadline=None, derandomize=True, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def load_script(name: str) -> ModuleType:
    """A Python file of ``script/``, which is no package."""
    spec = importlib.util.spec_from_file_location(f"script_{name}", TREE / "script" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues once, so that ``pytest`` alone is enough after a change of words."""
    if hasattr(config, "workerinput"):
        return
    catalogues = load_script("catalogues")
    try:
        catalogues.compile_all()
    except catalogues.CatalogueError as error:
        # Said here, judged by tests/architecture/test_catalogues.py.
        print(f"catalogues not compiled: {error}")


@pytest.fixture(scope="session")
def catalogues() -> ModuleType:
    """``script/catalogues.py``: the reader and compiler of the words."""
    return load_script("catalogues")


_BY_FOLDER = {"ui": "gui", "judges": "judge", "campaigns": "campaign"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Markers that follow from where a test stands and what it asks for."""
    for item in items:
        parts = Path(str(item.path)).relative_to(TREE / "tests").parts
        for folder, marker in _BY_FOLDER.items():
            if folder in parts[:-1]:
                item.add_marker(marker)
        if "corpus_dir" in getattr(item, "fixturenames", ()):
            item.add_marker("corpus")


@pytest.fixture(scope="session")
def corpus_dir() -> Path:
    """Real files nobody here wrote: ``FIELD_DOC_CORPUS``, else ``../shared/corpus`` beside the checkout."""
    named = os.environ.get("FIELD_DOC_CORPUS")
    folder = Path(named) if named else TREE.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("no corpus: set FIELD_DOC_CORPUS or lay it at ../shared/corpus beside the checkout")
    return folder


class FakeClock:
    """A clock that stands until it is moved.

    ``moment`` is the wall clock; boot time moves with ``advance`` only, so that a wall clock
    set back (``set``) looks as it does on a real machine.
    """

    def __init__(self, moment: datetime, boot_id: str = "00000000-0000-4000-8000-000000000001") -> None:
        self.moment = moment
        self.boot_id = boot_id
        self.boot_ms = 60_000

    def now(self) -> Instant:
        """The reading set last."""
        return Instant(self.moment, self.boot_id, self.boot_ms)

    def advance(self, **delta: float) -> None:
        """Let time go by: ``advance(minutes=5)``."""
        step = timedelta(**delta)
        self.moment += step
        self.boot_ms += round(step.total_seconds() * 1000)

    def set(self, moment: datetime) -> None:
        """Somebody sets the wall clock; boot time does not notice."""
        self.moment = moment

    def reboot(self, boot_id: str = "00000000-0000-4000-8000-000000000002") -> None:
        """The machine starts anew."""
        self.boot_id, self.boot_ms = boot_id, 30_000


@pytest.fixture
def fake_clock() -> FakeClock:
    """A clock at noon UTC of a day long after the events the tests speak of."""
    return FakeClock(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))


@pytest.fixture
def vault_path(tmp_path: Path) -> Path:
    """Where a test may make a vault; nothing is there yet."""
    return tmp_path / "Test.fdvault"


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Settings of the program go to a folder of this run, never to those of whoever runs the tests."""
    home = tmp_path_factory.getbasetemp() / "xdg"
    for name in ("CONFIG", "DATA", "STATE"):
        folder = home / name.lower()
        folder.mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(f"XDG_{name}_HOME", str(folder))


_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in a test speaks to another machine; servers of the tests listen on the loopback."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            pytest.fail(f"a test tried to reach {address[0]}", pytrace=True)
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


class LogWatch:
    """Collects log records of level WARNING and above and knows which were to come."""

    def __init__(self) -> None:
        self.records: list[logging.LogRecord] = []
        self._expected: list[tuple[re.Pattern[str], bool]] = []

    def __call__(self, pattern: str, *, optional: bool = False) -> None:
        """Expect lines whose "logger message" matches; at least one must come unless ``optional``."""
        self._expected.append((re.compile(pattern), optional))

    def problems(self) -> list[str]:
        """Lines nobody expected and expected lines that did not come."""
        lines = [f"{r.name} {r.getMessage()}" for r in self.records]
        surprises = [line for line in lines if not any(p.search(line) for p, _ in self._expected)]
        demanded = [pattern for pattern, optional in self._expected if not optional]
        silent = [pattern.pattern for pattern in demanded if not any(map(pattern.search, lines))]
        found = [f"unexpected log line: {line}" for line in surprises]
        return found + [f"log line did not come: {pattern}" for pattern in silent]


@pytest.fixture
def expect_log(log_watch: LogWatch) -> Callable[..., None]:
    """``expect_log("regex")`` allows, and demands, a log line of level WARNING or above."""
    return log_watch


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[LogWatch]:
    """Fail on any log line of level WARNING or above that the test did not announce.

    The record factory is watched rather than a handler: it sees every line whatever handlers,
    levels and propagation the program sets up. Qt's own messages are watched by pytest-qt
    (``qt_log_level_fail`` in pyproject.toml).
    """
    watch = LogWatch()
    factory = logging.getLogRecordFactory()

    def watching(*args: object, **kwargs: object) -> logging.LogRecord:
        record = factory(*args, **kwargs)
        if record.levelno >= logging.WARNING:
            watch.records.append(record)
        return record

    ours = logging.getLogger("field_doc")
    state = (ours.handlers[:], ours.level, ours.propagate)
    logging.setLogRecordFactory(watching)
    yield watch
    logging.setLogRecordFactory(factory)
    ours.handlers[:], ours.propagate = state[0], state[2]
    ours.setLevel(state[1])
    if problems := watch.problems():
        pytest.fail("\n".join(problems), pytrace=False)
