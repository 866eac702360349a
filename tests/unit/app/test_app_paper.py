"""Paper and vault: a sheet's code becomes its record's, its scan the original, a signed page belongs to one version."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from field_doc.app.commands import custody, files, paper, paper_binding, paper_prints, paper_typing, records
from field_doc.app.session import Session
from field_doc.base.errors import AccessRefused, Cancelled, FieldDocError, InputProblem, WorldProblem
from field_doc.base.progress import Silent
from field_doc.evidence.reserved import read_tag
from field_doc.formats.digest import sha256_text
from field_doc.formats.paper_mark import version_mark

ACCOUNT = "Перший абзац розповіді.\n\nДругий абзац, довший за перший."


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.4\n%%EOF\n")
    return path


@pytest.fixture
def statement(session: Session) -> str:
    person = records.new_record(session, "person", {}).id
    consent = records.new_record(session, "consent", {"person": person, "purposes": {"cp_record": "yes"}}).id
    gate = dict.fromkeys(
        ("had_prior_interview", "non_disclosure_warning", "self_incrimination", "information_at_risk"), "yn_no"
    )
    fields = {
        "person": person, "consent": consent, "vulnerability": {"null": "nv_not_observed"}, "account": ACCOUNT, "fa_who_did": "Люди у формі.",
        "fa_when": {"as_said": "на Великдень", "edtf": "2022-04-24"}, "why_needed": "Уточнити час",
        "risk_assessment": "Ризики обговорено.", "risk_decision": "rd_go",
        "interviewer_competence": [], "written_mandate": True, **gate, "information_at_risk": "yn_yes",
    }  # fmt: skip
    return records.new_record(session, "statement", fields, lang="uk").id


def sealed(session: Session, record: str) -> str:
    return records.seal(session, record)[0].digest


def refused(code: str):
    return pytest.raises(FieldDocError, match=rf"^{code}\b")


def events(session: Session, *names: str) -> list[custody.ledger_view.HistoryLine]:
    """Newest first."""
    return [e for e in custody.entries(session, limit=400) if e.event in names]


# blank forms


def test_codes_are_reserved_printed_and_entered(session: Session, tmp_path: Path) -> None:
    done = paper.print_blank(session, "consent", tmp_path / "c.pdf", count=3, lang="uk")
    assert len(set(done.codes)) == 3
    assert all(c.startswith("K-") for c in done.codes)
    assert stat.S_IMODE((tmp_path / "c.pdf").stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.glob("*partial")] == []
    (was_printed,), (was_reserved,) = events(session, "paper.printed"), events(session, "paper.reserved")
    assert was_reserved.terms["form_digest"] == was_printed.terms["form_digest"] == done.form_digest
    assert was_reserved.detail["codes"] == " ".join(done.codes)
    assert was_printed.detail["sha256"] == sha256_text((tmp_path / "c.pdf").read_bytes())
    assert was_printed.terms["pages"] == str(done.pages)
    assert {r.code for r in paper.reserved(session)} == set(done.codes)


def test_one_file_a_code_in_a_folder(session: Session, tmp_path: Path) -> None:
    done = paper.print_blank(session, "photo_log", tmp_path, count=2, lang="en", separate=True)
    assert sorted(f.name for f in done.files) == sorted(f"{c}.pdf" for c in done.codes)
    assert all(f.is_file() for f in done.files)


def test_a_reserved_code_is_given_to_nobody_else(session: Session, tmp_path: Path) -> None:
    """The generator is made to give the reserved code first; a new record gets the next one."""
    code = paper.print_blank(session, "incident", tmp_path / "f.pdf").codes[0]
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    first = bytes(alphabet.index(c) for c in code[2:6])
    given: Iterator[bytes] = iter([first, first, b"\x01\x02\x03\x04"])
    session.run(lambda s: setattr(s.records, "_random", lambda _n: next(given)))
    assert records.new_record(session, "incident", {}).code.split("-")[1] == "1234"
    assert next(given, None) is None


def test_what_could_not_be_written_leaves_no_open_code(session: Session, tmp_path: Path) -> None:
    with pytest.raises(WorldProblem):
        paper.print_blank(session, "consent", tmp_path / "nowhere" / "c.pdf", count=2)
    assert [r.voided_reason for r in paper.reserved(session)] == ["disk.missing"] * 2
    assert len(events(session, "paper.voided")) == 2


def test_cancelling_writes_nothing(session: Session, tmp_path: Path) -> None:
    class Stopping(Silent):
        def check(self) -> None:
            raise Cancelled

    with pytest.raises(Cancelled):
        paper.print_blank(session, "consent", tmp_path / "c.pdf", reporter=Stopping())
    assert list(tmp_path.glob("*.pdf*")) == []
    assert [bool(r.voided_reason) for r in paper.reserved(session)] == [True]


@pytest.mark.parametrize(
    ("form", "count", "code"),
    [("identity", 1, "paper.identity"), ("nonsense", 1, "record.unknown-type"), ("consent", 0, "paper.count"),
     ("consent", 501, "paper.count")],
)  # fmt: skip
def test_what_is_not_printed(session: Session, tmp_path: Path, form: str, count: int, code: str) -> None:
    with refused(code):
        paper.print_blank(session, form, tmp_path / "f.pdf", count=count)
    assert paper.reserved(session) == ()


def test_nothing_is_overwritten(session: Session, tmp_path: Path) -> None:
    (tmp_path / "c.pdf").write_text("theirs")
    with refused("export.exists"):
        paper.print_blank(session, "consent", tmp_path / "c.pdf")
    assert (tmp_path / "c.pdf").read_text() == "theirs"
    assert paper.reserved(session) == ()


# typing in


def test_a_sheet_is_typed_in_under_its_code_with_its_scan(session: Session, tmp_path: Path, scan: Path) -> None:
    printed = paper.print_blank(session, "consent", tmp_path / "c.pdf", lang="uk")
    code = printed.codes[0]
    done = paper_typing.begin(session, f" {code.lower()} ", [scan], lang="uk")
    assert (done.code, done.type, done.failed) == (code, "consent", False)
    view = records.show(session, done.id)
    assert view.shown.row.code == code
    assert view.shown.fields["paper"] == done.series_id
    (file,) = view.files
    assert file.protection == "identity"
    original = records.show(session, done.series_id).shown.fields
    assert original["original_or_copy"] == "co_original"
    assert code in original["original_where"]["text"]
    assert original["item_type"] == "ev_doc_consent"
    (entry,) = events(session, "paper.typed-in")
    assert entry.terms == {"code": code, "type": "consent", "form_digest": printed.form_digest}
    assert paper.reserved(session)[0].used_by == done.id


def test_the_consents_form_digest_is_the_one_on_the_sheet(session: Session, tmp_path: Path, scan: Path) -> None:
    printed = paper.print_blank(session, "consent", tmp_path / "c.pdf", lang="uk")
    done = paper_typing.begin(session, printed.codes[0], [scan])
    records.seal(session, done.id)
    fields = records.show(session, done.id).shown.fields
    assert fields["form_digest"] == printed.form_digest
    assert fields["language"] == "uk"


def test_the_scan_of_a_photo_log_is_no_photo_of_the_series(session: Session, tmp_path: Path, scan: Path) -> None:
    code = paper.print_blank(session, "photo_log", tmp_path / "p.pdf").codes[0]
    done = paper_typing.begin(session, code, [scan])
    assert done.series_id != done.id
    assert files.list_files(session, done.id) == ()
    assert len(files.list_files(session, done.series_id)) == 1
    (link,) = records.show(session, done.id).shown.fields["links"]
    assert (link["relation"], link["target"]) == ("rt_derived", done.series_id)


def test_a_scan_that_cannot_be_read_leaves_the_record_begun(session: Session, tmp_path: Path) -> None:
    code = paper.print_blank(session, "visit", tmp_path / "v.pdf").codes[0]
    done = paper_typing.begin(session, code, [tmp_path / "not-there.jpg"])
    assert done.failed
    assert records.show(session, done.id).shown.row.code == code


def test_a_code_begins_one_record_only(session: Session, tmp_path: Path) -> None:
    code = paper.print_blank(session, "incident", tmp_path / "f.pdf").codes[0]
    first = paper_typing.begin(session, code)
    with refused("paper.code-used"):
        paper_typing.begin(session, code)
    records.discard_draft(session, first.id)
    with refused("paper.code-used"):
        paper_typing.begin(session, code)


@pytest.mark.parametrize("typed", ["", "K-", "K-AAAA-Z", "K-AAAA-AA", "зовсім не код"])
def test_what_is_no_code(session: Session, typed: str) -> None:
    with refused("paper.code-unreadable"):
        paper_typing.begin(session, typed)


def test_a_sheet_of_another_laptop_is_refused(session: Session, tmp_path: Path) -> None:
    with refused("paper.code-foreign"):
        paper_typing.begin(session, "K-AAAA")
    code = paper.print_blank(session, "consent", tmp_path / "c.pdf").codes[0]
    tag = paper.reserved(session)[0].tag
    other = tag[:-1] + ("0" if tag[-1] != "0" else "1")
    with refused("paper.code-foreign"):
        paper.look_up(session, f"{code} {other}")
    assert paper.look_up(session, f"{code} {tag.lower()}").code == code
    assert read_tag(tag) == tag


def test_a_void_sheet_begins_nothing(session: Session, tmp_path: Path) -> None:
    code = paper.print_blank(session, "consent", tmp_path / "c.pdf").codes[0]
    with refused("paper.reason-needed"):
        paper.void(session, code, " ")
    paper.void(session, code, "lost at the crossing")
    with refused("paper.code-void"):
        paper_typing.begin(session, code)
    with refused("paper.code-void"):
        paper.void(session, code, "again")
    assert events(session, "paper.voided")[0].detail == {"reason": "lost at the crossing"}


def test_a_code_of_another_type_is_refused_by_the_store(session: Session, tmp_path: Path) -> None:
    code = paper.print_blank(session, "consent", tmp_path / "c.pdf").codes[0]

    def step(services) -> None:
        with services.custody.act() as act:
            services.records.begin(act, "incident", {}, None, code=code)

    with refused("paper.code-type"):
        session.run(step)
    assert paper.look_up(session, code).used_by is None


# prints of records


def test_a_statement_is_read_back_as_draft_and_as_version(session: Session, tmp_path: Path, statement: str) -> None:
    draft = paper_prints.print_record(session, statement, tmp_path / "d.pdf", "read-back", lang="uk")
    digest = sealed(session, statement)
    version = paper_prints.print_record(session, statement, tmp_path / "v.pdf", "read-back", lang="en")
    assert (draft.version, version.version) == (0, 1)
    assert version.mark == version_mark(digest)
    assert draft.mark != version.mark
    second, first = events(session, "record.printed")
    assert first.terms["state"] == "draft"
    assert second.terms["number"] == "1"
    assert second.terms["mark"] == version.mark.lower()
    assert second.detail["sha256"] == version.sha256 == sha256_text((tmp_path / "v.pdf").read_bytes())
    assert ACCOUNT[:20] not in str(second)


def test_a_drafts_mark_is_of_its_words_alone(session: Session, tmp_path: Path, statement: str) -> None:
    def mark(name: str, lang: str = "uk") -> str:
        return paper_prints.print_record(session, statement, tmp_path / name, "read-back", lang=lang).mark

    first = mark("1.pdf")
    fields = dict(records.show(session, statement).shown.fields)
    records.save_draft(session, statement, {**fields, "remarks": {"text": "x", "lang": "uk"}})
    assert mark("2.pdf", "en") == first
    records.save_draft(session, statement, {**fields, "fa_who_did": "Люди в цивільному."}, lang="uk")
    assert mark("3.pdf") != first


@pytest.mark.parametrize(
    ("what", "kind", "code"),
    [("read-back", "incident", "paper.not-a-statement"), ("act", "incident", "paper.not-a-handover"),
     ("record", "identity", "paper.identity"), ("record", "incident", "file.purpose-needed")],
)  # fmt: skip
def test_what_is_not_printed_of_records(session: Session, tmp_path: Path, what: str, kind: str, code: str) -> None:
    record = records.new_record(session, kind, {}).id
    with refused(code):
        paper_prints.print_record(session, record, tmp_path / "r.pdf", what, purpose="" if kind == "incident" else "x")
    assert not (tmp_path / "r.pdf").exists()
    assert events(session, "record.printed") == []


def test_a_text_with_an_undecided_name_is_not_printed(session: Session, tmp_path: Path) -> None:
    person = records.new_record(session, "person", {}).id
    records.new_record(session, "identity", {"person": person, "surname": "Тополенко"}, lang="uk")
    incident = records.new_record(session, "incident", {"summary": "Бачили, як прийшов Тополенко."}, lang="uk").id
    with pytest.raises(AccessRefused, match=r"names\.undecided"):
        paper_prints.print_record(session, incident, tmp_path / "r.pdf", purpose="to the lawyer")
    assert not (tmp_path / "r.pdf").exists()


def test_labels_are_entered_for_each_thing(session: Session, tmp_path: Path) -> None:
    things = [records.new_record(session, "item", {"title": "Куртка Тополенка"}, lang="uk") for _ in range(2)]
    done = paper_prints.print_labels(session, [t.code for t in things], tmp_path / "l.pdf", text="Річ")
    assert done.codes == tuple(t.code for t in things)
    assert {e.terms["code"] for e in events(session, "record.printed")} == set(done.codes)
    with refused("paper.nothing"):
        paper_prints.print_labels(session, [], tmp_path / "n.pdf")


# binding


def test_signed_pages_belong_to_the_version_with_their_mark(
    session: Session, tmp_path: Path, scan: Path, statement: str
) -> None:
    digest = sealed(session, statement)
    mark = paper_prints.print_record(session, statement, tmp_path / "v.pdf", "read-back").mark
    done = paper_binding.bind(session, statement, [scan], mark.lower().replace("-", " "))
    assert (done.version, done.version_digest, done.bound) == (1, digest, True)
    (entry,) = events(session, "paper.bound")
    (file,) = records.show(session, statement).files
    assert entry.terms["version"] == digest
    assert entry.terms["file"] == file.id
    assert entry.detail["sha256"] == file.sha256
    assert file.protection == "identity"
    view = records.show(session, statement)
    assert view.shown.row.has_draft
    (signature,) = view.shown.fields["signatures"]
    assert signature["signature"] == {"status": "sg_signed", "attachment": file.id}
    records.seal(session, statement, reason="Signed pages added")
    assert records.show(session, statement).shown.version == 2


def test_pages_signed_as_a_draft_belong_to_the_version_with_the_same_words(
    session: Session, tmp_path: Path, scan: Path, statement: str
) -> None:
    mark = paper_prints.print_record(session, statement, tmp_path / "d.pdf", "read-back").mark
    with refused("paper.mark-unsealed"):
        paper_binding.bind(session, statement, [scan], mark)
    digest = sealed(session, statement)
    records.amend(session, statement, {"fa_who_did": "Інші люди."}, "Corrected")
    assert paper_binding.bind(session, statement, [scan], mark).version_digest == digest


def test_a_mark_of_no_version_is_refused(session: Session, scan: Path, statement: str) -> None:
    sealed(session, statement)
    with refused("paper.mark-unknown"):
        paper_binding.bind(session, statement, [scan], version_mark("sha256:" + "0" * 64))
    with refused("paper.mark-unreadable"):
        paper_binding.bind(session, statement, [scan], "NMM9-HBC5-ZPY0")
    assert records.show(session, statement).files == ()
    assert events(session, "paper.bound") == []


def test_a_signed_act_says_in_each_items_history_that_it_changed_hands(
    session: Session, tmp_path: Path, scan: Path
) -> None:
    items = [records.new_record(session, "item", {"title": "Річ"}, lang="uk").id for _ in range(2)]
    given = {"item": items[0], "other_items": [items[1]], "action": "ca_transferred", "reason": "Дослідження"}
    handover = records.new_record(session, "handover", given, lang="uk").id
    mark = paper_prints.print_record(session, handover, tmp_path / "a.pdf", "act").mark
    digest = sealed(session, handover)
    done = paper_binding.bind(session, handover, [scan], mark)
    assert done.version_digest == digest
    assert records.show(session, handover).shown.fields["paper_form"] is not None
    for item in items:
        assert "custody.handed-over" in [line.event for line in records.history(session, item)]


def test_binding_needs_a_file(session: Session, statement: str) -> None:
    with pytest.raises(InputProblem, match="nothing"):
        paper_binding.bind(session, statement, [], "NMM9-HBC5-ZPYP")
