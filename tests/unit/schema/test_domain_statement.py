"""Sections 0 and 2.2 to 2.7 of the domain page: every rule under a condition has a test named after its section."""

from __future__ import annotations

import pytest
from domain_asks import asks, missing, said

from field_doc.schema import upcast, validate, values

FULL = {"statement_kind": "sk_full"}
FIRST = {"statement_kind": "sk_first_account"}
CONSENT = "a0000000-0000-4000-8000-000000000001"
ITEM = "b0000000-0000-4000-8000-000000000002"


def offered(schemas, field, raw, name="statement"):
    record_type = schemas.record_type(name)
    return validate.is_relevant(record_type.at(field), values.normalise_fields(record_type, raw))


# -- 0.1 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["hl_restricted", "hl_sealed"])
def test_0_1_conditions_of_use_of_a_statement_under_a_strict_level(schemas, level):
    asks(schemas, "statement", {"handling_level": level}, "handling_conditions", {"handling_level": "hl_internal"})


# -- 2.2 the gate ------------------------------------------------------------------------------------


def test_2_2_earlier_interviews_when_there_were_some(schemas):
    asks(schemas, "statement", {"had_prior_interview": "yn_yes"}, "prior_interviews", {"had_prior_interview": "yn_no"})
    assert not offered(schemas, "prior_interviews", {"had_prior_interview": "yn_no"})


def test_2_2_an_exception_has_a_name_and_a_ground(schemas):
    asks(schemas, "statement", {"override_by": "D-01"}, "override_reason", {})
    asks(schemas, "statement", {"override_reason": "самі просили"}, "override_by", {})


def test_2_2_referral_when_something_is_known_or_seen(schemas):
    asks(
        schemas,
        "statement",
        {"vulnerability": ["vn_torture"]},
        "referrals",
        {"vulnerability": {"null": "nv_not_observed"}},
    )


# -- 2.3 setting -------------------------------------------------------------------------------------


def test_2_3_interpreter_when_used(schemas):
    fields = (
        "interpreter interpreter_languages interpreter_independent interpreter_oath interpreter_accepted "
        "interpreter_confirmation"
    )
    asks(schemas, "statement", {"interpreter_used": "yn_yes"}, fields, {"interpreter_used": "yn_no"})
    for field in fields.split():
        assert not offered(schemas, field, {"interpreter_used": "yn_no"}), field


def test_2_3_the_platform_of_a_talk_at_a_distance(schemas):
    asks(schemas, "statement", {"statement_kind": "sk_remote"}, "remote_platform", FIRST)


@pytest.mark.parametrize("private", ["prv_overheard", "prv_seen"])
def test_2_3_who_could_hear_or_see(schemas, private):
    asks(schemas, "statement", {"private": private}, "private_detail", {"private": "prv_private"})


@pytest.mark.parametrize("mode", ["rec_audio", "rec_video"])
def test_2_3_the_recording_when_one_was_made(schemas, mode):
    fields = "recording_device recording_whole recording_files"
    asks(schemas, "statement", {"recording": [mode]}, fields, {"recording": ["rec_notes"]})


def test_2_3_what_support_was_accepted_when_some_was_offered(schemas):
    need = schemas.record_type("statement").at("support_offered").vocabulary.terms[0].id
    asks(schemas, "statement", {"support_offered": [need]}, "support_accepted", {})


# -- 2.4 consent -------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["cf_written", "cf_thumb"])
def test_2_4_signature_on_paper(schemas, form):
    asks(schemas, "consent", {"form": form}, "signature", {"form": "cf_audio"})


@pytest.mark.parametrize("form", ["cf_thumb", "cf_oral_noted"])
def test_2_4_a_witness_where_nobody_can_sign(schemas, form):
    asks(schemas, "consent", {"form": form}, "witness_signature", {"form": "cf_written"})


def test_2_4_guardian_and_assent_of_a_child(schemas):
    fields = "guardian child_assent guardian_not_implicated"
    asks(schemas, "consent", {"form": "cf_guardian_assent"}, fields, {"form": "cf_written"})


@pytest.mark.parametrize("answer", ["yes", "ask_each_time"])
def test_2_4_the_way_back_to_the_person_when_it_is_allowed(schemas, answer):
    asks(schemas, "consent", {"recontact": answer}, "recontact_channel recontact_times", {"recontact": "no"})


@pytest.mark.parametrize("status", ["cs_withdrawn", "cs_withdrawn_partial"])
def test_2_4_withdrawal_says_when(schemas, status):
    asks(schemas, "consent", {"status": status}, "withdrawn_at", {"status": "cs_given"})


def test_2_4_withdrawal_in_part_says_of_what(schemas):
    asks(schemas, "consent", {"status": "cs_withdrawn_partial"}, "withdrawal_scope", {"status": "cs_given"})


# -- 2.5 first account ---------------------------------------------------------------------------------


def test_2_5_position_of_an_eyewitness(schemas):
    saw = {**FIRST, "source_of_knowledge": ["kn_saw"]}
    told = {**FIRST, "source_of_knowledge": ["kn_told"]}
    asks(schemas, "statement", saw, "position distance light_and_view", told)
    asks(schemas, "statement", told, "knowledge_from", saw)


def test_2_5_a_first_account_stays_short(schemas):
    """Nothing of the full statement is offered or asked for in it."""
    extra = [
        "background",
        "q_and_a",
        "sketches",
        "exhibits_shown",
        "injuries_reported",
        "clinician",
        "medical_observation",
        "medical_overall",
        "credibility_note",
    ]
    for field in extra:
        assert not offered(schemas, field, FIRST), field
    assert not set(extra) & missing(schemas, "statement", FIRST)
    assert {"oath", "truth_notice"} & missing(schemas, "statement", FIRST) == set()


@pytest.mark.parametrize("kind", ["sk_contact_only", "sk_prior_ref"])
def test_2_5_nothing_of_the_account_is_asked_where_none_is_taken(schemas, kind):
    asked = missing(schemas, "statement", {"statement_kind": kind})
    fields = {"account", "recorded_how", "fa_when", "fa_where", "fa_who_did", "source_of_knowledge", "read_back"}
    assert not asked & fields


# -- 2.6 full statement --------------------------------------------------------------------------------


def test_2_6_background_oath_and_notice_of_a_full_statement(schemas):
    asks(schemas, "statement", FULL, "background oath truth_notice", FIRST)


def test_2_6_medical_observation_only_by_a_clinician(schemas):
    asks(schemas, "statement", {**FULL, "clinician": "R-7"}, "medical_observation medical_overall", FULL)
    for field in ("medical_observation", "medical_overall"):
        assert not offered(schemas, field, FULL), field
        assert not offered(schemas, field, {**FIRST, "clinician": "R-7"}), field


def test_2_6_a_finding_has_its_place_and_its_degree_of_consistency(schemas):
    raw = {**FULL, "clinician": "R-7", "medical_observation": [{"finding": "рубець"}]}
    asked = missing(schemas, "statement", raw)
    assert {"medical_observation[0].region", "medical_observation[0].consistency"} <= asked
    groups = {t.group for t in schemas.record_type("statement").at("medical_observation.consistency").vocabulary.terms}
    assert groups == {"consistency"}


def test_2_6_an_exhibit_shown_has_its_time_and_what_the_person_did(schemas):
    asked = missing(schemas, "statement", {**FULL, "exhibits_shown": [{"item": ITEM}]})
    assert {"exhibits_shown[0].at", "exhibits_shown[0].reaction"} <= asked


def test_2_6_a_question_that_matters_is_kept_with_its_answer(schemas):
    asked = missing(schemas, "statement", {**FULL, "q_and_a": [{"question": "Що було далі?"}]})
    assert "q_and_a[0].answer" in asked


def test_2_6_read_back_says_by_whom_in_what_language_and_when(schemas):
    fields = "read_back_by read_back_language read_back_at corrections_made"
    for answer in ("rb_read_aloud", "rb_read_by_person", "rb_partly"):
        asks(schemas, "statement", {**FIRST, "read_back": answer}, fields, {**FIRST, "read_back": "rb_not_done"})


def test_2_6_corrections_when_some_were_made_with_the_old_words(schemas):
    read = {**FIRST, "read_back": "rb_read_aloud"}
    made, none = {**read, "corrections_made": "yn_yes"}, {**read, "corrections_made": "yn_no"}
    asks(schemas, "statement", made, "corrections", none)
    asked = missing(schemas, "statement", {**made, "corrections": [{"new": "дванадцятого"}]})
    assert "corrections[0].old" in asked


def test_2_6_interpreter_confirms_when_one_was_used(schemas):
    asks(
        schemas, "statement", {"interpreter_used": "yn_yes"}, "interpreter_confirmation", {"interpreter_used": "yn_no"}
    )


def test_2_6_an_opinion_on_credibility_is_another_record(schemas):
    field = schemas.record_type("statement").at("credibility_note")
    assert (field.type, field.types) == ("record_ref", ("note",))


# -- 2.7 after the account -------------------------------------------------------------------------------


def test_2_7_handed_over_with_the_version_of_the_consent(schemas):
    asks(schemas, "statement", {"handed_over": "yn_yes"}, "handed_to", {"handed_over": "yn_no"})
    asked = missing(schemas, "statement", {"handed_over": "yn_yes", "handed_to": [{"authority": "прокуратура"}]})
    parts = ("date", "scope", "legal_basis", "consent")
    assert {f"handed_to[0].{part}" for part in parts} <= asked
    assert "handed_to[0].consent_version" not in asked
    raw = {"handed_over": "yn_yes", "handed_to": [{"authority": "прокуратура", "consent": CONSENT}]}
    assert "handed_to[0].consent_version" in missing(schemas, "statement", raw)


# -- versions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["statement", "consent"])
def test_what_was_written_under_the_version_before_is_all_there(schemas, name):
    before = {f.name for f in schemas.record_type(name, 2).fields}
    assert before <= {f.name for f in schemas.record_type(name).fields}
    found = upcast.upcast(schemas, name, 2, {"remarks": {"text": "x", "lang": "uk"}})
    assert found.fields == {"remarks": {"text": "x", "lang": "uk"}}
    assert not found.read_only


def test_old_corrections_are_shown_though_nobody_was_asked_for_them(schemas):
    raw = {**FIRST, "corrections": [{"old": "десятого", "new": "дванадцятого"}]}
    assert offered(schemas, "corrections", raw)
    assert not {p for p, _, severity in said(schemas, "statement", raw) if severity == "wrong"}
