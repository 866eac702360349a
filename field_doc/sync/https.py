"""The office's server as a device or the desk reaches it: HTTPS with a pinned key, nothing else trusted (R35).

The only module outside ``office`` that opens a connection. The certificate's key is compared with the
card's pins inside the TLS handshake, before a byte of a request is sent; system trust, environment
proxies and redirects have no say. May be used from several threads.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import ssl
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Self

import httpx2
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from field_doc.base.clock import Clock, utc_iso
from field_doc.base.errors import AccessRefused, FieldDocError, InputProblem, IntegrityFailure, WorldProblem
from field_doc.base.ids import RandomBytes
from field_doc.formats import canonical
from field_doc.formats.base64text import b64
from field_doc.formats.canonical import JSON
from field_doc.formats.digest import sha256_text
from field_doc.formats.keys import SigningKey
from field_doc.formats.labels import POSSESSION
from field_doc.formats.login import NONCE_BYTES, LoginChallenge, sign_login
from field_doc.formats.shape import Shape

TIMEOUT_S = 30.0
#: Completing recomputes digests and possession reads a whole object before it answers.
SLOW_TIMEOUT_S = 600.0
MAX_ANSWER = 64 * 1024 * 1024
MAX_DEPTH = 8
_MALFORMED = "sync.bad-answer"
_CODE = re.compile(r"(?=.{3,80}\Z)[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+")
# Families of codes this server is known to send; others would have no words.
_FAMILIES = {
    "canonical", "certificate", "checkpoint", "cosignature", "device", "digest", "enrol", "enrolment", "jws", "key",
    "login", "note", "object", "office", "part", "receipt", "request", "session", "submission", "wire",
}  # fmt: skip
_REFUSALS = {"enrol.card-used", "enrol.card-unknown", "enrol.card-expired", "office.not-found"}


def possession_proof(nonce: bytes, ciphertext: Iterable[bytes]) -> str:
    """Hex the server has to answer for an object: SHA-256(label, 0x00, nonce, ciphertext)."""
    state = hashlib.sha256(POSSESSION.data + b"\0" + nonce)
    for block in ciphertext:
        state.update(block)
    return state.hexdigest()


class OfficeClient:
    """One device's, or the desk's, connection to the office.

    Args:
        url: ``https://host:port`` of the card.
        pins: SHA-256 (hex) of the TLS keys the server may show: the one in use and the next.
        server_id: as on the card; goes into what a login signs.
        proxy: ``socks5://…`` or ``http://…``; None: straight.
        timeout: seconds a step on the network may take.
        random: for nonces.

    Every method raises ``WorldProblem`` ``sync.server-away`` (nobody answers) or ``sync.server-trouble`` (the
    server cannot), ``IntegrityFailure`` ``sync.wrong-server-key`` or ``sync.bad-answer``, ``AccessRefused``
    with the server's code, and ``IntegrityFailure`` with the server's code where what was sent is wrong.

    """

    def __init__(
        self,
        url: str,
        pins: Iterable[str],
        server_id: str,
        proxy: str | None = None,
        timeout: float = TIMEOUT_S,
        random: RandomBytes = secrets.token_bytes,
    ) -> None:
        if not url.startswith("https://"):
            raise InputProblem("sync.not-https")
        self._context = _PinnedContext.make(pins)
        self._server_id, self._random, self._timeout = server_id, random, timeout
        try:
            self._http = httpx2.Client(
                base_url=url, verify=self._context, proxy=proxy, trust_env=False, follow_redirects=False,
                timeout=timeout, limits=httpx2.Limits(max_connections=8, max_keepalive_connections=8),
            )  # fmt: skip
        except (ValueError, ImportError, httpx2.InvalidURL):
            raise InputProblem("sync.proxy") from None
        self._token = ""
        # Connections end with the object, whoever forgets to close it.
        self.close = weakref.finalize(self, self._http.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # joining

    def login(self, device: str, auth_key: SigningKey, clock: Clock) -> None:
        """Prove to be ``device`` (thumbprint of its record key); the session is kept for what follows.

        Raises ``AccessRefused`` ``login.refused``, ``login.clock``; ``IntegrityFailure`` ``sync.wrong-server``.
        """
        offered = self._post("/v1/login/challenge", {"device": device})
        if offered.text("server_id") != self._server_id:
            raise IntegrityFailure("sync.wrong-server")
        mine = self._random(NONCE_BYTES)
        challenge = LoginChallenge(
            server_id=self._server_id,
            server_nonce=offered.raw("server_nonce", NONCE_BYTES),
            device_nonce=mine,
            time=utc_iso(clock.now().wall),
            tls_spki=self._context.seen(),
        )
        said: dict[str, JSON] = {
            "device": device,
            "device_nonce": mine.hex(),
            "server_nonce": challenge.server_nonce.hex(),
            "signature": sign_login(challenge, auth_key).hex(),
            "time": challenge.time,
        }
        self._token = self._post("/v1/login", said).raw("token", 32).hex()

    def enrol(self, token_a: bytes, enrolment: bytes, mac: bytes) -> None:
        """Send this device's keys by a card. Raises ``AccessRefused`` ``enrol.card-used`` and its like."""
        said: dict[str, JSON] = {"enrolment": b64(enrolment), "mac": mac.hex(), "token_half": token_a.hex()}
        self._post("/v1/enrol", said)

    def enrolment_state(self, card_id: str, device: str) -> dict[str, Any]:
        """``state`` (pending, confirmed, refused, revoked), ``used_twice``, and once confirmed ``certificates``."""
        found = self._get(f"/v1/enrol/{card_id}", {"device": device})
        answer: dict[str, Any] = {"state": found.text("state"), "used_twice": found.take("used_twice") is True}
        if answer["state"] == "confirmed":
            answer["certificates"] = found.take("certificates")
        return answer

    # sending

    def submit(self, manifest: bytes) -> list[dict[str, Any]]:
        """Announce a submission; what is missing: ``[{"digest", "part", "offset"}]``.

        Raises ``IntegrityFailure`` ``submission.two-histories``, ``submission.previous-unknown`` (send a head
        that continues ``head`` first), ``checkpoint.*``, ``wire.*``.
        """
        found = self._call("POST", "/v1/submissions", content=manifest, timeout=SLOW_TIMEOUT_S)
        if found.text("manifest") != sha256_text(manifest):
            raise found.fail()
        return list(found.items("missing", _missing, most=1 << 24))

    def head(self, origin: str) -> dict[str, Any]:
        """Last head the server knows of one's own epoch: ``size``, ``root`` (hex), ``manifest``."""
        found = self._get("/v1/heads", {"origin": origin})
        return {"manifest": found.maybe_text("manifest"), "root": found.text("root"), "size": found.number("size")}

    def advance(self, checkpoint: str, consistency: Iterable[bytes]) -> None:
        """Let the server's head grow to this one: for submissions that went another road."""
        said: dict[str, JSON] = {"checkpoint": checkpoint, "consistency": [node.hex() for node in consistency]}
        self._post("/v1/heads", said)

    def held(self, digest: str) -> tuple[int, ...]:
        """Bytes held of each part of an object of one's own."""
        found = self._get(f"/v1/objects/{digest}/parts")
        return found.items("held", lambda v: Shape({"n": v}, _MALFORMED).number("n"), most=1 << 24)

    def put_part(self, digest: str, part: int, offset: int, data: bytes) -> int:
        """Send bytes of a part from ``offset``; how far the part is held then.

        Raises ``IntegrityFailure`` ``part.offset`` (details: ``held``) when there is a gap before ``offset``.
        """
        path = f"/v1/objects/{digest}/parts/{part}"
        return self._call("PUT", path, params={"offset": str(offset)}, content=data).number("held")

    def complete(self, manifest: str) -> str:
        """All is there: the ``stored`` receipt, once the server has recomputed every object.

        Raises ``IntegrityFailure`` ``submission.incomplete``, or ``object.digest`` (send ``digest`` again).
        """
        path = f"/v1/submissions/{manifest}/complete"
        while True:
            found = self._call("POST", path, timeout=SLOW_TIMEOUT_S)
            if not found.has("state"):
                return found.text("receipt", limit=MAX_ANSWER)

    def receipts(self, after: int) -> list[dict[str, Any]]:
        """Receipts for this device beyond number ``after``, in order: ``[{"n", "text"}]``."""
        return self._pages("/v1/receipts", "receipts", after, {})

    def possession(self, digest: str, nonce: bytes) -> str:
        """The server's proof that it still has an object; compare it with ``possession_proof``."""
        said: dict[str, JSON] = {"digest": digest, "nonce": nonce.hex()}
        found = self._call("POST", "/v1/possession", content=canonical.encode(said), timeout=SLOW_TIMEOUT_S)
        return found.text("proof")

    # the desk

    def register_card(self, card_id: str, half: str, expires: str, code: str) -> None:
        """Let the server know a card that was issued."""
        self._post("/v1/cards", {"card_id": card_id, "code": code, "expires": expires, "half": half})

    def desk_enrolments(self) -> list[dict[str, Any]]:
        """What came on cards: ``card_id, device, enrolment`` (base 64), ``mac`` (hex), ``state, used_twice``."""
        return list(self._get("/v1/desk/enrolments").items("enrolments", _object, most=1 << 20))

    def desk_decide(
        self,
        device: str,
        card_id: str | None,
        state: str,
        *,
        since: str | None = None,
        keys: dict[str, str] | None = None,
        certificates: dict[str, str] | None = None,
    ) -> None:
        """Confirm (with keys in hex and certificates in PEM), refuse or revoke a device."""
        said: dict[str, JSON] = {"card_id": card_id, "device": device, "since": since, "state": state}
        said["keys"] = None if keys is None else dict(keys)
        said["certificates"] = None if certificates is None else dict(certificates)
        self._post("/v1/desk/devices", said)

    def desk_submissions(self, state: str = "stored") -> list[dict[str, Any]]:
        """Submissions of a state: ``digest, manifest`` (base 64), ``n, received_at``."""
        return self._pages("/v1/desk/submissions", "submissions", 0, {"state": state})

    def desk_object(self, digest: str, offset: int = 0) -> Iterator[bytes]:
        """Ciphertext of an object from ``offset`` on, in pieces; the caller recomputes its digest."""
        headers = self._headers() | ({"range": f"bytes={offset}-"} if offset else {})
        with _away(), self._http.stream("GET", f"/v1/desk/objects/{digest}", headers=headers) as response:
            if not response.is_success:
                raise _refusal(response.status_code, _read(response))
            yield from response.iter_raw(1 << 20)

    def desk_receipt(self, manifest: str, text: str) -> None:
        """Leave the desk's receipt for the device."""
        self._post("/v1/desk/receipts", {"manifest": manifest, "receipt": text})

    # the wire

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._token}"} if self._token else {}

    def _get(self, path: str, params: dict[str, str] | None = None) -> _Answer:
        return self._call("GET", path, params=params)

    def _post(self, path: str, said: dict[str, JSON]) -> _Answer:
        return self._call("POST", path, content=canonical.encode(said))

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        content: bytes | None = None,
        timeout: float | None = None,
    ) -> _Answer:
        slow = httpx2.Timeout(self._timeout, read=timeout or self._timeout)
        request = self._http.build_request(
            method, path, params=params, content=content, headers=self._headers(), timeout=slow
        )
        with _away():
            response = self._http.send(request, stream=True)
            try:
                data = _read(response)
            finally:
                response.close()
        if not response.is_success:
            raise _refusal(response.status_code, data)
        return _Answer.of(data)

    def _pages(self, path: str, name: str, after: int, params: dict[str, str]) -> list[dict[str, Any]]:
        """All pages of a list whose items are numbered ``n``, which has to grow."""
        found: list[dict[str, Any]] = []
        while True:
            page = self._get(path, {**params, "after": str(after)})
            for item in page.items(name, _object, most=1 << 20):
                if not isinstance(item.get("n"), int) or item["n"] <= after:
                    raise page.fail()
                after = item["n"]
                found.append(item)
            if page.take("more") is not True:
                return found


class _Answer(Shape):
    """What the server said; members nobody asks for are passed over, so that a newer server may add some."""

    @classmethod
    def of(cls, data: bytes) -> _Answer:
        """An answer's body; raises ``IntegrityFailure`` ``sync.bad-answer``."""
        try:
            return cls(canonical.decode(data, max_bytes=MAX_ANSWER, max_depth=MAX_DEPTH), _MALFORMED)
        except IntegrityFailure:
            raise IntegrityFailure(_MALFORMED) from None

    def has(self, name: str) -> bool:
        """Whether a member is there."""
        return name in self._left


def _missing(value: JSON) -> dict[str, Any]:
    shape = Shape(value, _MALFORMED)
    return {"digest": shape.text("digest"), "part": shape.number("part"), "offset": shape.number("offset")}


def _object(value: JSON) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise IntegrityFailure(_MALFORMED)
    return dict(value)


def _read(response: httpx2.Response) -> bytes:
    """The body, with a limit: a hijacked server must not fill the laptop's memory."""
    data = bytearray()
    for block in response.iter_raw():
        data += block
        if len(data) > MAX_ANSWER:
            raise IntegrityFailure(_MALFORMED)
    return bytes(data)


def _refusal(status: int, data: bytes) -> FieldDocError:
    """The server's no, as one of our errors."""
    if status >= 500:
        return WorldProblem("sync.server-trouble", status=status)
    try:
        shape = _Answer.of(data)
        code = shape.text("error", _CODE)
        details: dict[str, object] = {"held": shape.number("held")} if shape.has("held") else {}
        if shape.has("digest"):
            details["digest"] = shape.text("digest", re.compile(r"sha256:[0-9a-f]{64}"))
    except IntegrityFailure:
        code, details = "", {}
    if code.partition(".")[0] not in _FAMILIES:
        return IntegrityFailure(_MALFORMED, status=status)
    if status in {401, 403} or code in _REFUSALS:
        return AccessRefused(code, **details)
    return IntegrityFailure(code, **details)


@contextmanager
def _away() -> Iterator[None]:
    """Nobody answers, or the line broke: everything waits."""
    try:
        yield
    except httpx2.RemoteProtocolError as error:
        if "malformed" in str(error).lower() or "illegal" in str(error).lower():
            raise IntegrityFailure(_MALFORMED) from None
        raise WorldProblem("sync.server-away") from None
    except httpx2.TransportError:
        raise WorldProblem("sync.server-away") from None


class _PinnedContext(ssl.SSLContext):
    """TLS that asks one question of a certificate: is its key on the card?"""

    pins: frozenset[bytes] = frozenset()
    _seen: bytes = b""

    @classmethod
    def make(cls, pins: Iterable[str]) -> _PinnedContext:
        """A context for these pins."""
        context = cls(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # Names and chains are the business of authorities nobody here trusts; the pin is the identity.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.pins = frozenset(bytes.fromhex(pin) for pin in pins)
        context.sslsocket_class = _PinnedSocket
        context.sslobject_class = _PinnedObject
        return context

    def judge(self, connection: ssl.SSLSocket | ssl.SSLObject) -> None:
        """Raise ``IntegrityFailure`` ``sync.wrong-server-key`` unless the peer's key is pinned."""
        found = _spki_digest(connection.getpeercert(binary_form=True))
        if found not in self.pins:
            raise IntegrityFailure("sync.wrong-server-key")
        self._seen = found

    def seen(self) -> bytes:
        """SHA-256 of the key of the last connection."""
        return self._seen


class _PinnedSocket(ssl.SSLSocket):
    """A connection over a socket; a handshake with another key ends before anything is sent."""

    def do_handshake(self, block: bool = False) -> None:
        """Shake hands, then judge the key."""
        super().do_handshake(block)
        try:
            assert isinstance(self.context, _PinnedContext)
            self.context.judge(self)
        except IntegrityFailure:
            self.close()
            raise


class _PinnedObject(ssl.SSLObject):
    """The same inside another TLS connection (a proxy reached by https)."""

    def do_handshake(self) -> None:
        """Shake hands, then judge the key."""
        super().do_handshake()
        assert isinstance(self.context, _PinnedContext)
        self.context.judge(self)


def _spki_digest(der: bytes | None) -> bytes:
    try:
        public = x509.load_der_x509_certificate(der or b"").public_key()
        data = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except ValueError:
        return b""
    return hashlib.sha256(data).digest()
