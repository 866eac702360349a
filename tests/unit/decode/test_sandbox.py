"""The child asks itself what it can do, and a filter is checked instruction by instruction."""

from __future__ import annotations

import ctypes
import struct
import subprocess
import sys

import pytest

from field_doc.decode import job_object, seccomp
from field_doc.decode.client import Decoder

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="seccomp is a Linux thing")


@linux
def test_the_child_can_do_nothing_but_its_work(decoder, tmp_path, monkeypatch):
    protections, told = decoder.self_check()
    assert told.pop("thread") == "works"
    assert set(told.values()) == {"refused"}, told
    assert {"socket_inet", "file_write", "file_read", "fork", "execute", "ptrace"} <= set(told)
    assert {"no_new_privs", "not_dumpable", "seccomp", "rlimit_as", "rlimit_core"} <= set(protections)


@linux
def test_reports_name_the_protections(decoder, jpeg):
    data = jpeg()
    assert decoder.examine(data, len(data), "jpg").protections == decoder.self_check()[0]


def test_the_child_imports_nothing_that_holds_keys_or_windows():
    code = (
        "import sys, field_doc.decode.child, field_doc.decode.pictures as p; p.prepare();"
        "bad = [m for m in sys.modules if m.startswith(('field_doc.vault', 'field_doc.evidence', 'field_doc.app',"
        " 'field_doc.formats', 'sqlcipher3', 'PySide6', 'cryptography'))]; print(bad)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_the_parent_loads_no_image_library():
    code = (
        "import sys, field_doc.decode.client;"
        "print([m for m in sys.modules if m.split('.')[0] in ('PIL', 'pi_heif', 'exifread', 'defusedxml')])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_the_environment_of_the_child_holds_nothing_of_the_user(monkeypatch):
    monkeypatch.setenv("HOME", "/home/olena")
    monkeypatch.setenv("FIELD_DOC_SECRET", "geheim")
    made = Decoder()
    try:
        told = made.environment()
        assert set(told) <= {"PYTHONPATH", "MALLOC_ARENA_MAX", "SYSTEMROOT", "LD_LIBRARY_PATH"}
        assert not any("olena" in v or "geheim" in v for v in [*told.values(), *made.command()])
    finally:
        made.close()


def run_filter(code: bytes, arch: int, number: int, args: tuple[int, ...] = ()) -> int:
    """A small interpreter of the classic BPF that the filter uses."""
    data = struct.pack("<iIQ6Q", number, arch, 0, *(args + (0,) * (6 - len(args))))
    at, accumulator = 0, 0
    while True:
        op, jump_true, jump_false, k = struct.unpack_from("<HBBI", code, at * 8)
        at += 1
        if op == 0x06:
            return k
        if op == 0x20:
            accumulator = struct.unpack_from("<I", data, k)[0]
        else:
            holds = {0x15: accumulator == k, 0x35: accumulator >= k, 0x45: bool(accumulator & k)}[op]
            at += jump_true if holds else jump_false


ALLOW, EPERM, ENOSYS, KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
MACHINES = [("x86_64", 0xC000003E), ("aarch64", 0xC00000B7)]


@pytest.mark.parametrize(("machine", "arch"), MACHINES)
def test_the_filter_allows_reading_and_writing_pipes_only(machine, arch):
    code = seccomp.program(machine)
    assert code is not None
    numbers = {"x86_64": seccomp._X86_64, "aarch64": seccomp._ARM64}[machine]
    for name in ("read", "write", "futex", "exit_group", "madvise"):
        assert run_filter(code, arch, numbers[name]) == ALLOW
    allowed = set(numbers.values())
    assert all(run_filter(code, arch, n) == EPERM for n in range(600) if n not in allowed)


@pytest.mark.parametrize(("machine", "arch"), MACHINES)
def test_the_filter_looks_at_arguments(machine, arch):
    code = seccomp.program(machine)
    assert code is not None
    numbers = {"x86_64": seccomp._X86_64, "aarch64": seccomp._ARM64}[machine]
    assert run_filter(code, arch, numbers["clone"], (0x11,)) == EPERM  # fork: SIGCHLD only
    assert run_filter(code, arch, numbers["clone"], (0x3D0F00,)) == ALLOW  # pthread_create
    assert run_filter(code, arch, numbers["clone3"]) == ENOSYS
    assert run_filter(code, arch, numbers["mmap"], (0, 4096, 3)) == ALLOW
    assert run_filter(code, arch, numbers["mmap"], (0, 4096, 7)) == EPERM
    assert run_filter(code, arch, numbers["mprotect"], (0, 4096, 5)) == EPERM


def test_the_filter_refuses_other_architectures_and_x32():
    code = seccomp.program("x86_64")
    assert code is not None
    assert run_filter(code, 0x40000003, 0) == KILL  # i386 numbers mean other calls
    assert run_filter(code, 0xC000003E, 0x40000000) == KILL
    assert seccomp.program("riscv64") is None


def test_the_job_object_limits_have_the_layout_of_the_windows_headers():
    limits = job_object.limits(1 << 30, 400)
    assert ctypes.sizeof(limits) == 144  # JOBOBJECT_EXTENDED_LIMIT_INFORMATION, 64 bit
    assert limits.basic.active_processes == 1
    assert limits.process_memory == 1 << 30
