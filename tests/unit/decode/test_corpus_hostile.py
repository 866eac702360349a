"""Hostile and broken files of the corpus: each gives a report; none ends or holds up the decoder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from field_doc.decode.client import Decoder
from field_doc.decode.values import PROBLEMS, Picture, Problem

FOLDERS = ("hostile", "av", "gps", "pdf")


def files(corpus_dir: Path, folder: str) -> list[Path]:
    entries = json.loads((corpus_dir / folder / "MANIFEST.json").read_text("utf-8"))["files"]
    found = [corpus_dir / folder / entry["file"] for entry in entries]
    return [path for path in found if path.is_file()]


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_gives_a_report(decoder: Decoder, corpus_dir: Path, folder: str) -> None:
    seen = 0
    for path in files(corpus_dir, folder):
        report = decoder.examine(path.read_bytes(), path.stat().st_size, path.suffix)
        assert report.problem is None or report.problem in PROBLEMS
        assert report.protections, path.name
        seen += 1
    assert seen > 50


@pytest.mark.slow
def test_hostile_pictures_become_clean_ones_or_a_problem(decoder: Decoder, corpus_dir: Path) -> None:
    for path in files(corpus_dir, "hostile"):
        if path.parent.name in ("image", "bomb", "exif", "polyglot"):
            made = decoder.clean_image(path.read_bytes(), path.stat().st_size, 2000)
            assert isinstance(made, Picture | Problem)


def test_bombs_are_refused_by_their_size(decoder: Decoder, corpus_dir: Path) -> None:
    for path in sorted((corpus_dir / "hostile" / "bomb").glob("made_*0000x*")):
        report = decoder.examine(path.read_bytes(), path.stat().st_size, path.suffix)
        assert report.problem == "decode.too-large", path.name


def test_films_tell_position_and_duration(decoder: Decoder, corpus_dir: Path) -> None:
    entries = json.loads((corpus_dir / "av" / "MANIFEST.json").read_text("utf-8"))["files"]
    checked = 0
    for entry in entries:
        path, want = corpus_dir / "av" / entry["file"], entry.get("expected", {})
        if not path.is_file():
            continue
        facts = decoder.examine(path.read_bytes(), path.stat().st_size, None).facts
        if facts.duration_ms is not None:
            assert abs(facts.duration_ms - float(want["duration_s"]) * 1000) <= 1, path.name
        for name in ("lat", "lon"):
            told = getattr(facts.gps, name, None)
            assert (told is None) == (name not in want), path.name
            if told is not None:
                assert abs(float(told) - float(want[name])) < 1e-5, path.name
                checked += 1
    assert checked >= 30
