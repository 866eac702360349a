"""The check before the talk (DOMAIN 2.2), row by row."""

import pytest

from field_doc.base.i18n import LANGUAGES, Words
from field_doc.schema import gate
from field_doc.schema.gate import GateInput, assess


def given(*vulnerability, **more):
    return GateInput(vulnerability=frozenset(vulnerability), **more)


def test_an_adult_without_special_circumstances_gives_a_first_account():
    found = assess(given())
    assert "sk_first_account" in found.allowed
    assert not found.allowed & {"sk_full", "sk_group"}
    assert [r.key for r in found.reasons] == ["adult-first-account"]


def test_a_child_is_never_asked():
    found = assess(given("vn_child"))
    assert found.allowed == {"sk_contact_only"}
    assert {"req-guardian", "req-child-protection"} <= set(found.requirements)


def test_sexual_violence_is_referred_unless_trained_and_the_person_insists():
    assert "sk_first_account" not in assess(given("vn_sgbv")).allowed
    assert "sk_first_account" not in assess(given("vn_sgbv", competence=frozenset({"cmp_crsv"}))).allowed
    assert "sk_first_account" not in assess(given("vn_sgbv", person_insists=True)).allowed
    found = assess(given("vn_sgbv", competence=frozenset({"cmp_crsv"}), person_insists=True))
    assert "sk_first_account" in found.allowed
    assert "sk_full" not in found.allowed
    assert {"req-medical-72h", "req-offer-gender", "req-level-sealed"} <= set(found.requirements)


@pytest.mark.parametrize(
    "more",
    [
        {"vulnerability": frozenset({"vn_trauma_acute"})},
        {"self_incrimination": True},
        {"vulnerability": frozenset({"vn_insider"})},
    ],
)
def test_where_one_stops(more):
    assert assess(GateInput(**more)).allowed == frozenset()


@pytest.mark.parametrize("circumstance", ["vn_torture", "vn_detained", "vn_pow"])
def test_first_account_at_most_even_for_the_fully_trained(circumstance):
    found = assess(given(circumstance, competence=frozenset({"cmp_full"}), written_mandate=True, second_person=True))
    assert "sk_first_account" in found.allowed
    assert "sk_full" not in found.allowed


def test_an_authority_spoke_to_the_person_already():
    assert assess(given(prior_interview=True)).allowed == {"sk_contact_only", "sk_prior_ref"}


def test_a_non_disclosure_warning_leaves_contact_details():
    assert assess(given(non_disclosure_warning=True)).allowed == {"sk_contact_only"}


def test_a_full_statement_needs_training_mandate_and_a_second_person():
    full = {"competence": frozenset({"cmp_full"}), "written_mandate": True, "second_person": True}
    assert "sk_full" in assess(given(**full)).allowed
    for name, without in (("competence", frozenset()), ("written_mandate", False), ("second_person", False)):
        assert "sk_full" not in assess(given(**(full | {name: without}))).allowed


def test_a_group_is_marked_or_separated():
    found = assess(given(group_setting=True))
    assert "sk_group" in found.allowed
    assert "sk_first_account" not in found.allowed
    assert "req-separate" in found.requirements


def test_the_strictest_rule_wins():
    found = assess(given("vn_child", "vn_sgbv", "vn_trauma_acute", prior_interview=True))
    assert found.allowed == frozenset()
    assert found.reasons[0].key == "stop-distress"


def test_a_decision_against_the_talk_and_safe_information():
    assert assess(given(no_go=True)).allowed == {"sk_contact_only"}
    assert "sk_first_account" not in assess(given(information_safe=True)).allowed


def test_what_is_not_answered_is_named():
    fields = {"vulnerability": {"null_reason": "nv_not_observed"}, "had_prior_interview": "yn_no"}
    assert gate.from_fields(fields).open == ("non_disclosure_warning", "self_incrimination", "risk_decision")
    assert gate.from_fields({}).open == gate.ASKED
    assert assess(gate.from_fields({})).reasons[-1].key == "open"


def test_no_circumstance_ever_allows_more(schemas):
    terms = [t.id for t in schemas.vocabulary("vulnerability_needs:vulnerability").terms]
    free = assess(given()).allowed
    for term in terms:
        assert assess(given(term)).allowed <= free


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_and_requirement_has_words(lang):
    words = Words(lang)
    vulnerable = given(
        "vn_child",
        "vn_sgbv",
        "vn_trauma_acute",
        "vn_torture",
        "vn_insider",
        "vn_occupied",
        prior_interview=True,
        non_disclosure_warning=True,
        self_incrimination=True,
        group_setting=True,
        information_safe=True,
        no_go=True,
        open=("x",),
    )
    trained = given("vn_sgbv", competence=frozenset({"cmp_crsv", "cmp_full"}), person_insists=True)
    full = given(competence=frozenset({"cmp_full"}), written_mandate=True, second_person=True)
    for one in (vulnerable, trained, full, given()):
        found = assess(one)
        for key in (*(r.key for r in found.reasons), *found.requirements):
            assert words.has_label("gate", key), key
