"""One recording decoded by FFmpeg (``sound_library``) into samples of the one shape. Child only."""

from __future__ import annotations

import ctypes
import struct
from array import array
from ctypes import byref, c_void_p
from typing import Final

from field_doc.decode import sound_library as abi
from field_doc.decode.sound_library import Library, Missing, int32, int64, pointer
from field_doc.decode.sound_values import NO_SOUND, RATE, UNKNOWN_SOUND
from field_doc.decode.sound_wave import Reader

# What people record with and messengers send. No format that points to other files (hls, concat, dash).
_FORMATS: Final = (
    b"mov,mp3,wav,w64,aiff,caf,au,flac,ogg,amr,amrnb,amrwb,aac,ac3,eac3,matroska,webm,avi,asf,mpegts,mpeg,flv"
)
_BUFFER: Final = 32 * 1024
_AUDIO: Final = 1
_DISCARD_ALL: Final = 48
_S16: Final = 1
_EOF: Final = -541478725
_EIO: Final = -5
_ASK_SIZE: Final = 0x10000
_NO_PTS: Final = -(1 << 63)
_MICROSECONDS: Final = 1_000_000
_MAX_PIECE: Final = RATE * 60
_MAX_SILENCE: Final = RATE * 10
_GAP: Final = RATE // 5


class Undecodable(Exception):
    """``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class FfmpegSound:
    """Pieces of any recording FFmpeg knows; the sound of a film likewise. Lives as long as its process."""

    name = "ffmpeg"

    def __init__(self, library: Library, reader: Reader) -> None:
        """Open it.

        Raises:
            Undecodable: no sound in it, or of a kind that is not known.
            Exception: what reading raised.

        """
        self._lib, self._reader = library, reader
        self._place = 0
        self._broken: BaseException | None = None
        # Kept: FFmpeg holds the bare pointers.
        self._callbacks = abi.READ(self._on_read), abi.SEEK(self._on_seek)
        self._format = self._opened()
        self._index = self._chosen()
        stream = pointer(pointer(self._format, abi.FORMAT_STREAMS), 8 * self._index)
        numerator, denominator = int32(stream, abi.STREAM_TIME_BASE), int32(stream, abi.STREAM_TIME_BASE + 4)
        if numerator <= 0 or denominator <= 0:
            raise Undecodable(UNKNOWN_SOUND)
        self._base = numerator / denominator
        start = int64(stream, abi.STREAM_START)
        self._start = 0 if start == _NO_PTS else start
        self._length = int64(stream, abi.STREAM_DURATION)
        self._packet, self._frame = library.av_packet_alloc(), library.av_frame_alloc()
        self._swr = c_void_p()
        self._shape: tuple[int, int, int] | None = None
        self._at: int | None = None
        self._skip_to = 0
        self._drained = False

    @property
    def duration_ms(self) -> int | None:
        """Length as the file tells it."""
        if self._length > 0:
            return int(self._length * self._base * 1000)
        whole = int64(self._format, abi.FORMAT_DURATION)
        return whole // 1000 if whole > 0 else None

    @property
    def position_ms(self) -> int:
        """Where the next piece begins."""
        return (self._skip_to if self._at is None else self._at) * 1000 // RATE

    def seek(self, at_ms: int) -> None:
        """Go to a position: to a packet before it, the rest is decoded and dropped."""
        target = self._start + int(at_ms / 1000 / self._base)
        lowest = -(1 << 62)
        done = self._lib.avformat_seek_file(self._format, self._index, lowest, target, target, 0)
        if done < 0:
            self._lib.avformat_seek_file(self._format, self._index, lowest, 0, target, 0)
        self._lib.avcodec_flush_buffers(self._codec)
        self._lib.swr_free(byref(self._swr))
        self._shape, self._at, self._drained = None, None, False
        self._skip_to = at_ms * RATE // 1000

    def piece(self) -> array[int] | None:
        """The samples of the next frame, None at the end."""
        while True:
            if self._lib.avcodec_receive_frame(self._codec, self._frame) >= 0:
                samples = self._samples()
                self._lib.av_frame_unref(self._frame)
                if samples:
                    return samples
            elif self._drained:
                return None
            else:
                self._send()

    # -- input -------------------------------------------------------------------------------------

    def _send(self) -> None:
        done = self._lib.av_read_frame(self._format, self._packet)
        if self._broken is not None:
            raise self._broken
        if done < 0:
            self._drained = True
            self._lib.avcodec_send_packet(self._codec, None)
            return
        if int32(self._packet, abi.PACKET_STREAM) == self._index:
            self._lib.avcodec_send_packet(self._codec, self._packet)
        self._lib.av_packet_unref(self._packet)

    def _on_read(self, _opaque: int, buffer: int, length: int) -> int:
        """FFmpeg wants bytes; an exception cannot pass through C and is kept for later."""
        try:
            data = self._reader.read_at(self._place, length)
        except BaseException as failure:  # noqa: BLE001 - raised again by whoever called FFmpeg
            self._broken = failure
            return _EIO
        if not data:
            return _EOF
        ctypes.memmove(buffer, data, len(data))
        self._place += len(data)
        return len(data)

    def _on_seek(self, _opaque: int, offset: int, whence: int) -> int:
        size = int(self._reader.size)
        if whence & _ASK_SIZE:
            return size
        place = offset + (0, self._place, size)[whence & 0xFF] if whence & 0xFF < 3 else -1
        if place < 0:
            return _EIO
        self._place = place
        return place

    def _opened(self) -> int:
        lib = self._lib
        buffer = lib.av_malloc(_BUFFER)
        io = lib.avio_alloc_context(buffer, _BUFFER, 0, None, self._callbacks[0], None, self._callbacks[1])
        context = lib.avformat_alloc_context()
        c_void_p.from_address(context + abi.FORMAT_IO).value = io
        options = c_void_p()
        for key, value in ((b"format_whitelist", _FORMATS), (b"protocol_whitelist", b"none")):
            lib.av_dict_set(byref(options), key, value, 0)
        held = c_void_p(context)
        done = lib.avformat_open_input(byref(held), None, None, byref(options))
        lib.av_dict_free(byref(options))
        if self._broken is not None:
            raise self._broken
        if done < 0 or not held.value:
            raise Undecodable(UNKNOWN_SOUND)
        lib.avformat_find_stream_info(held, None)
        if self._broken is not None:
            raise self._broken
        return held.value

    def _chosen(self) -> int:
        """The sound stream; the others are not even read where the format allows it."""
        lib, codec = self._lib, c_void_p()
        index = int(lib.av_find_best_stream(self._format, _AUDIO, -1, -1, byref(codec), 0))
        if index < 0:
            none = lib.av_find_best_stream(self._format, _AUDIO, -1, -1, None, 0) < 0
            raise Undecodable(NO_SOUND if none else UNKNOWN_SOUND)
        streams = pointer(self._format, abi.FORMAT_STREAMS)
        for number in range(int32(self._format, abi.FORMAT_STREAM_COUNT)):
            if number != index:
                ctypes.c_int.from_address(pointer(streams, 8 * number) + abi.STREAM_DISCARD).value = _DISCARD_ALL
        self._codec = lib.avcodec_alloc_context3(codec)
        parameters = pointer(pointer(streams, 8 * index), abi.STREAM_CODEC_PARAMETERS)
        made = lib.avcodec_parameters_to_context(self._codec, parameters)
        if made < 0 or lib.avcodec_open2(self._codec, codec, None) < 0:
            raise Undecodable(UNKNOWN_SOUND)
        return index

    # -- output ------------------------------------------------------------------------------------

    def _samples(self) -> array[int]:
        """The frame at hand, in the one shape, from the wanted position on."""
        made = self._converted()
        told = int64(self._frame, abi.FRAME_PTS)
        place = None if told == _NO_PTS else int((told - self._start) * self._base * RATE)
        if self._at is None:
            self._at = max(0, place) if place is not None else self._skip_to
        elif place is not None and _GAP < place - self._at <= _MAX_SILENCE:
            # A pause in the recording is heard as one, so that times hold.
            made = array("h", bytes(2 * (place - self._at))) + made
        first = self._at
        self._at += len(made)
        if first < self._skip_to:
            made = made[self._skip_to - first :]
        return made

    def _converted(self) -> array[int]:
        lib, frame = self._lib, self._frame
        count, rate = int32(frame, abi.FRAME_SAMPLES), int32(frame, abi.FRAME_RATE)
        shape = (int32(frame, abi.FRAME_FORMAT), rate, int32(frame, abi.FRAME_LAYOUT + abi.LAYOUT_CHANNELS))
        if rate <= 0 or count <= 0 or count * RATE // rate > _MAX_PIECE:
            return array("h")
        if shape != self._shape:
            self._resampler(shape)
        room = count * RATE // rate + 1024
        buffer = ctypes.create_string_buffer(2 * room)
        out = (c_void_p * 1)(ctypes.addressof(buffer))
        made = lib.swr_convert(self._swr, out, room, pointer(frame, abi.FRAME_DATA), count)
        return array("h", ctypes.string_at(buffer, 2 * max(0, made)))

    def _resampler(self, shape: tuple[int, int, int]) -> None:
        lib = self._lib
        lib.swr_free(byref(self._swr))
        mono = ctypes.create_string_buffer(abi.LAYOUT_BYTES)
        lib.av_channel_layout_default(mono, 1)
        layout = self._frame + abi.FRAME_LAYOUT
        lib.swr_alloc_set_opts2(byref(self._swr), mono, _S16, RATE, layout, shape[0], shape[1], 0, None)
        if not self._swr or lib.swr_init(self._swr) < 0:
            raise Undecodable(UNKNOWN_SOUND)
        self._shape = shape


class _Made:
    """A recording made here: half a second of a step in two channels at an odd rate."""

    def __init__(self) -> None:
        rate, frames = 11_025, 5_512
        data = b"".join(struct.pack("<hh", 8_000, 8_000) for _ in range(frames))
        head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 2,
                           rate, rate * 4, 4, 16, b"data", len(data))  # fmt: skip
        self._bytes = head + data
        self.size = len(self._bytes)

    def read_at(self, offset: int, length: int) -> bytes:
        """Of memory."""
        return self._bytes[offset : offset + length]


def self_check(library: Library) -> None:
    """Decode what is known before anything unknown: the layout of the structs is as we believe.

    Raises:
        Missing: it is not.

    """
    sound = FfmpegSound(library, _Made())
    samples: array[int] = array("h")
    while (piece := sound.piece()) is not None:
        samples.extend(piece)
    middle = samples[len(samples) // 2] if samples else 0
    if sound.duration_ms not in {499, 500} or not 7_900 <= len(samples) <= 8_100 or not 7_000 <= middle <= 12_000:
        raise Missing
