"""A seccomp-bpf allow list for the child (Linux, x86-64 and arm64), installed through prctl.

What is not on the list fails with EPERM: sockets, opening any file, exec, fork, ptrace, kill,
mount, keyrings, io_uring, bpf and whatever later kernels add. Threads may be made (image
libraries need them), processes not; memory can no longer be made executable.
Source: Linux Documentation/userspace-api/seccomp_filter.rst; struct sock_filter in linux/filter.h.
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys
from typing import Final

_LD_ABS: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_JEQ: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_JGE: Final = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_JSET: Final = 0x45  # BPF_JMP | BPF_JSET | BPF_K
_RET: Final = 0x06  # BPF_RET | BPF_K
_ALLOW: Final = 0x7FFF0000
_ERRNO: Final = 0x00050000
_KILL: Final = 0x80000000
_EPERM: Final = 1
_ENOSYS: Final = 38
_CLONE_THREAD: Final = 0x00010000
_PROT_EXEC: Final = 4
_X32: Final = 0x40000000
# struct seccomp_data: int nr; u32 arch; u64 instruction_pointer; u64 args[6]
_NR, _ARCH, _ARG0, _ARG2 = 0, 4, 16, 32

PR_SET_SECCOMP: Final = 22
SECCOMP_MODE_FILTER: Final = 2

_X86_64: Final = {
    "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "munmap": 11, "brk": 12,
    "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17, "readv": 19, "writev": 20,
    "sched_yield": 24, "mremap": 25, "madvise": 28, "nanosleep": 35, "alarm": 37, "setitimer": 38,
    "getpid": 39, "exit": 60, "uname": 63, "gettimeofday": 96, "getrlimit": 97, "getrusage": 98,
    "sysinfo": 99, "getuid": 102, "getgid": 104, "geteuid": 107, "getegid": 108, "sigaltstack": 131,
    "sched_getparam": 143, "sched_getscheduler": 145, "gettid": 186, "time": 201, "futex": 202,
    "sched_getaffinity": 204, "set_tid_address": 218, "restart_syscall": 219, "clock_gettime": 228,
    "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231, "set_robust_list": 273, "getrandom": 318,
    "membarrier": 324, "rseq": 334,
    "mmap": 9, "mprotect": 10, "clone": 56, "clone3": 435,
}  # fmt: skip
_ARM64: Final = {
    "close": 57, "lseek": 62, "read": 63, "write": 64, "readv": 65, "writev": 66, "pread64": 67, "ppoll": 73,
    "fstat": 80, "exit": 93, "exit_group": 94, "set_tid_address": 96, "futex": 98, "set_robust_list": 99,
    "nanosleep": 101, "setitimer": 103, "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115,
    "sched_getscheduler": 120, "sched_getparam": 121, "sched_getaffinity": 123, "sched_yield": 124,
    "restart_syscall": 128, "sigaltstack": 132, "rt_sigaction": 134, "rt_sigprocmask": 135,
    "rt_sigreturn": 139,
    "uname": 160, "getrlimit": 163, "getrusage": 165, "gettimeofday": 169, "getpid": 172, "getuid": 174,
    "geteuid": 175, "getgid": 176, "getegid": 177, "gettid": 178, "sysinfo": 179, "brk": 214, "munmap": 215,
    "mremap": 216, "madvise": 233, "getrandom": 278, "membarrier": 283, "rseq": 293,
    "mmap": 222, "mprotect": 226, "clone": 220, "clone3": 435,
}  # fmt: skip
_ARCHES: Final = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _ARM64)}
_SPECIAL: Final = ("mmap", "mprotect", "clone", "clone3")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _op(code: int, k: int, jump_true: int = 0, jump_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, jump_true, jump_false, k)


def program(machine: str) -> bytes | None:
    """The filter for that machine as ``struct sock_filter[]``; None if we have no list for it."""
    known = _ARCHES.get(machine)
    if known is None:
        return None
    audit_arch, numbers = known
    ops = [
        _op(_LD_ABS, _ARCH), _op(_JEQ, audit_arch, 1, 0), _op(_RET, _KILL),
        _op(_LD_ABS, _NR), _op(_JGE, _X32, 0, 1), _op(_RET, _KILL),
    ]  # fmt: skip
    for name, number in sorted(numbers.items()):
        if name not in _SPECIAL:
            ops += [_op(_JEQ, number, 0, 1), _op(_RET, _ALLOW)]
    # glibc falls back from clone3, whose flags a filter cannot see, to clone, whose flags it can.
    ops += [_op(_JEQ, numbers["clone3"], 0, 1), _op(_RET, _ERRNO | _ENOSYS)]
    ops += _when(numbers["clone"], _ARG0, _CLONE_THREAD, if_set=_ALLOW, if_clear=_ERRNO | _EPERM)
    for name in ("mmap", "mprotect"):
        ops += _when(numbers[name], _ARG2, _PROT_EXEC, if_set=_ERRNO | _EPERM, if_clear=_ALLOW)
    ops.append(_op(_RET, _ERRNO | _EPERM))
    return b"".join(ops)


def _when(number: int, argument: int, bits: int, *, if_set: int, if_clear: int) -> list[bytes]:
    """For that call decide by bits of the low half of an argument; otherwise fall through."""
    return [
        _op(_JEQ, number, 0, 4), _op(_LD_ABS, argument), _op(_JSET, bits, 0, 1),
        _op(_RET, if_set), _op(_RET, if_clear),
    ]  # fmt: skip


def install() -> bool:
    """Confine this thread and those it makes; no_new_privs must be set. False where it cannot be done."""
    if not sys.platform.startswith("linux") or sys.maxsize < 1 << 32:
        return False
    code = program(platform.machine())
    if code is None:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    wrapped = _Program(len(code) // 8, code)
    result = libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(wrapped), 0, 0)
    return bool(result == 0)
