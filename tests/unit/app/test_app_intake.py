"""Hostile things to take in: names, links, pipes, growing and vanishing files, full and read-only disks."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import subprocess
from pathlib import Path

import pytest
from faults import made, read_only, small_disk, unlocked

from field_doc.app.commands import files, intake, records, upkeep
from field_doc.base.errors import AccessRefused, Cancelled, InputProblem, WorldProblem
from field_doc.vault import intake_pipeline

RTL = "\u202egpj.exe\u202c"
NAMES = [
    RTL.encode(), b"line\nbreak.jpg", b"n" * 251 + b".jpg", b"\xff\xfe\x80.jpg", b" . .jpg ", b"--json",
    b"'\";drop table files;--", b"a\tb\rc", "📷.jpg".encode(), b"\x01\x1b[31m.jpg", b"\xed\xa0\x80.jpg",
    b"%s{0}{x!r}",
]  # fmt: skip


def sha256(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def by_status(result) -> list[tuple[str, str | None]]:
    return [(i.status, i.code) for i in result.items]


def incoming(session) -> list[str]:
    return session.run(lambda s: sorted(p.name for p in s.vault.payloads.incoming.iterdir()))


def is_whole(session) -> bool:
    return upkeep.check(session, full=True).findings == () and incoming(session) == []


def test_any_name_is_taken_in_and_comes_out_again(session, incident, tmp_path) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    for name in NAMES:
        (folder / os.fsdecode(name)).write_bytes(b"content of " + name)
    result = intake.take_in(session, [folder], incident)
    assert by_status(result) == [("taken", None)] * len(NAMES)
    assert [i.sha256 for i in result.items] == [sha256(b"content of " + name) for name in sorted(NAMES)]
    for number, row in enumerate(files.list_files(session, incident)):
        assert len(row.name.encode("utf-8")) >= 4
        out = tmp_path / f"out{number}"
        assert files.export_file(session, row.id, out, purpose="compare", plain=True).sha256 == row.sha256
        assert sha256(out.read_bytes()) == row.sha256
    again = intake.take_in(session, [folder], incident)
    assert by_status(again) == [("known", None)] * len(NAMES)
    assert [i.file_id for i in again.items] == [i.file_id for i in result.items]


SIZES = [0, 1, 65_535, 65_536, 65_537, 2**20 - 1, 2**20, 2**20 + 1, 2 * 2**20]


def test_sizes_at_the_borders_of_chunks_and_frames(session, incident, tmp_path) -> None:
    sources = [tmp_path / f"{size}.bin" for size in SIZES]
    for source, size in zip(sources, SIZES, strict=True):
        source.write_bytes(os.urandom(size))
    items = intake.take_in(session, sources, incident).items
    assert [(i.status, i.bytes, i.sha256) for i in items] == [
        ("taken", size, sha256(source.read_bytes())) for source, size in zip(sources, SIZES, strict=True)
    ]
    for source, item in zip(sources, items, strict=True):
        out = tmp_path / "out"
        files.export_file(session, str(item.file_id), out, purpose="compare", plain=True)
        assert out.read_bytes() == source.read_bytes()
        out.unlink()
    assert is_whole(session)


def test_truncated_jpeg_is_still_an_item(session, incident, tmp_path) -> None:
    source = tmp_path / "cut.jpg"
    source.write_bytes(bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb0043") + b"\x08" * 20)
    (item,) = intake.take_in(session, [source], incident).items
    (row,) = files.list_files(session, incident)
    assert (item.status, row.media_type) == ("taken", "image/jpeg")
    assert row.problem or row.findings


def test_links_pipes_and_devices_are_told_and_stop_nothing(session, incident, tmp_path) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "up").symlink_to(folder)
    (folder / "nowhere").symlink_to(tmp_path / "missing")
    os.mkfifo(folder / "pipe")
    (folder / "good.txt").write_bytes(b"good")
    result = intake.take_in(session, [folder, tmp_path / "missing", folder / "loop", Path("/dev/zero")], incident)
    found = {i.path: (i.status, i.code) for i in result.items}
    assert found == {
        "source/good.txt": ("taken", None), "source/loop": ("refused", "intake.link"),
        "source/up": ("refused", "intake.link"), "source/nowhere": ("refused", "intake.link"),
        "source/pipe": ("refused", "intake.not-a-file"), "missing": ("failed", "intake.source-unreadable"),
        "loop": ("failed", "intake.source-unreadable"), "zero": ("refused", "intake.not-a-file"),
    }  # fmt: skip
    entered = [x for x in records.history(session, incident) if x.event == "intake.failed"]
    assert sorted(str(x.detail["path"]) for x in entered) == sorted(set(found) - {"source/good.txt"})
    assert is_whole(session)


def test_folders_nested_deeper_than_calls_may_be(session, incident, tmp_path) -> None:
    deep = "/".join(["d"] * 1100)
    try:
        subprocess.run(["mkdir", "-p", str(tmp_path / deep)], check=True)
        (tmp_path / deep / "deep.txt").write_bytes(b"deep")
        assert by_status(intake.take_in(session, [tmp_path / "d"], incident)) == [("taken", None)]
    finally:  # what cleans up after the tests could not
        subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)


def test_times_no_calendar_has(session, incident, tmp_path) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk:
        for number, moment in enumerate((-(2**33), 2**40, 2**35)):
            source = disk / f"{number}.txt"
            source.write_bytes(b"%d" % number)
            os.utime(source, (moment, moment))
        assert by_status(intake.take_in(session, [disk], incident)) == [("taken", None)] * 3


def test_file_that_cannot_be_read(session, incident, tmp_path, monkeypatch) -> None:
    for name in ("a", "locked", "z"):
        (tmp_path / name).write_bytes(name.encode())
    real = os.open

    def guarded(path, *rest, **named):
        if Path(path).name == "locked":
            raise PermissionError(errno.EACCES, "no")
        return real(path, *rest, **named)

    monkeypatch.setattr(os, "open", guarded)
    result = intake.take_in(session, [tmp_path / n for n in ("a", "locked", "z")], incident)
    assert by_status(result) == [("taken", None), ("failed", "intake.source-unreadable"), ("taken", None)]
    assert is_whole(session)


class Meddling:
    """A reporter that does something once to the source when the first bytes were read."""

    def __init__(self, act) -> None:
        self.act = act

    def report(self, progress) -> None:
        """After the first frame of the big file."""
        if self.act and progress.phase == "intake.copy" and progress.bytes_done:
            act, self.act = self.act, None
            act()

    def check(self) -> None:
        """Go on."""


def grow(path: Path) -> None:
    with path.open("ab") as more:
        more.write(b"more" * 1000)


def cut(path: Path) -> None:
    os.truncate(path, 2**20)


def swap(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("act", [grow, cut, swap])
def test_file_that_changes_while_it_is_read_is_not_taken(session, incident, tmp_path, act) -> None:
    source = tmp_path / "changing.bin"
    source.write_bytes(bytes(24 * 2**20))
    other = tmp_path / "other.bin"
    other.write_bytes(b"other")
    result = intake.take_in(session, [source, other], incident, reporter=Meddling(lambda: act(source)))
    assert by_status(result) == [("failed", "intake.source-changed"), ("taken", None)]
    assert is_whole(session)
    assert len(files.list_files(session, incident)) == 1


def test_file_that_vanishes_between_choosing_and_reading(session, incident, tmp_path, monkeypatch) -> None:
    paths = [tmp_path / n for n in ("a", "gone", "z")]
    for path in paths:
        path.write_bytes(path.name.encode())
    real = intake_pipeline.IntakePipeline.run

    def late(self, sources):
        paths[1].unlink()
        return real(self, sources)

    monkeypatch.setattr(intake_pipeline.IntakePipeline, "run", late)
    result = intake.take_in(session, paths, incident)
    assert by_status(result) == [("taken", None), ("failed", "intake.source-unreadable"), ("taken", None)]


def test_file_removed_while_it_is_read_is_taken_whole(session, incident, tmp_path) -> None:
    """An open file outlives its name: all its bytes are read."""
    source = tmp_path / "removed.bin"
    source.write_bytes(bytes(24 * 2**20))
    expected = sha256(bytes(24 * 2**20))
    result = intake.take_in(session, [source], incident, reporter=Meddling(source.unlink))
    assert [(i.status, i.sha256) for i in result.items] == [("taken", expected)]


def test_disk_with_too_little_room_refuses_before_writing(tmp_path) -> None:
    source = tmp_path / "photo.bin"
    source.write_bytes(os.urandom(2**20))
    with small_disk(tmp_path / "disk", "32m") as disk, made(disk / "v.fdvault") as session:
        incident = records.new_record(session, "incident", {}).id
        assert by_status(intake.take_in(session, [source], incident)) == [("failed", "disk.full")]
        assert is_whole(session)


def test_disk_that_fills_up_while_writing(tmp_path, monkeypatch) -> None:
    """Room was promised and is not there: the file fails, what was taken before stays, nothing half is kept."""
    monkeypatch.setattr(intake_pipeline, "_SPARE_ROOM", -(2**30))
    small, big = tmp_path / "small.bin", tmp_path / "big.bin"
    small.write_bytes(os.urandom(10_000))
    big.write_bytes(os.urandom(20 * 2**20))
    with small_disk(tmp_path / "disk", "12m") as disk, made(disk / "v.fdvault") as session:
        incident = records.new_record(session, "incident", {}).id
        result = intake.take_in(session, [small, big], incident)
        assert by_status(result) == [("taken", None), ("failed", "disk.full")]
        assert is_whole(session)
        assert [f.sha256 for f in files.list_files(session, incident)] == [sha256(small.read_bytes())]


def fill(disk: Path) -> Path:
    """A file that leaves no room."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as writing, contextlib.suppress(OSError):
        while True:
            writing.write(bytes(4096))
    return ballast


def test_disk_so_full_that_no_entry_fits(tmp_path) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk:
        with made(disk / "v.fdvault") as session:
            incident = records.new_record(session, "incident", {"title": "kept"}).id
            ballast = fill(disk)
            with pytest.raises(WorldProblem, match=r"disk\."):
                records.save_draft(session, incident, {"title": "kept", "remarks": "x" * 100_000})
            ballast.unlink()
            records.save_draft(session, incident, {"title": "goes on"})
            assert is_whole(session)
        with unlocked(disk / "v.fdvault") as again:
            assert records.show(again, incident).shown.fields["title"] == "goes on"


def test_read_only_vault_says_so(session, vault_path, incident) -> None:
    session.close()
    refused = pytest.raises(WorldProblem, match=r"disk\.(read-only|no-permission)")
    with read_only(vault_path), refused, unlocked(vault_path):
        pass
    with unlocked(vault_path) as again:
        assert records.show(again, incident).shown.fields["title"] == "Shelling of a street"


def test_same_file_twice_in_one_batch_is_kept_once(session, incident, tmp_path) -> None:
    first, second = tmp_path / "one.txt", tmp_path / "copy.txt"
    first.write_bytes(b"same")
    second.write_bytes(b"same")
    result = intake.take_in(session, [first, second, first], incident)
    assert by_status(result) == [("taken", None), ("known", None), ("known", None)]
    assert len({i.file_id for i in result.items}) == 1
    assert upkeep.check(session, full=True).payloads == 1
    assert is_whole(session)


def test_known_file_into_another_record_keeps_bytes_once_and_stands_with_both(session, incident, tmp_path) -> None:
    source = tmp_path / "one.txt"
    source.write_bytes(b"same")
    other = records.new_record(session, "burial_site", {}).id
    intake.take_in(session, [source], incident)
    assert by_status(intake.take_in(session, [source], other)) == [("known", None)]
    (a,), (b,) = files.list_files(session, incident), files.list_files(session, other)
    assert (a.sha256, a.payload) == (b.sha256, b.payload)
    assert a.id != b.id
    assert upkeep.check(session, full=True).payloads == 1


def test_intake_into_a_sealed_record_opens_an_amendment(session, incident, tmp_path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").write_bytes(b"b")
    intake.take_in(session, [tmp_path / "a"], incident)
    first, _ = records.seal(session, incident)
    intake.take_in(session, [tmp_path / "b"], incident)
    row = records.show(session, incident).shown.row
    assert (row.versions, row.has_draft) == (1, True)
    second, _ = records.seal(session, incident, reason="one more photo came")
    assert (first.version, second.version) == (1, 2)
    sealed = [session.run(lambda s, n=n: s.keyring.open(s.records.sealed(incident, n))) for n in (1, 2)]
    assert [len(v.attachments) for v in sealed] == [1, 2]


def test_intake_into_nothing_takes_nothing(session, tmp_path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    begun = records.new_record(session, "note", {})
    records.discard_draft(session, begun.id)
    for target in (begun.id, begun.code, "W-0000-0", "nonsense"):
        with pytest.raises(InputProblem):
            intake.take_in(session, [tmp_path / "a"], target)
    assert files.list_files(session) == ()
    assert incoming(session) == []


def test_detaching_needs_a_reason_and_loses_nothing(session, incident, tmp_path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    series = str(intake.take_in(session, [tmp_path / "a"], incident).series_id)
    for blank in ("", " \n"):
        with pytest.raises(InputProblem, match=r"attachment\.reason-needed"):
            files.detach(session, incident, series, blank)
    files.detach(session, incident, series, "belongs to another street")
    (row,) = files.list_files(session, incident)
    assert row.detached
    assert records.history(session, incident)[-1].detail["reason"] == "belongs to another street"
    with pytest.raises(InputProblem, match=r"attachment\.not-attached"):
        files.detach(session, incident, series, "again")
    sealing, _ = records.seal(session, incident)
    version = session.run(lambda s: s.keyring.open(s.records.sealed(incident, sealing.version)))
    assert version.attachments == []
    assert files.export_file(session, row.id, tmp_path / "out", purpose="still here", plain=True).bytes == 1


def test_a_file_without_its_payload_does_not_stop_later_intakes(session, incident, tmp_path, expect_log) -> None:
    """Bytes lost under the program before the decoder saw them: told by check, not by refusing new files."""
    expect_log("payload cannot be looked at")
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(name.encode())
    intake.take_in(session, [tmp_path / "a"], incident)
    (row,) = files.list_files(session, incident)
    session.run(lambda s: s.vault.records.execute("DELETE FROM file_facts"))
    session.run(lambda s: s.vault.payloads.path(row.payload).unlink())
    assert by_status(intake.take_in(session, [tmp_path / "b"], incident)) == [("taken", None)]
    assert [f.code for f in upkeep.check(session, full=True).findings] == ["check.payload-missing"]


class Stopping:
    """A reporter whose user presses cancel after so many bytes."""

    def __init__(self, after: int) -> None:
        self.after, self.seen = after, 0

    def report(self, progress) -> None:
        """Remember."""
        self.seen = max(self.seen, progress.bytes_done)

    def check(self) -> None:
        """Stop once enough was read."""
        if self.seen >= self.after:
            raise Cancelled


def test_cancelled_intake_keeps_what_was_taken_and_nothing_half(session, incident, tmp_path) -> None:
    paths = [tmp_path / f"{n}.bin" for n in range(6)]
    for path in paths:
        path.write_bytes(os.urandom(3 * 2**20))
    result = intake.take_in(session, paths, incident, reporter=Stopping(8 * 2**20))
    assert result.cancelled
    taken = [i for i in result.items if i.status == "taken"]
    assert 0 < len(taken) < 6
    assert {f.sha256 for f in files.list_files(session, incident)} == {i.sha256 for i in taken}
    assert is_whole(session)


def test_plain_export_only_when_asked_by_name_and_never_over_a_file(session, incident, tmp_path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (item,) = intake.take_in(session, [tmp_path / "a"], incident).items
    file_id, out = str(item.file_id), tmp_path / "out"
    with pytest.raises(AccessRefused, match=r"export\.plain-not-asked"):
        files.export_file(session, file_id, out, purpose="x", plain=False)
    assert not out.exists()
    out.write_bytes(b"mine")
    (tmp_path / "out.partial").write_bytes(b"mine too")
    for act in (
        lambda: files.export_file(session, file_id, out, purpose="x", plain=True),
        lambda: files.export_age(session, file_id, out),
    ):
        with pytest.raises(InputProblem, match=r"export\.exists"):
            act()
    files.export_file(session, file_id, tmp_path / "second", purpose="x", plain=True)
    (tmp_path / "second.partial").write_bytes(b"mine")
    assert out.read_bytes() == b"mine"
    assert (tmp_path / "out.partial").read_bytes() == b"mine too"
    assert sorted(p.name for p in tmp_path.glob("*partial*")) == ["out.partial", "second.partial"]


def test_export_is_entered_with_its_purpose_before_a_byte_is_written(session, incident, tmp_path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (item,) = intake.take_in(session, [tmp_path / "a"], incident).items
    with pytest.raises(WorldProblem):
        files.export_file(session, str(item.file_id), tmp_path / "no" / "such", purpose="marked purpose", plain=True)
    last = records.history(session, incident)[-1]
    assert (last.event, last.detail["purpose"]) == ("file.exported", "marked purpose")


@pytest.mark.parametrize("place", ["n" * 300, "a/b", "m" * 250, "ї" * 127])
def test_export_to_an_impossible_place(session, incident, tmp_path, place) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (item,) = intake.take_in(session, [tmp_path / "a"], incident).items
    out = tmp_path / place
    for act in (files.export_age, lambda *given: files.export_file(*given, purpose="x", plain=True)):
        try:
            act(session, str(item.file_id), out)
        except WorldProblem:
            continue
        out.unlink()
    assert [p.name for p in tmp_path.iterdir() if "partial" in p.name] == []


def test_export_of_a_changed_payload_leaves_nothing(session, incident, tmp_path) -> None:
    (tmp_path / "a").write_bytes(os.urandom(200_000))
    (item,) = intake.take_in(session, [tmp_path / "a"], incident).items
    (row,) = files.list_files(session, incident)
    path = session.run(lambda s: s.vault.payloads.path(row.payload))
    data = bytearray(path.read_bytes())
    data[150_000] ^= 1
    path.write_bytes(data)
    with pytest.raises(Exception, match=r"age\.payload-chunk"):
        files.export_file(session, str(item.file_id), tmp_path / "out", purpose="x", plain=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["Test.fdvault", "a"]


def test_export_onto_a_full_disk_leaves_nothing(session, incident, tmp_path) -> None:
    (tmp_path / "a").write_bytes(os.urandom(3 * 2**20))
    (item,) = intake.take_in(session, [tmp_path / "a"], incident).items
    with small_disk(tmp_path / "stick", "1m") as stick:
        for act in (files.export_age, lambda *given: files.export_file(*given, purpose="x", plain=True)):
            with pytest.raises(WorldProblem, match=r"disk\.full"):
                act(session, str(item.file_id), stick / "out")
            assert list(stick.iterdir()) == []
