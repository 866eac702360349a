"""The FFmpeg libraries that come with Qt's multimedia module, called through ctypes. Child only.

No header is there to be compiled against, so the few struct members used are named here by offset. They hold
for 64-bit builds of one major version each (FFmpeg promises a stable layout within it): libavformat and
libavcodec 61, libavutil 59, libswresample 5 (FFmpeg 7.1). Another version is refused, and a made recording is decoded
before any evidence is seen (``sound_ffmpeg.self_check``). Source: FFmpeg 7.1 doxygen, doc/APIchanges.
"""

from __future__ import annotations

import ctypes
import importlib.util
import sys
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_size_t, c_uint, c_void_p
from pathlib import Path
from typing import Any, Final

_MAJORS: Final = {"avutil": 59, "swresample": 5, "avcodec": 61, "avformat": 61}
_RTLD_LAZY: Final = 1

READ = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
SEEK = CFUNCTYPE(c_int64, c_void_p, c_int64, c_int)

# AVFormatContext, AVStream, AVPacket, AVFrame: see the module's first lines.
FORMAT_IO: Final = 32
FORMAT_STREAM_COUNT: Final = 44
FORMAT_STREAMS: Final = 48
FORMAT_DURATION: Final = 104
STREAM_CODEC_PARAMETERS: Final = 16
STREAM_TIME_BASE: Final = 32
STREAM_START: Final = 40
STREAM_DURATION: Final = 48
STREAM_DISCARD: Final = 68
PACKET_STREAM: Final = 36
FRAME_DATA: Final = 96
FRAME_SAMPLES: Final = 112
FRAME_FORMAT: Final = 116
FRAME_PTS: Final = 136
FRAME_RATE: Final = 192
FRAME_LAYOUT: Final = 408
LAYOUT_CHANNELS: Final = 4
LAYOUT_BYTES: Final = 24

_PROTOTYPES: Final[dict[str, tuple[tuple[str, Any, tuple[Any, ...]], ...]]] = {
    "avutil": (
        ("av_malloc", c_void_p, (c_size_t,)),
        ("av_free", None, (c_void_p,)),
        ("av_log_set_level", None, (c_int,)),
        ("av_frame_alloc", c_void_p, ()),
        ("av_frame_unref", None, (c_void_p,)),
        ("av_dict_set", c_int, (POINTER(c_void_p), c_char_p, c_char_p, c_int)),
        ("av_dict_free", None, (POINTER(c_void_p),)),
        ("av_channel_layout_default", None, (c_void_p, c_int)),
    ),
    "swresample": (
        (
            "swr_alloc_set_opts2",
            c_int,
            (POINTER(c_void_p), c_void_p, c_int, c_int, c_void_p, c_int, c_int, c_int, c_void_p),
        ),
        ("swr_init", c_int, (c_void_p,)),
        ("swr_free", None, (POINTER(c_void_p),)),
        ("swr_convert", c_int, (c_void_p, c_void_p, c_int, c_void_p, c_int)),
    ),
    "avcodec": (
        ("avcodec_alloc_context3", c_void_p, (c_void_p,)),
        ("avcodec_parameters_to_context", c_int, (c_void_p, c_void_p)),
        ("avcodec_open2", c_int, (c_void_p, c_void_p, c_void_p)),
        ("avcodec_send_packet", c_int, (c_void_p, c_void_p)),
        ("avcodec_receive_frame", c_int, (c_void_p, c_void_p)),
        ("avcodec_flush_buffers", None, (c_void_p,)),
        ("av_packet_alloc", c_void_p, ()),
        ("av_packet_unref", None, (c_void_p,)),
    ),
    "avformat": (
        ("avio_alloc_context", c_void_p, (c_void_p, c_int, c_int, c_void_p, READ, c_void_p, SEEK)),
        ("avformat_alloc_context", c_void_p, ()),
        ("avformat_open_input", c_int, (POINTER(c_void_p), c_char_p, c_void_p, POINTER(c_void_p))),
        ("avformat_find_stream_info", c_int, (c_void_p, c_void_p)),
        ("av_find_best_stream", c_int, (c_void_p, c_int, c_int, c_int, POINTER(c_void_p), c_int)),
        ("av_read_frame", c_int, (c_void_p, c_void_p)),
        ("avformat_seek_file", c_int, (c_void_p, c_int, c_int64, c_int64, c_int64, c_int)),
    ),
}


class Missing(Exception):
    """The libraries are not here, or not of the version whose layout is known."""


class Library:
    """The functions, by their own names."""

    def __init__(self) -> None:
        """Load them.

        Raises:
            Missing: see there.

        """
        if ctypes.sizeof(c_void_p) != 8:
            raise Missing
        folders = _folders()
        for name, major in _MAJORS.items():
            loaded = _load(folders, name, major)
            version = getattr(loaded, f"{name}_version")
            version.restype = c_uint
            if version() >> 16 != major:
                raise Missing
            for function, result, arguments in _PROTOTYPES[name]:
                found = getattr(loaded, function)
                found.restype, found.argtypes = result, list(arguments)
                setattr(self, function, found)
        self.av_log_set_level(-8)  # quiet: it would write places and times of the recording to standard error

    def __getattr__(self, name: str) -> Any:
        """Only reached for a function that is not in the list."""
        raise AttributeError(name)


def int32(address: int, offset: int) -> int:
    """An ``int`` member."""
    return c_int.from_address(address + offset).value


def int64(address: int, offset: int) -> int:
    """An ``int64_t`` member."""
    return c_int64.from_address(address + offset).value


def pointer(address: int, offset: int) -> int:
    """A pointer member; 0 for NULL."""
    return c_void_p.from_address(address + offset).value or 0


def _folders() -> list[Path]:
    """Where Qt keeps its libraries, found without importing Qt."""
    found = importlib.util.find_spec("PySide6")
    places = [] if found is None else list(found.submodule_search_locations or ())
    return [folder for place in places for folder in (Path(place) / "Qt" / "lib", Path(place))]


def _file_name(name: str, major: int) -> str:
    if sys.platform == "win32":
        return f"{name}-{major}.dll"
    if sys.platform == "darwin":
        return f"lib{name}.{major}.dylib"
    return f"lib{name}.so.{major}"


def _load(folders: list[Path], name: str, major: int) -> ctypes.CDLL:
    for folder in folders:
        path = folder / _file_name(name, major)
        if path.exists():
            try:
                return _opened(path)
            except OSError as failure:
                raise Missing from failure
    raise Missing


def _opened(path: Path) -> ctypes.CDLL:
    if not sys.platform.startswith("linux"):
        return ctypes.CDLL(str(path))
    # Qt binds these lazily: functions of TLS that nobody calls are not there at all, and ctypes binds at once.
    libc = ctypes.CDLL(None)
    libc.dlopen.restype, libc.dlopen.argtypes = c_void_p, [c_char_p, c_int]
    handle = libc.dlopen(bytes(path), _RTLD_LAZY)
    if not handle:
        raise Missing
    return ctypes.CDLL(str(path), handle=handle)
