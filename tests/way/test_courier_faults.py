"""The stick when something goes wrong: stopped, full, pulled out, cut, swapped, or written by somebody else's program.

One office and one field for all: whatever fails here has to leave nothing, which each test asserts.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from base64 import b64decode
from types import SimpleNamespace

import crafted_stick as crafted
import pytest
import road
from faults import files_below, small_disk

from field_doc.app.commands import courier, files, intake, records, sync
from field_doc.base.errors import Cancelled, FieldDocError, IntegrityFailure, WorldProblem
from field_doc.formats import age, wire
from field_doc.formats import courier as consignment
from field_doc.sync import courier_desk, courier_stick, runner
from field_doc.sync.desk import content_identities
from field_doc.sync.enrol import membership

SIZE = 20_000_000


class Way:
    """A stick of three parts, packed, not received."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.site = road.Site(folder / "office")
        self.desk = self.site.desk
        self.field = road.made(folder / "field.fdvault")
        self.site.enrol(self.field)
        sync.sync_now(self.field)
        self.site.stop()
        source = folder / "video.bin"
        source.write_bytes(os.urandom(SIZE))
        self.record = records.new_record(self.field, "incident", {"title": "Stick"}).id
        intake.take_in(self.field, [source], self.record, decode=False)
        records.seal(self.field, self.record)
        self.stick = folder / "stick"
        courier.pack(self.field, self.stick)
        self.identities = self.desk.run(content_identities)
        self.head, self.objects = crafted.contents(self.stick, self.identities)
        self.content = age.HybridRecipient.from_text(self.field.run(membership).content)

    def entered(self, event: str) -> int:
        rows = self.field.run(lambda s: s.vault.records.rows("SELECT leaf FROM ledger"))
        return sum(f'"{event}"'.encode() in bytes(r["leaf"]) for r in rows)

    def kept(self) -> tuple:
        """All a desk could keep of a stick."""
        counts = self.desk.run(
            lambda s: [
                s.vault.records.value(f"SELECT count(*) FROM {table}")
                for table in ("records", "files", "payloads", "pulled", "ledger", "device_keys")
            ]
        )
        incoming = self.desk.run(lambda s: s.vault.payloads.incoming)
        return counts, files_below(incoming)


@pytest.fixture(scope="module")
def way(tmp_path_factory):
    made = Way(tmp_path_factory.mktemp("stick"))
    yield made
    made.field.close()
    made.site.close()


@pytest.fixture
def fresh(tmp_path):
    return tmp_path / "stick"


@pytest.fixture
def nothing_kept(way, tmp_path):
    before = way.kept()
    assert before[1] == []
    yield tmp_path / "answer"
    assert way.kept() == before
    assert not (tmp_path / "answer").exists()


def refused(act, *given, **options) -> FieldDocError:
    with pytest.raises(FieldDocError) as caught:
        act(*given, **options)
    return caught.value


# writing


@pytest.mark.parametrize("at", [1, 2, 11, 19])
@pytest.mark.parametrize("error", [Cancelled, lambda: MemoryError()])
def test_a_write_that_was_stopped_leaves_nothing(way, fresh, at, error) -> None:
    sent = way.entered("transfer.sent")
    with pytest.raises((Cancelled, MemoryError)):
        courier.pack(way.field, fresh, reporter=crafted.Listener("courier.write", at, error))
    assert not fresh.exists()
    assert way.entered("transfer.sent") == sent
    assert road.states(way.field)
    fresh.mkdir()
    refused(courier.pack, way.field, fresh, reporter=crafted.Listener("courier.write", at, Cancelled))
    assert list(fresh.iterdir()) == []
    assert courier.pack(way.field, fresh).sent > 0
    assert way.entered("transfer.sent") == sent + 1


@pytest.mark.parametrize("moment", ["part", "rename", "entry", "index"])
def test_a_write_that_was_killed_is_no_consignment_and_is_swept_by_the_next(way, fresh, monkeypatch, moment) -> None:
    class Killed(BaseException):
        pass

    def kill(*_given, **_options):
        raise Killed

    writer = courier_stick.PartWriter
    with monkeypatch.context() as patch:
        patch.setattr(writer, "_sweep", lambda self: None)
        if moment == "part":
            patch.setattr(courier_stick, "fsync_file", kill)
        elif moment == "entry":
            patch.setattr("field_doc.sync.courier_pack._enter_sent", kill)
        else:
            count, rename = {"rename": 2, "index": 4}[moment], type(fresh).rename

            def renaming(self, target):
                nonlocal count
                count -= self.parent == fresh
                return rename(self, target) if count else kill()

            patch.setattr(type(fresh), "rename", renaming)
        with pytest.raises(Killed):
            courier.pack(way.field, fresh)
    assert list(fresh.iterdir())
    assert refused(courier.office_receive, way.desk, fresh, fresh / "x").code == "courier.not-a-stick"
    assert courier.pack(way.field, fresh).sent > 0
    assert crafted.contents(fresh, way.identities)[1] == way.objects
    assert len(files_below(fresh)) == 4


def test_what_is_not_of_a_broken_write_is_not_touched(way, fresh) -> None:
    fresh.mkdir()
    (fresh / "00000000.partial").write_bytes(b"x")
    (fresh / "photo.jpg").write_bytes(b"y")
    assert refused(courier.pack, way.field, fresh).code == "courier.folder-not-empty"
    assert len(files_below(fresh)) == 2
    assert refused(courier.pack, way.field, way.stick).code == "courier.folder-not-empty"
    assert crafted.contents(way.stick, way.identities)[1] == way.objects


def test_a_stick_without_room_is_refused_before_anything_is_written(way, fresh, monkeypatch) -> None:
    monkeypatch.setattr(courier_stick.shutil, "disk_usage", lambda _: SimpleNamespace(free=25_000_000))
    sent = way.entered("transfer.sent")
    error = refused(courier.pack, way.field, fresh)
    assert (error.code, error.details) == ("courier.no-room", {"needed": 26, "free": 25})
    assert not fresh.exists()
    assert way.entered("transfer.sent") == sent


def test_a_stick_that_fills_up_meanwhile(way, tmp_path, monkeypatch) -> None:
    with small_disk(tmp_path / "disk", "20m") as disk:
        monkeypatch.setattr(courier_stick, "check_room", lambda folder, parts: None)
        error = refused(courier.pack, way.field, disk / "stick")
        assert (error.code, list(disk.iterdir())) == ("disk.full", [])


def test_a_payload_that_changed_in_the_vault_does_not_leave(way, fresh) -> None:
    name = way.field.run(lambda s: s.vault.records.value("SELECT name FROM payloads"))
    path = way.field.run(lambda s: s.vault.payloads.path(name))
    whole = path.read_bytes()
    for changed in (whole[:9_000_000] + bytes([whole[9_000_000] ^ 1]) + whole[9_000_001:], whole[:-1], whole + b"x"):
        path.write_bytes(changed)
        error = refused(courier.pack, way.field, fresh)
        assert (type(error), error.code) == (IntegrityFailure, "courier.object-differs")
        assert not fresh.exists()
    path.write_bytes(whole)


# reading


def test_progress_tells_octets_done_of_all(way, fresh) -> None:
    listener = crafted.Listener()
    courier.pack(way.field, fresh, reporter=listener)
    with courier_desk.opened(
        fresh, lambda h: age.open_header(h, way.identities), "field-doc/courier/v1", listener
    ) as inside:
        while inside.next_object() is not None:
            for _ in inside.blocks():
                pass
        inside.finish()
    for phase in ("courier.write", "courier.read"):
        heard = listener.phases()[phase]
        assert len(heard) > 15
        done = [p.bytes_done for p in heard]
        assert done == sorted(done)
        assert {p.bytes_total for p in heard} == {heard[-1].bytes_done}
        assert heard[-1].bytes_done > SIZE


@pytest.mark.parametrize("at", [1, 2, 10, 20])
def test_reading_that_was_stopped_keeps_nothing(way, nothing_kept, at) -> None:
    listener = crafted.Listener("courier.read", at, Cancelled)
    refused(courier.office_receive, way.desk, way.stick, nothing_kept, reporter=listener)


def test_judging_that_was_stopped_keeps_nothing(way, nothing_kept) -> None:
    listener = crafted.Listener("courier.judge", 5, Cancelled)
    refused(courier.office_receive, way.desk, way.stick, nothing_kept, reporter=listener)


def swapped(stick, index: list[str]) -> None:
    (stick / "index").write_text("\n".join(index) + "\n")


@pytest.mark.parametrize(
    "damage",
    [
        lambda stick, names: (stick / names[1]).unlink(),
        lambda stick, names: os.truncate(stick / names[1], 8_000_000),
        lambda stick, names: os.truncate(stick / names[2], 0),
        lambda stick, names: (stick / names[1]).write_bytes((stick / names[0]).read_bytes()),
        lambda stick, names: swapped(stick, [names[1], names[0], names[2]]),
        lambda stick, names: swapped(stick, names[:2]),
        lambda stick, names: swapped(stick, [*names, names[2]]),
        lambda stick, names: swapped(stick, [names[0], names[0], names[2]]),
        lambda stick, names: ((stick / names[1]).rename(stick / "x"), (stick / names[1]).symlink_to(stick / "x")),
    ],
)
def test_a_stick_that_was_cut_or_shuffled(way, fresh, nothing_kept, damage) -> None:
    shutil.copytree(way.stick, fresh)
    damage(fresh, (fresh / "index").read_text().split())
    error = refused(courier.office_receive, way.desk, fresh, nothing_kept)
    assert isinstance(error, IntegrityFailure)
    assert error.code.startswith(("courier.", "age."))


def test_parts_of_two_consignments_do_not_mix(way, fresh, nothing_kept) -> None:
    courier.pack(way.field, fresh)
    names, others = ((s / "index").read_text().split() for s in (fresh, way.stick))
    shutil.copy(way.stick / others[1], fresh / others[1])
    swapped(fresh, [names[0], others[1], names[2]])
    error = refused(courier.office_receive, way.desk, fresh, nothing_kept)
    assert (type(error), error.code) == (IntegrityFailure, "age.payload-chunk")


def test_a_stick_pulled_out_while_it_is_read(way, fresh, nothing_kept) -> None:
    shutil.copytree(way.stick, fresh)
    names = (fresh / "index").read_text().split()

    class Pull(crafted.Listener):
        def report(self, progress) -> None:
            if progress.phase == "courier.read":
                (fresh / names[2]).unlink(missing_ok=True)
                (fresh / names[1]).unlink(missing_ok=True)

    error = refused(courier.office_receive, way.desk, fresh, nothing_kept, reporter=Pull())
    assert (type(error), error.code) == (WorldProblem, "courier.stick-gone")


def objects_of(way) -> list[tuple[str, bytes]]:
    assert len(way.objects) == 2
    return way.objects


EXTRA = ("sha256:" + hashlib.sha256(b"extra").hexdigest(), b"extra")
CRAFTED = {
    "unlisted": lambda o: [*o, EXTRA],
    "unlisted between": lambda o: [o[0], EXTRA, o[1]],
    "doubled": lambda o: [*o, o[1]],
    "doubled at once": lambda o: [o[0], *o],
    "order": lambda o: o[::-1],
    "missing": lambda o: o[:1],
    "size": lambda o: [o[0], (o[1][0], o[1][1] + b"x")],
    "size less": lambda o: [(o[0][0], o[0][1][:-1]), o[1]],
    "digest": lambda o: [o[0], (o[1][0], b"x" + o[1][1][1:])],
    "digest of the package": lambda o: [(o[0][0], b"x" + o[0][1][1:]), o[1]],
}


@pytest.mark.parametrize("case", CRAFTED)
def test_objects_that_are_not_what_the_list_names(way, fresh, nothing_kept, case) -> None:
    crafted.write(fresh, way.head, CRAFTED[case](objects_of(way)), way.content)
    error = refused(courier.office_receive, way.desk, fresh, nothing_kept)
    assert (type(error), error.code) == (IntegrityFailure, "courier.contents")
    assert error.details["why"] == case.split()[0]


HEADS = {
    "manifest twice": lambda h: {**h, "manifests": h["manifests"] * 2},
    "no manifests": lambda h: {k: v for k, v in h.items() if k != "manifests"},
    "no text": lambda h: {**h, "manifests": [7]},
    "no base64": lambda h: {**h, "manifests": ["?"]},
    "no manifest": lambda h: {**h, "manifests": ["e30="]},
    "no way back": lambda h: {k: v for k, v in h.items() if k != "return"},
    "weak way back": lambda h: {**h, "return": "age1example"},
    "an answer": lambda h: {**h, "type": "field-doc/courier-return/v1"},
}


@pytest.mark.parametrize("case", HEADS)
def test_heads_that_are_none(way, fresh, nothing_kept, case) -> None:
    crafted.write(fresh, HEADS[case](way.head), way.objects, way.content)
    error = refused(courier.office_receive, way.desk, fresh, nothing_kept)
    assert isinstance(error, IntegrityFailure)
    assert error.code in {"courier.malformed", "wire.malformed"} or error.code.startswith("canonical.")


def test_more_than_one_stick_takes_is_refused_by_name(way, fresh, nothing_kept) -> None:
    crafted.write(fresh, way.head, [EXTRA], way.content, count=consignment.MAX_OBJECTS + 1)
    assert refused(courier.office_receive, way.desk, fresh, nothing_kept).code == "courier.limit"


def test_an_envelope_a_weaker_key_opens_is_read_by_nobody(way, fresh, nothing_kept, monkeypatch) -> None:
    """Beside the office's stanza stands one whoever breaks the weaker kind could open (R27)."""
    from field_doc.formats.age import envelope

    weaker = age.X25519Recipient.from_text("age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj")

    class Both:
        def wrap(self, key):
            return way.content.wrap(key)

    real = envelope.build_header
    monkeypatch.setattr(envelope, "build_header", lambda stanzas, key: real([*stanzas, weaker.wrap(key)], key))
    crafted.write(fresh, way.head, way.objects, Both())
    monkeypatch.undo()
    assert refused(courier.office_receive, way.desk, fresh, nothing_kept).code == "desk.mixed-recipients"


def test_a_desk_without_room(way, nothing_kept, monkeypatch) -> None:
    monkeypatch.setattr(courier_desk.shutil, "disk_usage", lambda _: SimpleNamespace(free=50_000_000))
    assert refused(courier.office_receive, way.desk, way.stick, nothing_kept).code == "disk.full"


def test_the_answers_folder_is_looked_at_before_anything_is_taken(way, tmp_path) -> None:
    before = way.kept()
    (tmp_path / "answer").mkdir()
    (tmp_path / "answer" / "x").write_bytes(b"")
    error = refused(courier.office_receive, way.desk, way.stick, tmp_path / "answer")
    assert (error.code, way.kept()) == ("courier.folder-not-empty", before)


def test_an_answer_holds_no_objects(way, fresh) -> None:
    own = way.field.run(lambda s: s.vault.identity.recipient())
    head = {"receipts": [], "type": "field-doc/courier-return/v1"}
    crafted.write(fresh, head, [EXTRA], own)
    assert refused(courier.receive, way.field, fresh).code == "courier.contents"
    crafted.write(fresh.with_name("odd"), {**head, "receipts": [1]}, [], own)
    assert refused(courier.receive, way.field, fresh.with_name("odd")).code == "courier.malformed"
    crafted.write(fresh.with_name("empty"), head, [], own)
    assert courier.receive(way.field, fresh.with_name("empty")).receipts == ()


# last, because it is the first that goes through


def test_submissions_that_share_an_object_and_a_stick_that_is_full(way, tmp_path, monkeypatch) -> None:
    """Three submissions, the same photograph in two of them; a stick takes two of the three."""
    monkeypatch.setattr(runner, "MAX_FILES", 1)
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.bin").write_bytes(b"same" * 100_000)
        other = records.new_record(way.field, "incident", {"title": folder}).id
        intake.take_in(way.field, [tmp_path / folder / "same.bin"], other, decode=False)
    all_of_it = courier.pack(way.field, tmp_path / "all")
    assert not all_of_it.full
    head, objects = crafted.contents(tmp_path / "all", way.identities)
    assert len(head["manifests"]) > 2
    assert len({name for name, _ in objects}) == len(objects) == all_of_it.sent
    named = [o.digest for m in head["manifests"] for o in wire.parse_manifest(b64decode(m)).objects]
    assert len(named) == len(objects) + 1, "one object is named twice and lies there once"
    with monkeypatch.context() as patch:
        patch.setattr(consignment, "MAX_OBJECTS", 3)
        some = courier.pack(way.field, tmp_path / "some")
        assert (some.full, some.sent) == (True, 2)
        patch.setattr(consignment, "MAX_OBJECTS", 1)
        assert refused(courier.pack, way.field, tmp_path / "none").code == "courier.limit"
    done = courier.office_receive(way.desk, tmp_path / "some", tmp_path / "answer")
    assert (len(done.accepted), done.refused) == (1, ())
    courier.receive(way.field, tmp_path / "answer")
    courier.pack(way.field, tmp_path / "rest")
    done = courier.office_receive(way.desk, tmp_path / "rest", tmp_path / "answer2")
    assert (len(done.accepted), done.refused) == (len(head["manifests"]) - 1, ())
    assert courier.receive(way.field, tmp_path / "answer2").pending == 0
    assert {f.sha256 for f in files.list_files(way.desk)} == {f.sha256 for f in files.list_files(way.field)}
    assert way.kept()[1] == []
    nothing = courier.pack(way.field, tmp_path / "nothing")
    assert (nothing.sent, (tmp_path / "nothing").exists()) == (0, False)


def test_a_refusal_comes_back_by_stick_and_the_thing_goes_again(way, tmp_path) -> None:
    """What the desk refuses for what a device signed is answered; nothing of it stays."""
    for title in ("Later", "Later still"):
        records.seal(way.field, records.new_record(way.field, "incident", {"title": title}).id)
    courier.pack(way.field, tmp_path / "stick")

    def set_state(state: str) -> None:
        way.desk.run(lambda s: s.vault.records.execute("UPDATE devices SET state = ?", (state,)))

    before = way.kept()[0][:3]
    set_state("revoked")
    done = courier.office_receive(way.desk, tmp_path / "stick", tmp_path / "answer")
    assert (done.accepted, [reason for _, reason in done.refused]) == ((), ["desk.device-not-confirmed"])
    assert (way.kept()[0][:3], way.kept()[1]) == (before, [])
    assert courier.receive(way.field, tmp_path / "answer").receipts == ("refused",)
    set_state("confirmed")
    courier.pack(way.field, tmp_path / "again")
    done = courier.office_receive(way.desk, tmp_path / "again", tmp_path / "answer2")
    assert (len(done.accepted) > 0, done.refused) == (True, ())
    assert courier.receive(way.field, tmp_path / "answer2").pending == 0
