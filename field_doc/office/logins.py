"""Who is speaking: challenges and sessions, in memory only (R02).

A server that starts anew knows no session; devices log in again.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from field_doc.base.clock import Clock, utc_iso
from field_doc.base.errors import AccessRefused
from field_doc.base.ids import RandomBytes
from field_doc.formats.keys import VerifyKey
from field_doc.formats.labels import SESSION
from field_doc.formats.login import NONCE_BYTES, LoginChallenge, verify_login

CHALLENGE_MS = 2 * 60 * 1000
IDLE_MS = 60 * 60 * 1000
LONGEST_MS = 24 * 60 * 60 * 1000
MAX_CHALLENGES = 65_536
MAX_SESSIONS = 16_384
# Laptops in the field lose their clocks; a day is enough to tell a recording of last month from today.
MAX_CLOCK_DIFFERENCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a device says to a challenge; the server's nonce is repeated to find the challenge by."""

    device: str
    server_nonce: bytes
    device_nonce: bytes
    time: str
    signature: bytes


@dataclass(slots=True)
class _Session:
    device: str
    began_ms: int
    used_ms: int


class Logins:
    """Challenges that wait for an answer, and sessions that were opened."""

    def __init__(
        self, server_id: str, tls_spki: bytes, clock: Clock, random: RandomBytes = secrets.token_bytes
    ) -> None:
        self._server_id, self._spki, self._clock, self._random = server_id, tls_spki, clock, random
        self._key = random(32)
        self._lock = threading.Lock()
        self._challenges: OrderedDict[bytes, tuple[str, int]] = OrderedDict()
        self._sessions: OrderedDict[bytes, _Session] = OrderedDict()

    def challenge(self, device: str) -> bytes:
        """A nonce for one login; given to whoever asks, so that it tells nothing about who is known."""
        nonce = self._random(NONCE_BYTES)
        with self._lock:
            self._challenges[nonce] = (device, self._clock.now().boot_ms)
            while len(self._challenges) > MAX_CHALLENGES:
                self._challenges.popitem(last=False)
        return nonce

    def login(self, answer: Answer, key: VerifyKey | None) -> tuple[str, str]:
        """Token and end of a new session (UTC).

        ``key`` is the device's ``auth`` key, None for a device that may not log in. Raises ``AccessRefused``
        ``login.refused`` whatever is wrong, ``login.clock`` to a genuine device whose clock is off.
        """
        now = self._clock.now()
        with self._lock:
            # Taken out before anything is checked: a nonce is good for one answer, right or wrong.
            device, made = self._challenges.pop(answer.server_nonce, ("", 0))
        if key is None or device != answer.device or now.boot_ms - made > CHALLENGE_MS:
            raise AccessRefused("login.refused")
        challenge = LoginChallenge(self._server_id, answer.server_nonce, answer.device_nonce, answer.time, self._spki)
        verify_login(challenge, answer.signature, key)
        if not _near(answer.time, now.wall):
            raise AccessRefused("login.clock")
        return self._open(device, now.boot_ms), utc_iso(now.wall + timedelta(milliseconds=LONGEST_MS))

    def _open(self, device: str, now_ms: int) -> str:
        token = self._random(32).hex()
        with self._lock:
            self._sessions[self._name(token)] = _Session(device, now_ms, now_ms)
            while len(self._sessions) > MAX_SESSIONS:
                self._sessions.popitem(last=False)
        return token

    def who(self, token: str) -> str:
        """The device a session is of; raises ``AccessRefused`` ``session.unknown``."""
        name, now_ms = self._name(token), self._clock.now().boot_ms
        with self._lock:
            session = self._sessions.get(name)
            if session is None:
                raise AccessRefused("session.unknown")
            if now_ms - session.used_ms > IDLE_MS or now_ms - session.began_ms > LONGEST_MS:
                del self._sessions[name]
                raise AccessRefused("session.unknown")
            session.used_ms = now_ms
            return session.device

    def _name(self, token: str) -> bytes:
        """Sessions are looked up by a MAC of the token, so that the look-up's time tells nothing of it."""
        return hmac.new(self._key, SESSION.data + b"\0" + token.encode("utf-8"), hashlib.sha256).digest()


def _near(text: str, now: datetime) -> bool:
    """Whether a time of ours (shape already checked) is a day or less from now."""
    try:
        return abs(datetime.fromisoformat(text) - now) <= MAX_CLOCK_DIFFERENCE
    except ValueError:
        return False
