"""Rows ``list`` and ``form`` of what must be fast: a list of 100,000 records, and a record of 60 fields as a form.

    python -m benchmarks.window [--rounds 5] [--rows 100000]

List: milliseconds of one frame while scrolling down page by page, beside a ``QTableView`` over a plain Python list,
in the same rounds, in random order; and a page asked of the vault at the top and at the end, for each order.
Form: milliseconds from the values of a draft to the first section painted, for each record type of 40 fields and
more; absolute, because no peer has such a form. Nothing of it is shown on a screen: Qt paints off the screen.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView, QWidget

from field_doc.app.commands import vaults
from field_doc.app.session import Session
from field_doc.base.i18n import Words
from field_doc.schema import registry
from field_doc.ui.acts.records import ORDERS, ListQuery, VaultRecords
from field_doc.ui.appearance import put_in_force
from field_doc.ui.forms.builder import Form
from field_doc.ui.forms.context import FormContext
from field_doc.ui.forms.rules import sections
from field_doc.ui.forms.view import FormView
from field_doc.ui.memory import Forgetful
from field_doc.ui.rows import Row
from field_doc.ui.widgets.records import RecordList
from field_doc.ui.widgets.windowed import WindowedModel
from field_doc.vault.kdf import KdfParameters

FAST = KdfParameters(memory_kib=65536, passes=1, lanes=4)
FRAMES = 40
PHRASE = "one two three four five six"
PAGE = 200


def cheap(passphrase: str, salt: bytes, parameters: KdfParameters) -> bytes:
    """In place of Argon2id, which has a row of its own."""
    assert parameters.memory_kib
    return hashlib.sha256(salt + passphrase.encode()).digest()


class Plain(QAbstractTableModel):
    """The peer: a table over a Python list."""

    def __init__(self, rows: list[tuple[str, ...]]) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, _parent: Any = None) -> int:
        return len(self._rows)

    def columnCount(self, _parent: Any = None) -> int:
        return 4

    def data(self, index: QModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        return self._rows[index.row()][index.column()] if role == int(Qt.ItemDataRole.DisplayRole) else None


class Source:
    """Rows of the list as the window's own source gives them, out of memory: painting is measured here."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows

    def page(self, offset: int, limit: int, deliver: Callable[[list[Row], int], None]) -> None:
        deliver(self._rows[offset : offset + limit], len(self._rows))


def frames(view: QAbstractItemView, app: QApplication) -> float:
    """Median milliseconds of scrolling one page further and painting it."""
    bar, took = view.verticalScrollBar(), []
    bar.setValue(0)
    for _ in range(FRAMES):
        began = time.perf_counter()
        bar.setValue(bar.value() + bar.pageStep())
        view.viewport().repaint()
        app.processEvents()
        took.append((time.perf_counter() - began) * 1e3)
    return statistics.median(took)


def lists(app: QApplication, rows: int, rounds: int) -> None:
    """The scroll frame, ours beside the plain table."""
    words = Words("uk")
    texts = [(f"I-{n:06}-X", f"Обстріл вулиці Садової, удар {n}", "12.03.2022", "Зафіксовано") for n in range(rows)]
    model = WindowedModel(words)
    ours = RecordList("bench", words, model)
    model.set_source(Source([Row(str(n), t[0], t[1], t[2], "sealed") for n, t in enumerate(texts)]))
    while model.canFetchMore():
        model.fetchMore()
    peer = QTableView()
    peer.setModel(Plain(texts))
    for view in (ours, peer):
        view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        view.resize(345, 650)
        view.show()
    app.processEvents()
    took: dict[str, list[float]] = {"ours": [], "peer": []}
    for _ in range(rounds):
        contestants: list[tuple[str, QAbstractItemView]] = [("ours", ours), ("peer", peer)]
        random.shuffle(contestants)
        for name, view in contestants:
            took[name].append(frames(view, app))
    ratios = [a / b for a, b in zip(took["ours"], took["peer"], strict=True)]
    print(f"list of {rows:,} rows: frame {spread(took['ours'])} ms, {spread(ratios)} of QTableView over a plain list")


def pages(rows: int, rounds: int) -> None:
    """A page of a list asked of the vault, at its top and at its end."""
    with tempfile.TemporaryDirectory() as folder, Session(derive=cheap) as session:
        vaults.create_vault(
            session, Path(folder) / "A.fdvault", documenter="Bench", code="B-01", passphrase=PHRASE, parameters=FAST
        )
        session.run(lambda s: fill(s.vault.records, rows))
        acts = VaultRecords(session)
        for order in ORDERS:
            for name, offset in (("top", 0), ("end", max(0, rows - PAGE))):
                took = []
                for _ in range(rounds):
                    began = time.perf_counter()
                    acts.page(ListQuery("incident", order=order), offset, PAGE)
                    took.append((time.perf_counter() - began) * 1e3)
                print(f"page of {PAGE} at the {name}, order {order:8} {spread(took)} ms")


def fill(database: Any, rows: int) -> None:
    """Summaries of sealed records, most of them accepted."""
    with database.transaction():
        database.executemany(
            "INSERT INTO records (id, type, code, created_at, changed_at, title, occurred, versions, complete)"
            " VALUES (?, 'incident', ?, ?, ?, ?, ?, 1, 1)",
            [
                (
                    f"{n:08x}-0000-4000-8000-000000000000", f"I-{n:06}-X", f"2026-01-01T00:00:00.{n:06}Z",
                    f"2026-02-01T00:00:00.{n * 7919 % 1_000_000:06}Z", '{"uk":"Обстріл","en":"Shelling"}',
                    f"2022-{1 + n % 12:02}-{1 + n % 28:02}" if n % 5 else "",
                )
                for n in range(rows)
            ],
        )  # fmt: skip
        database.executemany(
            "INSERT INTO outbox (kind, subject, number, state, bytes, queued_at)"
            " VALUES ('version', ?, 1, ?, 1000, '2026-01-01T00:00:00Z')",
            [(f"{n:08x}-0000-4000-8000-000000000000", "accepted" if n % 10 else "waiting") for n in range(rows)],
        )


def forms(app: QApplication, rounds: int) -> None:
    """From values to the first section painted."""
    schemas, words = registry.load(), Words("uk")
    labels = schemas.labels(words)
    for name in schemas.types:
        record_type = schemas.record_type(name)
        if len(record_type.fields) < 40:
            continue
        took = [one_form(app, name, schemas, labels, words) for _ in range(rounds + 1)][1:]
        print(f"form of {name}, {len(record_type.fields)} fields: {spread(took)} ms")


def one_form(app: QApplication, name: str, schemas: Any, labels: Any, words: Words) -> float:
    """Milliseconds."""
    owner = QWidget()
    began = time.perf_counter()
    context = FormContext(words, labels, schemas, name, record_lang="uk")
    known = sections(schemas, name, labels, context.layout, {})
    form = Form(schemas.record_type(name), known, {}, context, owner)
    view = FormView(form)
    view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    view.resize(812, 600)
    view.show()
    app.processEvents()
    view.repaint()
    took = (time.perf_counter() - began) * 1e3
    view.close()
    view.deleteLater()
    owner.deleteLater()
    app.processEvents()
    return took


def spread(values: list[float]) -> str:
    """Median and both ends."""
    return f"{statistics.median(values):.2f} [{min(values):.2f}-{max(values):.2f}]"


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=100_000)
    args = parser.parse_args()
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    put_in_force(app, Forgetful())
    print(f"{platform.platform()}, Python {platform.python_version()}, {args.rounds} rounds")
    lists(app, args.rows, args.rounds)
    pages(args.rows, args.rounds)
    forms(app, args.rounds)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
