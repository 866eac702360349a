"""Tools that are not ours look at printed papers: qpdf, pdffonts, pdfinfo, and a QR reader on the rendered page."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from field_doc.base.i18n import Words
from field_doc.export.paper import layouts, prints
from field_doc.export.paper.blank import blank_form
from field_doc.export.paper.labels import Label, labels
from field_doc.schema import registry

pytestmark = pytest.mark.judge
MOMENT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CODE, TAG = "W-7K3Q-2", "7Q3F"


def need(*tools: str) -> None:
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


def said(*command: object) -> str:
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every form of paper in Ukrainian, and labels on both papers."""
    folder, words, known = tmp_path_factory.mktemp("papers"), Words("uk"), registry.load()
    found = {}
    for name in layouts.special():
        made = prints.blank(
            blank_form(known, name, words), [CODE], tag=TAG, team="M-07", words=words, moment=MOMENT
        ).data
        found[name] = folder / f"{name}.pdf"
        found[name].write_bytes(made)
    for paper in ("a4", "roll"):
        made = labels([Label(CODE, "Річ", "S-001")] * 24, paper, words=words, moment=MOMENT).data
        found[paper] = folder / f"{paper}.pdf"
        found[paper].write_bytes(made)
    return found


def test_qpdf_finds_nothing(papers) -> None:
    need("qpdf")
    for path in papers.values():
        assert "No syntax or stream encoding errors" in said("qpdf", "--check", path)


def test_every_font_is_embedded(papers) -> None:
    need("pdffonts")
    for path in papers.values():
        rows = said("pdffonts", path).splitlines()[2:]
        assert rows
        assert all(row.split()[-5] == "yes" for row in rows), rows


def test_the_file_tells_nothing_of_who_made_it(papers) -> None:
    need("pdfinfo")
    for path in papers.values():
        told = dict(line.split(":", 1) for line in said("pdfinfo", path).splitlines())
        assert [told.get(k, "").strip() for k in ("Title", "Author", "Creator", "Producer")] == [""] * 4


@pytest.mark.parametrize(("name", "expected"), [("consent", [f"{CODE} {TAG}"]), ("a4", [CODE] * 24)])
def test_a_foreign_reader_reads_the_codes_from_the_page(papers, tmp_path, name, expected) -> None:
    need("pdftoppm")
    reader = pytest.importorskip("zxingcpp", reason="no QR reader: install zxing-cpp")
    from PIL import Image

    said("pdftoppm", "-r", "150", "-gray", "-singlefile", "-png", papers[name], tmp_path / name)
    with Image.open(tmp_path / f"{name}.png") as page:
        assert [found.text for found in reader.read_barcodes(page)] == expected
