"""Durable file operations: whole or not at all, and errors a person can act on."""

import errno
import os
import sys

import pytest
from vault_fixtures import FAST, PASSPHRASE

from field_doc.base.errors import AccessRefused, WorldProblem
from field_doc.vault import files
from field_doc.vault.vault import Vault


def failing(number: int):
    def fail(*_args: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number), "/home/secret-name")

    return fail


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk.full"),
        (errno.EDQUOT, "disk.full"),
        (errno.EROFS, "disk.read-only"),
        (errno.EACCES, "disk.no-permission"),
        (errno.EPERM, "disk.no-permission"),
        (errno.ENOENT, "disk.missing"),
        (errno.EIO, "disk.io-error"),
        (errno.EMFILE, "disk.failed"),
    ],
)
def test_what_the_system_says_becomes_what_a_person_can_act_on(number, code):
    with pytest.raises(WorldProblem) as told, files.system_errors():
        failing(number)()
    assert told.value.code == code
    assert told.value.details == {"errno": number}


def test_no_file_name_reaches_the_text_of_an_error():
    with pytest.raises(WorldProblem) as told, files.system_errors():
        failing(errno.ENOSPC)()
    assert "secret-name" not in str(told.value)


def test_a_file_is_replaced_whole(tmp_path):
    place = tmp_path / "small"
    files.replace_durably(place, b"old")
    files.replace_durably(place, b"new and longer")
    assert place.read_bytes() == b"new and longer"
    assert [p.name for p in tmp_path.iterdir()] == ["small"]


@pytest.mark.parametrize("step", ["fsync_file", "write_all"])
def test_a_disk_that_fills_up_leaves_the_old_file(tmp_path, monkeypatch, step):
    place = tmp_path / "small"
    files.replace_durably(place, b"old")
    monkeypatch.setattr(files, step, failing(errno.ENOSPC))
    with pytest.raises(WorldProblem) as told:
        files.replace_durably(place, b"new")
    assert told.value.code == "disk.full"
    assert place.read_bytes() == b"old"


def test_a_remnant_of_an_interrupted_replacement_is_no_obstacle(tmp_path):
    place = tmp_path / "small"
    (tmp_path / "small.new").write_bytes(b"half of something much longer than the next content")
    files.replace_durably(place, b"new")
    assert place.read_bytes() == b"new"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_only_the_owner_reads_what_is_written(tmp_path):
    files.replace_durably(tmp_path / "small", b"x")
    assert (tmp_path / "small").stat().st_mode & 0o077 == 0


def test_content_is_durable_before_it_gets_its_name(tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr(files, "fsync_file", lambda _d: done.append(("file", (tmp_path / "small").exists())))
    monkeypatch.setattr(files, "fsync_folder", lambda f: done.append(("folder", (f / "small").exists())))
    files.replace_durably(tmp_path / "small", b"x")
    assert done == [("file", False), ("folder", True)]


def test_everything_is_written_however_little_the_system_takes(tmp_path, monkeypatch):
    real = os.write
    monkeypatch.setattr(files.os, "write", lambda d, view: real(d, bytes(view[:3])))
    files.replace_durably(tmp_path / "small", b"0123456789")
    assert (tmp_path / "small").read_bytes() == b"0123456789"


def test_times_tell_nothing(tmp_path):
    place = tmp_path / "payload"
    place.write_bytes(b"x")
    files.constant_times(place)
    assert place.stat().st_mtime == place.stat().st_atime == files.CONSTANT_TIME


def test_one_writer_at_a_time_and_the_next_one_after_release(tmp_path):
    first = files.WriterLock(tmp_path / "lock")
    with pytest.raises(AccessRefused) as refused:
        files.WriterLock(tmp_path / "lock")
    assert refused.value.code == "vault.opened-twice"
    first.release()
    first.release()
    files.WriterLock(tmp_path / "lock").release()


def test_a_folder_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(files.os, "open", failing(errno.EROFS))
    with pytest.raises(WorldProblem) as told:
        files.WriterLock(tmp_path / "lock")
    assert told.value.code == "disk.read-only"


def test_a_vault_is_not_made_on_a_read_only_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(files.os, "open", failing(errno.EROFS))
    with pytest.raises(WorldProblem) as told:
        Vault.create(tmp_path / "x.fdvault", PASSPHRASE, parameters=FAST)
    assert told.value.code == "disk.read-only"
    assert not list((tmp_path / "x.fdvault").iterdir())


def test_a_disk_full_while_the_vault_is_made_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "fsync_file", failing(errno.ENOSPC))
    with pytest.raises(WorldProblem) as told:
        Vault.create(tmp_path / "x.fdvault", PASSPHRASE, parameters=FAST)
    assert told.value.code == "disk.full"
    assert not list((tmp_path / "x.fdvault").iterdir())
    monkeypatch.undo()
    Vault.create(tmp_path / "x.fdvault", PASSPHRASE, parameters=FAST).close()


def test_a_passphrase_that_could_not_be_stored_leaves_the_old_one(make_vault, monkeypatch):
    vault = make_vault()
    monkeypatch.setattr(files, "fsync_file", failing(errno.ENOSPC))
    with pytest.raises(WorldProblem):
        vault.set_passphrase("нова фраза")
    monkeypatch.undo()
    vault.close()
    Vault.open(vault.path, PASSPHRASE).close()
