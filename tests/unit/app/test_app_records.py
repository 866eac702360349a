"""Records through the commands: drafts, seals, amendments, discards, ids."""

from __future__ import annotations

import shutil

import pytest
from faults import unlocked

from field_doc.app.commands import records
from field_doc.base.errors import AccessRefused, InputProblem, IntegrityFailure
from field_doc.base.ids import read_code
from field_doc.evidence.model import VersionState

# Letters of the Ukrainian layout that look like those of a code, and the digits people mistake.
TWINS = str.maketrans("ABCEHIKMOPTXY10", "АВСЕНІКМОРТХУіо")


def events(session, record):
    return [line.event for line in records.history(session, record)]


def test_draft_is_there_again_when_nothing_was_closed(session, vault_path, tmp_path, incident) -> None:
    """The files as they lie when the process dies now: what ``save_draft`` returned for is in them."""
    records.save_draft(session, incident, {"title": "typed just now"})
    shutil.copytree(vault_path, tmp_path / "after.fdvault")
    with unlocked(tmp_path / "after.fdvault") as again:
        assert records.show(again, incident).shown.fields["title"] == "typed just now"


@pytest.mark.parametrize(
    "type_name", ["case", "incident", "consent", "person", "identity", "burial_site", "item", "note"]
)
def test_an_empty_record_can_be_sealed(session, type_name) -> None:
    """Nothing required blocks a seal; the version says that it is incomplete."""
    begun = records.new_record(session, type_name, {})
    sealing, _ = records.seal(session, begun.id)
    assert sealing.version == 1
    assert sealing.complete == (not any(p.severity == "missing" for p in begun.problems))


def test_empty_fields_are_sealed_as_not_asked(session, incident) -> None:
    records.seal(session, incident)
    fields = records.show(session, incident).shown.fields
    assert fields["warning_given"] == {"null_reason": "nv_not_asked"}
    assert fields["title"] == "Shelling of a street"


def test_statement_is_blocked_by_gate_and_consent_only(session) -> None:
    person = records.new_record(session, "person", {}).code
    answers = {
        "person": person, "statement_kind": "sk_first_account", "vulnerability": {"null": "nv_not_observed"},
        "had_prior_interview": "yn_no", "non_disclosure_warning": "yn_no", "self_incrimination": "yn_no",
        "information_at_risk": "yn_yes", "risk_decision": "rd_go", "account": "Вони прийшли вранці.",
    }  # fmt: skip
    begun = records.new_record(session, "statement", answers)
    assert [p.code for p in begun.problems if p.severity == "blocks"]
    before = session.run(lambda s: s.custody.size())
    with pytest.raises(AccessRefused, match=r"record\.seal-blocked"):
        records.seal(session, begun.id)
    assert session.run(lambda s: s.custody.size()) == before
    assert records.show(session, begun.id).shown.row.versions == 0
    given = {"status": "cs_given", "purposes": {"cp_record": "yes"}, "given_at": "2022-03-05T14:20:00+02:00"}
    consent = records.new_record(session, "consent", {"person": person, **given})
    saved = records.save_draft(session, begun.id, {**answers, "consent": consent.code})
    assert [p.code for p in saved.problems if p.severity == "blocks"] == []
    assert records.seal(session, begun.id)[0].version == 1


def test_a_stopped_talk_is_always_recordable(session) -> None:
    begun = records.new_record(session, "statement", {"statement_kind": "sk_contact_only"})
    assert records.seal(session, begun.id)[0].version == 1


def test_sealed_version_takes_no_draft_and_no_second_seal(session, incident) -> None:
    records.seal(session, incident)
    with pytest.raises(InputProblem, match=r"record\.no-draft"):
        records.save_draft(session, incident, {"title": "other"})
    with pytest.raises(InputProblem, match=r"record\.no-draft"):
        records.seal(session, incident)
    with pytest.raises(InputProblem, match=r"record\.no-draft"):
        records.discard_draft(session, incident)


def test_the_database_itself_refuses_to_change_a_version(session, incident) -> None:
    records.seal(session, incident)
    for statement in ("UPDATE versions SET complete = 1", "DELETE FROM versions"):
        with pytest.raises(IntegrityFailure, match=r"vault\.append-only"):
            session.run(lambda s, sql=statement: s.vault.records.execute(sql))


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_amendment_needs_a_reason_and_opens_nothing_without(session, incident, reason) -> None:
    records.seal(session, incident)
    with pytest.raises(InputProblem, match=r"record\.reason-needed"):
        records.amend(session, incident, {"title": "New title"}, reason)
    row = records.show(session, incident).shown.row
    assert (row.versions, row.has_draft) == (1, False)
    records.open_amendment(session, incident)
    with pytest.raises(InputProblem, match=r"record\.reason-needed"):
        records.seal(session, incident, reason=reason)


def test_both_versions_are_readable_and_differ_where_they_were_changed(session, incident) -> None:
    first, _ = records.seal(session, incident)
    second, _ = records.amend(session, incident, {"title": "Shelling of two streets"}, "A second street was named")
    before = records.show(session, incident, version=1).shown
    after = records.show(session, incident).shown
    assert (first.version, second.version, after.version) == (1, 2, 2)
    assert first.digest != second.digest
    changed = {n for n in before.fields if before.fields[n] != after.fields[n]}
    assert changed == {"title"}
    assert [v.reason for v in after.versions] == [None, "A second street was named"]
    assert after.row.state is VersionState.AMENDED
    with pytest.raises(InputProblem, match=r"record\.no-such-version"):
        records.show(session, incident, version=3)


def test_amendment_begun_twice_is_one_draft(session, incident) -> None:
    records.seal(session, incident)
    records.open_amendment(session, incident)
    records.save_draft(session, incident, {"title": "half typed"})
    records.open_amendment(session, incident)
    assert records.show(session, incident).shown.fields["title"] == "half typed"


def test_never_sealed_cannot_be_amended(session) -> None:
    begun = records.new_record(session, "note", {})
    records.discard_draft(session, begun.id)
    with pytest.raises(InputProblem):
        records.open_amendment(session, begun.id)


def test_discarded_draft_leaves_its_entry_and_nothing_else(session, incident) -> None:
    records.save_draft(session, incident, {"title": "Zabutyi"})
    records.discard_draft(session, incident)
    assert events(session, incident)[-1] == "draft.discarded"
    assert records.list_records(session) == ()
    assert records.search(session, "Zabutyi") == ()
    for act in (records.show, records.seal, records.open_amendment, records.discard_draft):
        with pytest.raises(InputProblem):
            act(session, incident)


def test_discarded_amendment_leaves_list_and_search_as_sealed(session, incident) -> None:
    records.seal(session, incident)
    records.open_amendment(session, incident)
    records.save_draft(session, incident, {"title": "Pomylka"})
    assert len(records.search(session, "Pomylka")) == 1
    records.discard_draft(session, incident)
    assert records.search(session, "Pomylka") == ()
    assert [h.id for h in records.search(session, "Shelling")] == [incident]
    assert records.list_records(session)[0].title["en"] == "Shelling of a street"
    assert records.show(session, incident).shown.version == 1


def test_draft_may_point_to_what_was_discarded(session) -> None:
    """What was typed is kept even when the record it names went away."""
    case = records.new_record(session, "case", {})
    begun = records.new_record(session, "incident", {"case": case.code})
    records.discard_draft(session, case.id)
    saved = records.save_draft(session, begun.id, {"case": case.id, "title": "still here"})
    assert saved.at
    assert records.show(session, begun.id).shown.fields["title"] == "still here"


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"colour": "red"}, "colour"),
        ({"acts": [{"colour": "red"}]}, "acts[0].colour"),
        ({"where": {"colour": "red"}}, "where.colour"),
    ],
)
def test_unknown_field_is_refused_with_its_path(session, incident, fields, path) -> None:
    with pytest.raises(InputProblem, match=r"record\.unknown-field") as refused:
        records.new_record(session, "incident", fields)
    assert refused.value.details["path"] == path
    with pytest.raises(InputProblem, match=r"record\.unknown-field"):
        records.save_draft(session, incident, fields)
    assert records.show(session, incident).shown.fields["title"] == "Shelling of a street"


def test_a_refusal_does_not_repeat_what_was_typed(session) -> None:
    with pytest.raises(InputProblem) as refused:
        records.new_record(session, "incident", {"title": {"Marker Name": "Marker Value"}})
    assert "Marker" not in str(refused.value)


def test_reasons_instead_of_values_are_kept_and_sealed(session) -> None:
    begun = records.new_record(session, "incident", {"warning_given": {"null": "nv_refused"}, "title": None})
    assert records.show(session, begun.id).shown.fields["warning_given"] == {"null_reason": "nv_refused"}
    assert not [p for p in begun.problems if p.path == "warning_given"]
    records.seal(session, begun.id)
    assert records.show(session, begun.id).shown.fields["warning_given"] == {"null_reason": "nv_refused"}


def test_unknown_type_and_wrong_case_are_refused(session, incident) -> None:
    with pytest.raises(InputProblem, match=r"record\.unknown-type"):
        records.new_record(session, "nonsense", {})
    with pytest.raises(InputProblem, match=r"record\.not-a-case"):
        records.new_record(session, "note", {}, case=incident)


def spellings(code: str) -> set[str]:
    return {code, code.lower(), f"  {code} ", code[:-2], code.translate(TWINS), code.translate(TWINS).lower()}


def test_ids_by_uuid_code_twin_letters_and_unique_prefix(session) -> None:
    types = ("incident", "case", "item", "note", "person") * 4
    made = [records.new_record(session, t, {}) for t in types]
    for begun in made:
        typed = spellings(begun.code) | {begun.id, begun.id.upper(), begun.id[:13], begun.code[:-2].lower()}
        for spelling in typed:
            assert records.show(session, spelling).shown.row.id == begun.id, spelling


def test_a_wrong_check_character_finds_nothing(session, incident) -> None:
    code = records.show(session, incident).shown.row.code
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert read_code(wrong) is None
    with pytest.raises(InputProblem, match=r"record\.unknown"):
        records.show(session, wrong)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "%", "%%%%", "____", "abc", "-", "a" * 60_000, "\udcff\udcff\udcff\udcff", "' OR 1=1 --", "\0\0\0\0"],
    ids=range(11),
)
def test_hostile_ids_find_nothing(session, incident, typed) -> None:
    with pytest.raises(InputProblem, match=r"record\.unknown"):
        records.show(session, typed)


def test_a_prefix_of_two_records_is_ambiguous(session) -> None:
    first = records.new_record(session, "note", {}).id
    clash = first[:8] + "-0000-4000-8000-000000000000"
    row = "INSERT INTO records (id, type, code, created_at, changed_at) VALUES (?, 'note', 'N-0000-0', '', '')"
    session.run(lambda s: s.vault.records.execute(row, (clash,)))
    with pytest.raises(InputProblem, match=r"record\.ambiguous"):
        records.show(session, first[:8])


def test_viewing_a_sealed_version_is_entered(session, incident) -> None:
    records.seal(session, incident)
    records.show(session, incident, purpose="answering the court")
    last = records.history(session, incident)[-1]
    assert (last.event, last.detail["purpose"]) == ("record.viewed", "answering the court")


def test_search_treats_what_is_typed_as_words_only(session, incident) -> None:
    for query in ('"', "NEAR(", "title:x", "* OR *", "-", "Shelling AND", "a" * 50_000, "\udcff", "shell"):
        hits = records.search(session, query)
        assert {h.id for h in hits} <= {incident}
    assert [h.id for h in records.search(session, "shell stree")] == []
    assert [h.id for h in records.search(session, "shelling stree")] == [incident]
