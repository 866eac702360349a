"""A stand-in for the child that greets like one and then misbehaves as its argument says."""

import os
import signal
import sys
import time

from field_doc.decode import protocol
from field_doc.decode.values import Facts

FACTS = {
    "media_type": "image/jpeg",
    "kind": "image",
    "facts": {name: getattr(Facts(), name) for name in Facts.__dataclass_fields__},
    "raw": {},
    "findings": [],
    "problem": None,
}


def main(how: str) -> None:
    pipe_in, pipe_out = sys.stdin.buffer, sys.stdout.buffer
    protocol.read_frame(pipe_in)
    if how == "no-greeting":
        return
    protocol.write_frame(pipe_out, {"protocol": 1, "protections": []})
    while True:
        protocol.read_frame(pipe_in)
        MISDEEDS[how](pipe_out)


def answer(pipe_out, header, blob=b""):
    protocol.write_frame(pipe_out, header, blob)


def hang(_pipe_out):
    time.sleep(3600)


def killed(_pipe_out):
    os.kill(os.getpid(), signal.SIGKILL)


def facts_then_killed(pipe_out):
    answer(pipe_out, FACTS | {"facts": FACTS["facts"] | {"make": "Canon"}})
    killed(pipe_out)


def garbage(pipe_out):
    pipe_out.write(b"GET / HTTP/1.1\r\n\r\n")
    pipe_out.flush()


def huge_header(pipe_out):
    pipe_out.write(b"FDD1" + (0xFFFFFFFF).to_bytes(4, "big") + (0).to_bytes(8, "big"))
    pipe_out.flush()


def huge_blob(pipe_out):
    pipe_out.write(b"FDD1" + (2).to_bytes(4, "big") + (1 << 62).to_bytes(8, "big") + b"{}")
    pipe_out.flush()


def deep_json(pipe_out):
    text = b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    pipe_out.write(b"FDD1" + len(text).to_bytes(4, "big") + (0).to_bytes(8, "big") + text)
    pipe_out.flush()


def impossible_position(pipe_out):
    position = {"lat": "91", "lon": "0", "alt": None, "datum": None, "accuracy_m": None}
    position |= {"direction": None, "direction_ref": None, "time": None}
    answer(pipe_out, FACTS | {"facts": FACTS["facts"] | {"gps": position}, "done": True})


def script_as_thumbnail(pipe_out):
    answer(pipe_out, FACTS)
    answer(pipe_out, {"done": True, "size": [10, 10], "problem": None}, b"<script>alert(1)</script>")


def asks_beyond_end(pipe_out):
    answer(pipe_out, {"want": [0, 1 << 40]})


def asks_for_ever(pipe_out):
    while True:
        answer(pipe_out, {"want": [0, 1]})
        protocol.read_frame(sys.stdin.buffer)


def talks_for_ever(pipe_out):
    while True:
        answer(pipe_out, FACTS)


MISDEEDS = {
    name: act for name, act in list(globals().items()) if callable(act) and name not in ("main", "answer", "Facts")
}

if __name__ == "__main__":
    main(sys.argv[1])
