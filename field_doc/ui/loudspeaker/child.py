"""The loudspeaker's process: plays plain samples that come by pipe, tells how many were heard.

Started by name (frozen: ``field-doc __loudspeaker-child``). It holds no key, opens no file of ours and
decodes nothing; Qt's own device is written to, never a device made in Python.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from typing import Any, BinaryIO, Final

from field_doc.base.hardening import harden
from field_doc.decode import protocol
from field_doc.decode.sound_values import RATE, SAMPLE_BYTES

_TICK_MS: Final = 15
_BUFFER: Final = RATE * SAMPLE_BYTES // 10
_MAX_PIECE: Final = RATE * SAMPLE_BYTES * 10
Order = tuple[protocol.Json, bytes]


def main() -> int:
    """Play until the pipe closes. Returns 0; 3 if there is no device or no library for one."""
    harden()
    pipe_in, pipe_out = os.fdopen(os.dup(0), "rb", 0), os.fdopen(os.dup(1), "wb", 0)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(pipe_in.fileno(), os.O_BINARY)
        msvcrt.setmode(pipe_out.fileno(), os.O_BINARY)
    try:
        return _play(pipe_in, pipe_out)
    except (protocol.Closed, protocol.Garbled, BrokenPipeError, ImportError):
        return 3


def _play(pipe_in: BinaryIO, pipe_out: BinaryIO) -> int:
    from PySide6.QtCore import QCoreApplication, QTimer
    from PySide6.QtMultimedia import QMediaDevices

    app = QCoreApplication([])
    device = QMediaDevices.defaultAudioOutput()
    protocol.write_frame(pipe_out, {"ready": not device.isNull()})
    if device.isNull():
        return 3
    orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(pipe_in, orders), daemon=True).start()
    output = _Output(device, pipe_out)
    timer = QTimer()
    timer.setInterval(_TICK_MS)
    timer.timeout.connect(lambda: None if output.tick(orders) else app.quit())
    timer.start()
    app.exec()
    return 0


def _read(pipe_in: BinaryIO, orders: queue.SimpleQueue[Order | None]) -> None:
    """In a thread: orders as they come; None when there will be no more."""
    try:
        while True:
            orders.put(protocol.read_frame(pipe_in, max_blob=_MAX_PIECE))
    except (protocol.Closed, protocol.Garbled, OSError):
        orders.put(None)


class _Output:
    """What is still to be written to the device, and how much of it was heard.

    One sink for the whole life: one begun anew after ``reset`` or ``stop`` stays silent (Qt 6.11 over PulseAudio).
    After an order to stop, the tenth of a second that the device holds is still heard.
    """

    def __init__(self, device: Any, pipe_out: BinaryIO) -> None:
        from PySide6.QtMultimedia import QAudioFormat, QAudioSink

        shape = QAudioFormat()
        shape.setSampleRate(RATE)
        shape.setChannelCount(1)
        shape.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._sink = QAudioSink(device, shape)
        self._sink.setBufferSize(_BUFFER)
        self._pipe = pipe_out
        self._io: Any = None
        self._waiting = bytearray()
        self._turn = 0
        self._written = self._begun = self._told = 0

    def tick(self, orders: queue.SimpleQueue[Order | None]) -> bool:
        """Take orders, fill the device, tell what was heard; False when the pipe was closed."""
        while not orders.empty():
            order = orders.get()
            if order is None:
                return False
            self._take(*order)
        if self._waiting:
            self._fill()
        return self._tell()

    def _take(self, order: protocol.Json, data: bytes) -> None:
        if order.get("op") == "stop":
            self._turn = int(order["turn"])
            self._waiting.clear()
            self._begun, self._told = self._written, 0
        elif order.get("turn") == self._turn:
            self._waiting += data

    def _fill(self) -> None:
        if self._io is None:
            self._io = self._sink.start()
        room = min(self._sink.bytesFree(), len(self._waiting)) // SAMPLE_BYTES * SAMPLE_BYTES
        if room > 0:
            sent = max(0, int(self._io.write(bytes(self._waiting[:room]))))
            del self._waiting[:sent]
            self._written += sent

    def _tell(self) -> bool:
        held = max(0, self._sink.bufferSize() - self._sink.bytesFree()) if self._io is not None else 0
        heard = max(0, self._written - held - self._begun) // SAMPLE_BYTES
        if heard > self._told:
            self._told = heard
            try:
                protocol.write_frame(self._pipe, {"turn": self._turn, "heard": heard})
            except OSError:
                return False
        return True


if __name__ == "__main__":
    sys.exit(main())
