"""What a desk refuses, whole and with its reason; afterwards the same device's honest submission is taken in."""

from __future__ import annotations

import dataclasses
import hashlib
import io

import pytest
import road
import sync_material as material

from field_doc.app.commands import office, records
from field_doc.formats import age, wire
from field_doc.formats.base64text import b64
from field_doc.sync import package


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    with material.bench(tmp_path_factory.mktemp("desk")) as bench:
        account = road.Account(bench.field)
        account.seal()
        bench.incident()
        yield bench


def edited(kind, change, *, nth=0):
    """A change of the n-th line of a kind."""

    def apply(lines):
        places = [n for n, line in enumerate(lines) if line.kind == kind]
        members = change(dict(lines[places[nth]].members))
        lines[places[nth]] = package.Line(kind, members)
        return lines

    return apply


def dropped(kind, *, nth=0):
    def apply(lines):
        places = [n for n, line in enumerate(lines) if line.kind == kind]
        return [line for n, line in enumerate(lines) if n != places[nth]]

    return apply


def with_members(**new):
    return lambda members: {**members, **new}


def one_disclosure_less(members):
    head, *parts = members["sealed"].rstrip("~").split("~")
    return {**members, "sealed": "~".join([head, *parts[:-1]]) + "~"}


def resealed_by_another_key(members):
    head, *rest = members["sealed"].split("~")
    body, _, signature = head.rpartition(".")
    return {**members, "sealed": "~".join([body + "." + signature[:-4] + "AAAA", *rest])}


def other_version(lines):
    """Two versions with their texts exchanged."""
    places = [n for n, line in enumerate(lines) if line.kind == "version"]
    first, second = (dict(lines[n].members) for n in places[:2])
    first["sealed"], second["sealed"] = second["sealed"], first["sealed"]
    lines[places[0]], lines[places[1]] = package.Line("version", first), package.Line("version", second)
    return lines


TAMPERED = {
    "disclosure-dropped": (edited("version", one_disclosure_less), ("sdjwt.",)),
    "signature-changed": (edited("version", resealed_by_another_key), ("jws.", "sdjwt.")),
    "versions-exchanged": (other_version, ("desk.version-mislabelled", "desk.record-missing")),
    "wrong-seq": (edited("version", with_members(seq=0)), ("desk.version-not-in-ledger",)),
    "seq-beyond-the-ledger": (edited("version", with_members(seq=10_000)), ("device-ledger.unknown",)),
    "number-changed": (edited("version", with_members(number=7)), ("desk.version-mislabelled",)),
    "record-line-missing": (dropped("record", nth=1), ("desk.record-missing",)),
    "type-nobody-knows": (edited("record", with_members(type="weapon")), ("",)),
    "member-missing": (edited("record", lambda m: {k: v for k, v in m.items() if k != "code"}), ("package.malformed",)),
    "member-of-another-kind": (edited("record", with_members(code=7)), ("package.malformed",)),
    "file-under-another-entry": (edited("file", with_members(seq=1)), ("desk.file-not-in-ledger",)),
    "file-id-changed": (
        edited("file", with_members(id="00000000-0000-4000-8000-000000000000")), ("desk.file-not-in-ledger",)
    ),
    "file-digest-changed": (edited("file", with_members(sha256="sha256:" + "0" * 64)), ("desk.file-differs",)),
    "file-sha512-changed": (edited("file", with_members(sha512="sha512:" + "0" * 128)), ("desk.file-differs",)),
    "file-size-changed": (edited("file", with_members(bytes=1)), ("desk.file-differs",)),
    "file-object-not-sent": (edited("file", with_members(object="sha256:" + "0" * 64)), ("desk.object-missing",)),
    "file-in-no-series": (
        edited("file", with_members(series="00000000-0000-4000-8000-000000000000")), ("",)
    ),
    "file-of-no-class": (edited("file", with_members(protection="secret")), ("",)),
    "header-of-nobody": (
        edited("file", with_members(header=b64(age.seal_header(bytes(16), [age.HybridIdentity.generate().recipient()])))),
        ("age.",),
    ),
    "header-garbage": (edited("file", with_members(header=b64(b"age?"))), ("age.",)),
    "identity-object-not-sent": (edited("identity", with_members(object="sha256:" + "0" * 64)), ("desk.object-missing",)),
    "entry-missing": (dropped("entry", nth=3), ("device-ledger.",)),
    "entry-changed": (
        edited("entry", lambda m: {**m, "leaf": b64(b"x" + (package.Line("entry", m).data("leaf"))[1:])}, nth=3),
        ("ledger-entry.", "leaf.", "canonical.", "device-ledger."),
    ),
    "detail-changed": (edited("entry", with_members(detail=b64(b'{"members":[]}')), nth=2), ("",)),
    "head-of-another-device": (edited("head", with_members(device="A" * 43)), ("package.malformed",)),
    "head-of-another-epoch": (edited("head", with_members(origin="field-doc/log/v1/" + "0" * 32)), ("package.malformed",)),
    "head-with-a-gap": (edited("head", with_members(first=5)), ("device-ledger.gap",)),
    "no-head": (dropped("head"), ("package.malformed",)),
    "nothing-at-all": (lambda lines: [], ("canonical.",)),
    "line-of-no-kind": (lambda lines: [*lines, package.Line("exploit", {})], ("package.malformed",)),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_tampered_package(case, name) -> None:
    change, codes = TAMPERED[name]
    before = case.at_desk()
    data, source = case.submission(change)
    reason = case.judge(data, source)
    assert reason is not None, "it was accepted"
    assert reason.startswith(codes), reason
    assert case.at_desk() == before
    waiting = road.states(case.field)
    assert {state for state, _ in waiting.values()} == {"waiting"}
    assert {why for _, why in waiting.values()} == {reason}


def test_objects_of_the_road(case) -> None:
    """What a road, a server or a stick can do to objects."""
    before = case.at_desk()
    data, source = case.submission()
    manifest = wire.parse_manifest(data)
    payload = next(o.digest for o in manifest.objects if o.kind == "payload")
    whole = dict(source.objects)
    spoilt = {
        "desk.object-differs": {**whole, payload: whole[payload][:-1] + bytes([whole[payload][-1] ^ 1])},
        "desk.object-missing": {k: v for k, v in whole.items() if k != payload},
    }
    for code, objects in spoilt.items():
        assert case.judge(data, material.Given(objects)) == code
        assert case.at_desk() == before
    assert case.judge(data, material.Given({**whole, payload: whole[payload] + b"x"})) == "desk.object-differs"
    assert case.at_desk() == before


def test_payload_changed_under_its_own_new_digest(case) -> None:
    """Other ciphertext, its digest put into line, manifest and ledger: what decides is the plaintext."""
    before = case.at_desk()
    file = case.field.run(lambda s: s.attachments.all(1)[0])
    forged = age.encrypt_bytes(b"x" * file.bytes, [case.recipients().content])
    header = age.split_header(io.BytesIO(forged))
    payload = forged[len(header) :]
    digest = "sha256:" + hashlib.sha256(payload).hexdigest()

    class Forged(material.Tampered):
        def _file_line(self, file):
            line = super()._file_line(file)
            entry = next(o for o in self._objects if o.digest == line.members["object"])
            self._objects[self._objects.index(entry)] = wire.ObjectEntry(digest, len(payload), "payload")
            return package.Line("file", {**line.members, "object": digest, "header": b64(header)})

    original, material.Tampered = material.Tampered, Forged
    try:
        with pytest.MonkeyPatch.context() as patch:
            plain = material.runner._object_bytes
            patch.setattr(
                material.runner,
                "_object_bytes",
                lambda s, o, start, length: payload if o.digest == digest else plain(s, o, start, length),
            )
            data, source = case.submission()
    finally:
        material.Tampered = original
    assert case.judge(data, source) == "desk.file-differs"
    assert case.at_desk() == before


def test_list_of_objects_exchanged_under_the_same_head(case) -> None:
    before = case.at_desk()
    data, source = case.submission(unentered=True)
    assert case.judge(data, source) == "desk.manifest-swapped"
    assert case.at_desk() == before


def test_mixed_recipients(case) -> None:
    """R27: a package that an old-style key reads as well is not opened."""
    before = case.at_desk()
    data, source = case.submission()
    manifest = wire.parse_manifest(data)
    plain = age.decrypt_bytes(
        source.objects[manifest.objects[0].digest], case.desk.run(material.desk.desks.content_identities)
    )
    x25519 = age.encrypt_bytes(plain, [age.X25519Identity.generate().recipient()])
    digest = "sha256:" + hashlib.sha256(x25519).hexdigest()
    objects = (wire.ObjectEntry(digest, len(x25519), "package"), *manifest.objects[1:])
    changed = wire.manifest_bytes(dataclasses.replace(manifest, objects=objects))
    reason = material.desk.take(
        case.desk, changed, material.Given({**source.objects, digest: x25519}), material.Silent()
    )
    assert reason == "desk.mixed-recipients"
    assert case.at_desk() == before
    case.field.run(lambda s: material.receipts._move(s, _refusal(case, data)))


def _refusal(case, data):
    """The field hears that its own submission was refused, so that the next test may send it again."""
    manifest = wire.parse_manifest(data)
    head = material.receipts.read_unverified(manifest.checkpoint)
    return material.receipts.Receipt(
        "refused", manifest.device, manifest.origin, head.size, head.root.hex(), wire.manifest_digest(data),
        tuple(o.digest for o in manifest.objects), 1, "2026-11-20T12:00:00Z", None, "test",
    )  # fmt: skip


def test_package_for_somebody_else(case) -> None:
    """Nobody here can read it: refused, and it does not stop what comes after."""
    before = case.at_desk()
    stranger = age.HybridIdentity.generate().recipient()
    ours = case.recipients()
    data, source = case.submission(recipients=dataclasses.replace(ours, content=stranger))
    assert case.judge(data, source).startswith("age.")
    assert case.at_desk() == before


def test_a_device_nobody_confirmed(case, tmp_path) -> None:
    before = case.at_desk()
    with road.made(tmp_path / "other.fdvault") as stranger:
        bench = material.Bench(tmp_path, case.site, stranger)
        bench.incident("of a stranger")
        data, source = case.submission(field=stranger)
        reason = material.desk.take(case.desk, data, source, material.Silent())
    assert reason == "desk.device-not-confirmed"
    assert case.at_desk() == before


def test_a_device_that_was_revoked(tmp_path) -> None:
    with material.bench(tmp_path) as bench:
        bench.incident()
        data, source = bench.submission()
        device = bench.field.run(lambda s: s.keys.device)
        office.revoke(bench.desk, device, "2026-01-01T00:00:00Z")
        assert material.desk.take(bench.desk, data, source, material.Silent()) == "desk.device-not-confirmed"


def test_afterwards_the_honest_one_is_taken_in(case) -> None:
    data, source = case.submission()
    assert case.judge(data, source) is None
    held = case.at_desk()
    assert (held["versions"], held["files"], held["identity_envelopes"], held["incoming"]) == (7, 1, 1, 0)
    assert {state for state, _ in road.states(case.field).values()} == {"accepted"}
    # The same again is taken only once.
    assert case.desk.run(lambda s: material.desk.answered(s, wire.manifest_digest(data)))


def test_two_histories_of_one_device(case) -> None:
    """After an honest submission, entries that were sent are told differently."""
    before = case.at_desk()
    bench = case
    bench.incident("Seen later")

    rows = case.field.run(lambda s: s.vault.records.rows("SELECT leaf FROM ledger WHERE epoch = 1 ORDER BY seq"))

    def retold(lines):
        head, *rest = lines
        first = head.members["first"]
        old = [package.entry(bytes(r["leaf"]), None) for r in rows[:first]]
        forged = bytearray(old[2].data("leaf"))
        forged[-3] ^= 1
        old[2] = package.entry(bytes(forged), None)
        return [package.Line("head", {**head.members, "first": 0}), *old, *rest]

    data, source = case.submission(retold)
    assert case.judge(data, source).startswith("device-ledger.")
    assert case.at_desk() == before


def test_another_number_one_is_no_amendment(tmp_path) -> None:
    """Two versions of one number: the second is refused, not silently dropped under an accepted receipt."""
    with material.bench(tmp_path) as bench:
        record = records.new_record(bench.field, "incident", {"title": "First"}).id
        records.seal(bench.field, record)
        data, source = bench.submission()
        assert bench.judge(data, source) is None
        records.amend(bench.field, record, {"title": "Second"}, "why")
        sealed = bench.desk.run(lambda s: s.vault.records.value("SELECT sealed FROM versions"))
        with_number_two = bench.submission()
        # Somebody put another version 2 there already.
        bench.desk.run(
            lambda s: s.vault.records.execute(
                "INSERT INTO versions SELECT record_id, 2, schema, sealed, 'sha256:x', complete, sealed_at, device, epoch,"
                " seq, origin, origin_seq FROM versions"
            )
        )
        assert sealed
        assert bench.judge(*with_number_two) == "desk.version-conflict"
