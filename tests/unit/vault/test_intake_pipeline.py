"""Staging payloads: every byte, every border, every fault of a source."""

import errno
import hashlib
import io
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_doc.base.errors import Cancelled, WorldProblem
from field_doc.base.progress import CancelToken
from field_doc.formats import age
from field_doc.vault import intake_pipeline
from field_doc.vault.intake_pipeline import FRAME, Failed, IntakePipeline, Staged
from field_doc.vault.payloads import PayloadFolder

BORDERS = [0, 1, 65535, 65536, 65537, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME, 3 * FRAME + 17]


@dataclass
class Memory:
    key: int
    data: bytes
    changed: bool = False
    error: OSError | None = None

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> BinaryIO:
        if self.error is not None:
            raise self.error
        return io.BytesIO(self.data)

    def unchanged(self, opened: BinaryIO, bytes_read: int) -> bool:
        return not self.changed and bytes_read == len(self.data)


class Breaking(io.BytesIO):
    """Reads a while, then the card is pulled."""

    def readinto(self, buffer) -> int:
        if self.tell() > FRAME:
            raise OSError(errno.EIO, "pulled")
        return super().readinto(buffer)


@dataclass
class Pulled(Memory):
    def open(self) -> BinaryIO:
        return Breaking(self.data)


@pytest.fixture
def folder(tmp_path: Path) -> PayloadFolder:
    payloads = PayloadFolder(tmp_path)
    payloads.prepare()
    return payloads


def run(folder: PayloadFolder, sources, token: CancelToken | None = None):
    pipeline = IntakePipeline(folder.incoming, random=secrets.token_bytes, token=token or CancelToken())
    return list(pipeline.run(sources))


def plaintext(folder: PayloadFolder, staged: Staged) -> bytes:
    with (folder.incoming / staged.name).open("rb") as raw:
        return b"".join(age.PayloadReader(raw, staged.file_key).chunks())


@pytest.mark.parametrize("size", BORDERS)
def test_every_length_comes_back_to_the_byte(folder, size):
    data = os.urandom(size)
    (staged,) = run(folder, [Memory(0, data)])
    assert staged.bytes == size
    assert staged.sha256 == "sha256:" + hashlib.sha256(data).hexdigest()
    assert plaintext(folder, staged) == data
    assert staged.head == data[:65536]


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(BORDERS), min_size=1, max_size=12))
def test_batches_of_any_lengths(tmp_path_factory, sizes):
    payloads = PayloadFolder(tmp_path_factory.mktemp("v"))
    payloads.prepare()
    sources = [Memory(n, os.urandom(size)) for n, size in enumerate(sizes)]
    results = run(payloads, sources)
    assert sorted(r.key for r in results) == list(range(len(sizes)))
    for staged in results:
        assert plaintext(payloads, staged) == sources[staged.key].data


def test_a_file_that_fails_stops_nothing_and_leaves_nothing(folder):
    sources = [
        Memory(0, b"one"),
        Memory(1, b"two", error=FileNotFoundError(errno.ENOENT, "gone")),
        Memory(2, b"grown", changed=True),
        Pulled(3, os.urandom(3 * FRAME)),
        Memory(4, b"five"),
    ]
    results = {r.key: r for r in run(folder, sources)}
    assert isinstance(results[0], Staged)
    assert isinstance(results[4], Staged)
    codes = {k: r.error.code for k, r in results.items() if isinstance(r, Failed)}
    assert codes == {1: "intake.source-unreadable", 2: "intake.source-changed", 3: "intake.source-unreadable"}
    assert len(list(folder.incoming.iterdir())) == 2


def test_many_failures_do_not_use_up_the_buffers(folder):
    sources = [Pulled(n, os.urandom(2 * FRAME)) for n in range(20)] + [Memory(20, b"last")]
    results = run(folder, sources)
    assert len(results) == 21
    assert isinstance(results[-1], Staged)


def test_cancel_keeps_what_is_staged(folder):
    token = CancelToken()
    pipeline = IntakePipeline(folder.incoming, random=secrets.token_bytes, token=token)
    kept = []
    for result in pipeline.run(Memory(n, os.urandom(2 * FRAME)) for n in range(50)):
        if isinstance(result, Staged):
            kept.append(result)
            token.cancel()
        else:
            assert isinstance(result.error, Cancelled)
    assert 1 <= len(kept) < 50
    assert {p.name for p in folder.incoming.iterdir()} == {s.name for s in kept}


def test_leaving_the_batch_early_ends_the_threads(folder):
    pipeline = IntakePipeline(folder.incoming, random=secrets.token_bytes, token=CancelToken())
    for _ in pipeline.run(Memory(n, os.urandom(FRAME)) for n in range(100)):
        break
    assert len(list(folder.incoming.iterdir())) < 100


def test_a_full_disk_is_told_before_the_first_byte(folder, monkeypatch):
    class Usage:
        free = 1000

    monkeypatch.setattr(intake_pipeline.shutil, "disk_usage", lambda _p: Usage)
    (failed,) = run(folder, [Memory(0, b"x" * 2000)])
    assert isinstance(failed.error, WorldProblem)
    assert failed.error.code == "disk.full"
    assert not list(folder.incoming.iterdir())


def test_a_disk_that_fills_up_while_writing(folder, monkeypatch):
    def full(_descriptor, _content):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(intake_pipeline, "write_all", full)
    (failed,) = run(folder, [Memory(0, os.urandom(3 * FRAME))])
    assert failed.error.code == "disk.full"
    assert not list(folder.incoming.iterdir())


def test_recover_publishes_what_has_a_row_and_removes_the_rest(folder):
    one, two = run(folder, [Memory(0, b"one"), Memory(1, b"two")])
    assert folder.recover([one.name]) == 1
    assert folder.size(one.name) is not None
    assert folder.size(two.name) is None
    assert not list(folder.incoming.iterdir())
    with folder.open(one.name, one.file_key) as stream:
        assert stream.read() == b"one"


def test_payload_times_tell_nothing(folder):
    staged = run(folder, [Memory(n, os.urandom(n)) for n in range(3)])
    assert len({(folder.incoming / s.name).stat().st_mtime for s in staged}) == 1
