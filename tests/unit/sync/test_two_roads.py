"""A stick and the network side by side: what went by stick does not look like a fork to the server."""

import road

from field_doc.app.commands import courier, desk, records, sync


def test_after_a_stick_the_network_goes_on(tmp_path):
    with road.site(tmp_path / "office") as site, road.made(tmp_path / "field") as field:
        site.enrol(field)
        assert sync.sync_now(field).enrolled == "confirmed"
        first = records.new_record(field, "case", {"title": "By network"})
        records.seal(field, first.id)
        sync.sync_now(field)
        second = records.new_record(field, "case", {"title": "By stick"})
        records.seal(field, second.id)
        courier.pack(field, tmp_path / "stick")
        third = records.new_record(field, "case", {"title": "By network again"})
        records.seal(field, third.id)
        courier.office_receive(site.desk, tmp_path / "stick", tmp_path / "answer")  # before what came by network
        pulled = desk.pull(site.desk)
        courier.receive(field, tmp_path / "answer")
        sync.sync_now(field)
        pulled = (*pulled.accepted, *desk.pull(site.desk).accepted)
        sync.sync_now(field)
        delivered = {r.title["en"]: r.delivery.value for r in records.list_records(field, type_name="case")}
        assert pulled
        assert delivered["By network again"] == "accepted"
        assert set(delivered.values()) <= {"accepted", "stored", "waiting", "sending"}
