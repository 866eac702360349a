"""The road by stick: the same states, nothing on the stick that tells whose it is, no part can be changed."""

from __future__ import annotations

import os

import pytest
import road
from faults import files_below

from field_doc.app.commands import courier, desk, files, intake, records, sync
from field_doc.base.errors import FieldDocError, IntegrityFailure
from field_doc.sync.enrol import membership


@pytest.fixture
def way(tmp_path):
    with road.site(tmp_path / "office") as site, road.made(tmp_path / "field.fdvault") as field:
        site.enrol(field, "KURIER-CODE")
        sync.sync_now(field)
        site.stop()
        account = road.Account(field, surname="STICKSURNAME")
        account.seal()
        path = tmp_path / "STICKFILENAME.bin"
        path.write_bytes(b"STICKCONTENT" + os.urandom(9_000_000))
        record = records.new_record(field, "incident", {"title": "STICKTITLE"}).id
        intake.take_in(field, [path], record, decode=False)
        records.seal(field, record)
        yield site, field, tmp_path


def refused(act, *given) -> FieldDocError:
    with pytest.raises(FieldDocError) as caught:
        act(*given)
    return caught.value


def test_there_and_back(way) -> None:
    site, field, folder = way
    packed = courier.pack(field, folder / "stick")
    assert packed.pending > 0
    assert {s for s, _ in road.states(field).values()} == {"sending"}
    done = courier.office_receive(site.desk, folder / "stick", folder / "answer")
    assert (len(done.accepted), done.refused) == (1, ())
    back = courier.receive(field, folder / "answer")
    assert (back.receipts, back.pending) == (("accepted",), 0)
    assert {s for s, _ in road.states(field).values()} == {"accepted"}
    # Once more is no more.
    assert courier.receive(field, folder / "answer").receipts == ()
    again = courier.office_receive(site.desk, folder / "stick", folder / "answer2")
    assert (again.accepted, again.refused) == ((), ())
    there = {f.sha256 for f in files.list_files(site.desk)}
    assert there == {f.sha256 for f in files.list_files(field)}
    # And over the network nothing of it goes a second time, nor does the desk stumble over it.
    site.start()
    assert sync.sync_now(field).sent == 0
    assert desk.pull(site.desk).refused == ()


def test_a_stick_tells_nothing(way) -> None:
    site, field, folder = way
    courier.pack(field, folder / "stick")
    courier.office_receive(site.desk, folder / "stick", folder / "answer")
    tells = [
        "STICKSURNAME",
        "STICKTITLE",
        "STICKFILENAME",
        "STICKCONTENT",
        "KURIER-CODE",
        "Test office",
        "Test Documenter",
    ]
    tells += [w.subject for w, _ in sync.outbox(field).rows]
    tells += [code for _, code in sync.outbox(field).rows]
    member = field.run(membership)
    tells += [member.server_id, member.card_id, member.url, field.run(lambda s: s.keys.device)]
    tells += [f.sha256[7:] for f in files.list_files(field)]
    for name in ("stick", "answer"):
        stick = folder / name
        parts = [p for p in files_below(stick) if p.name != "index"]
        assert len({p.stat().st_size for p in parts}) == 1
        assert len({p.stat().st_mtime_ns for p in files_below(stick)}) == 1
        everything = b"\n".join(p.name.encode() + b"\n" + p.read_bytes() for p in files_below(stick))
        hits = [t for t in tells for c in ("utf-8", "utf-16-le") if t.encode(c) in everything]
        assert hits == []


def test_a_changed_part(way) -> None:
    site, field, folder = way
    courier.pack(field, folder / "stick")
    stick = folder / "stick"
    part = next(p for p in files_below(stick) if p.name != "index")
    whole, index = part.read_bytes(), (stick / "index").read_text()
    before = site.desk.run(lambda s: s.vault.records.value("SELECT count(*) FROM records"))
    for at in (0, 9, 200, len(whole) // 2):
        part.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert refused(courier.office_receive, site.desk, stick, folder / f"a{at}").code == "courier.part-differs"
        # Renamed to fit, as somebody would who knows how names are made.
        import hashlib

        name = hashlib.sha256(part.read_bytes()).hexdigest()
        (stick / name).write_bytes(part.read_bytes())
        (stick / "index").write_text(index.replace(part.name, name))
        error = refused(courier.office_receive, site.desk, stick, folder / f"b{at}")
        assert isinstance(error, IntegrityFailure) or error.code.startswith(("age.", "courier.")), error
        (stick / "index").write_text(index)
        (stick / name).unlink()
        part.write_bytes(whole)
    part.unlink()
    assert refused(courier.office_receive, site.desk, stick, folder / "c").code.startswith("courier.")
    part.write_bytes(whole)
    assert site.desk.run(lambda s: s.vault.records.value("SELECT count(*) FROM records")) == before
    assert courier.office_receive(site.desk, stick, folder / "good").refused == ()


def test_what_is_no_stick(way) -> None:
    site, field, folder = way
    for number, text in enumerate(["", "../../etc/passwd\n", "a" * 64 + "\n", "\xff"]):
        stick = folder / f"odd{number}"
        stick.mkdir()
        (stick / "index").write_text(text, encoding="latin-1")
        for act in (
            lambda s=stick: courier.receive(field, s),
            lambda s=stick: courier.office_receive(site.desk, s, folder / "x"),
        ):
            assert refused(act).code.startswith("courier.")
    assert refused(courier.receive, field, folder / "nowhere").code == "courier.not-a-stick"


def test_somebody_elses_answer(way) -> None:
    """An answer for another device does not open here."""
    site, field, folder = way
    courier.pack(field, folder / "stick")
    courier.office_receive(site.desk, folder / "stick", folder / "answer")
    with road.made(folder / "other.fdvault") as other:
        site.start()
        site.enrol(other, "M-09")
        sync.sync_now(other)
        assert refused(courier.receive, other, folder / "answer").code == "age.no-identity-matched"


def test_a_stick_that_was_lost(way) -> None:
    """What went on it is packed again, or goes by the network."""
    site, field, folder = way
    courier.pack(field, folder / "lost")
    courier.pack(field, folder / "second")
    done = courier.office_receive(site.desk, folder / "second", folder / "answer")
    assert len(done.accepted) == 1
    site.start()
    assert sync.sync_now(field).sent > 0
    assert desk.pull(site.desk).accepted == ()
    sync.sync_now(field)
    assert {s for s, _ in road.states(field).values()} == {"accepted"}
