"""What consent keeps here keeps its words here too: file names, paths and reasons beside the ledger."""

import road

from field_doc.app.commands import desk, intake, records, sync
from field_doc.evidence.custody import detail_of

NAME = "Вигаданчук-на-фото.txt"


def desk_words(site) -> str:
    rows = site.desk.run(lambda s: [r["detail"] for r in s.vault.records.rows("SELECT detail FROM device_ledger")])
    return "\n".join(bytes(d).decode() for d in rows if d is not None)


def test_words_follow_only_with_what_may_go(tmp_path):
    (tmp_path / NAME).write_text("invented")
    with road.site(tmp_path / "office") as site, road.made(tmp_path / "field") as field:
        site.enrol(field)
        account = road.Account(field, ("cp_record",))
        intake.take_in(field, [tmp_path / NAME], account.statement)
        account.seal()
        other = records.new_record(field, "case", {"title": "Free to go"})
        records.seal(field, other.id)
        first = sync.sync_now(field)
        assert {reason for _, reason in first.failed} == {"consent.storage"}
        assert desk.pull(site.desk).accepted
        assert NAME not in desk_words(site)

        records.amend(field, account.consent, {"purposes": road.purposes(*road.ALLOWED)}, "asked again")
        second = sync.sync_now(field)
        assert not second.failed
        pulled = desk.pull(site.desk)
        assert pulled.accepted, pulled.refused
        assert not pulled.refused
        assert NAME in desk_words(site)
        sync.sync_now(field)
        assert {state for state, _ in road.states(field).values()} == {"accepted"}
        assert field.run(lambda s: detail_of(s.vault.records, 1, 0)) == {}
