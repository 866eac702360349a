"""The corpus of real images: everything goes in, digests are those of sha256sum, everything comes out the same."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from faults import made

from field_doc.app.commands import files, intake, records, upkeep


def digests(folder: Path) -> dict[str, str]:
    """Relative path to digest, by the tool everybody has."""
    tool = shutil.which("sha256sum")
    if tool is None:
        pytest.skip("no sha256sum on this machine")
    paths = sorted(p for p in folder.rglob("*") if p.is_file())
    done = subprocess.run([tool, "-z", *map(str, paths)], capture_output=True, check=True)
    lines = [line.split(b"  ", 1) for line in done.stdout.rstrip(b"\0").split(b"\0")]
    return {str(Path(name.decode()).relative_to(folder.parent)): "sha256:" + digest.decode() for digest, name in lines}


def test_whole_folder_in_and_out_again(corpus_dir, tmp_path) -> None:
    folder = corpus_dir / "images"
    expected = digests(folder)
    with made(tmp_path / "v.fdvault") as session:
        incident = records.new_record(session, "incident", {}).id
        result = intake.take_in(session, [folder], incident)
        # The corpus holds a few identical files under several names: those are told as known.
        assert {i.path: i.sha256 for i in result.items} == expected
        assert {i.status for i in result.items} <= {"taken", "known"}
        rows = {f.id: f for f in files.list_files(session, incident)}
        assert {f.sha256 for f in rows.values()} == set(expected.values())
        assert len(rows) == len(set(expected.values()))
        assert not session.run(lambda s: s.intake.without_facts())
        out = tmp_path / "out"
        out.mkdir()
        for number, item in enumerate(result.items):
            copy = out / str(number)
            files.export_file(session, str(item.file_id), copy, purpose="compare", plain=True)
            assert copy.read_bytes() == (folder.parent / item.path).read_bytes(), item.path
        size = upkeep.check(session, full=True)
        again = intake.take_in(session, [folder], incident)
        assert {i.status for i in again.items} == {"known"}
        assert [i.file_id for i in again.items] == [i.file_id for i in result.items]
        assert len(files.list_files(session, incident)) == len(rows)
        after = upkeep.check(session, full=True)
        assert (after.findings, after.payloads, after.bytes) == ((), size.payloads, size.bytes)
