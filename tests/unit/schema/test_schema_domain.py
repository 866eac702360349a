"""Fields that the domain page marks R, D or C, by its sections: they are there, asked for, with their lists.

A row: section of the page, its field, ours (``type.field`` or ``type.field/part``), how it is asked for, its list.
"required": R in the page is R or D here; D has a default or is asked first; C has a condition that can be met; S is
filled by the program. A row that is not word for word the page's says why in ``WHY``.
"""

from datetime import date

import pytest

from field_doc.schema import required, sealing, validate, values
from field_doc.schema.computed import SHOWN_ONLY

TODAY = date(2026, 11, 20)
EVERY = ("case", "incident", "statement", "burial_site", "person")
TABLE = """
0.1 date_received           | {type}.date_received            | R |
0.1 handling_level          | {type}.handling_level           | D | handling_levels:level
0.1 handling_conditions     | {type}.handling_conditions      | C | handling_levels:condition
0.1 content_warnings        | {type}.content_warnings         | R | handling_levels:content_warning
0.1 languages               | {type}.languages                | D |
box code,title,mandate      | case.title                      | D |
box mandate                 | case.mandate                    | R |
box team                    | case.team                       | R |
box default recipients      | case.default_recipients         | R | inline_enums:recipient
box opened                  | case.opened                     | R |
1.1 title                   | incident.title                  | D |
1.1 summary                 | incident.summary                | R |
1.1 incident_kind           | incident.incident_kind          | R | inline_enums:incident_kind
1.1 context_before          | incident.context_before         | R |
1.1 context_after           | incident.context_after          | R |
1.1 military_presence       | incident.military_presence      | C | inline_enums:yn
1.1 warning_given           | incident.warning_given          | C | inline_enums:yn
1.1 area_control            | incident.area_control           | R | perpetrator_types
1.1 area_control basis      | incident.area_control_basis     | R | attribution_basis
1.2 when_verbatim           | incident.when/as_said           | R |
1.2 when_edtf               | incident.when/edtf              | R |
1.2 when_precision          | incident.when/precision         | S | date_precision
1.2 clock_basis             | incident.when/clock_basis       | C | clock_basis
1.2 anchor_event            | incident.anchor_event           | C |
1.3 where_verbatim          | incident.where/as_said          | R |
1.3 oblast                  | incident.where/oblast           | C | ua_oblasts
1.3 settlement              | incident.where/settlement       | R |
1.3 place_type              | incident.where/place_type       | R | location_types
1.3 uncertainty_m           | incident.where/uncertainty_m    | C |
1.3 location_method         | incident.where/method           | C | location_precision:method
1.3 crs_given               | incident.where/crs_given        | C | coordinate_systems
1.3 end_place               | incident.end_places             | C |
1.4 actor                   | incident.acts.involvements.actor | R |
1.4 actor_type              | incident.acts.involvements.actor_type | R | perpetrator_types
1.4 role_in_act             | incident.acts.involvements.role_in_act | R | roles:event|liability_context:mode
1.4 attribution_basis       | incident.acts.involvements.attribution_basis | R | attribution_basis
1.4 recognition_procedure   | incident.acts.involvements.recognition_procedure | C |
1.4 confidence              | incident.acts.involvements.reliability | R | admiralty:reliability
1.4 confidence              | incident.acts.involvements.credibility | R | admiralty:credibility
1.5 weapon                  | incident.weapons.weapon         | R | weapons
1.5 observed                | incident.weapons.observed       | R |
1.5 identified_by           | incident.weapons.identified_by  | C |
1.5 identified basis        | incident.weapons.identified_basis | C |
1.5 identified confidence   | incident.weapons.identified_confidence | C | admiralty:credibility
1.5 eod_status              | incident.weapons.eod_status     | C | inline_enums:eod_status
1.6 outcome                 | incident.harm.outcome           | R | victim_status:outcome
1.6 count_min               | incident.harm.count/min         | R |
1.6 count_max               | incident.harm.count/max         | R |
1.6 count_basis             | incident.harm.count_basis       | R | count_basis
1.6 as_of                   | incident.harm.as_of             | R |
1.7 object_type             | incident.objects.object_type    | R | location_types
1.7 use_at_time             | incident.objects.use_at_time    | R | inline_enums:use_at_time
1.7 use_at_time basis       | incident.objects.use_basis      | R |
1.7 damage_level            | incident.objects.damage_level   | R | inline_enums:damage_level
1.8 set_by_role             | incident.suggested_tags.set_by_role | R | roles:system_user
1.8 set_by date             | incident.suggested_tags.set_on  | R |
1.8 set_by_role             | incident.assessed_tags.set_by_role | R | roles:system_user
1.8 set_by date             | incident.assessed_tags.set_on   | R |
2.1 age_at_event            | identity.age_band               | R | inline_enums:age_band
2.1 identity_verified_how   | identity.identity_verified_how  | R | inline_enums:verified_how
2.1 guardian                | identity.guardian               | C |
2.2 why_needed              | statement.why_needed            | D |
2.2 vulnerability           | statement.vulnerability         | D | vulnerability_needs:vulnerability
2.2 risk_assessment         | statement.risk_assessment       | D |
2.2 risk_assessment go      | statement.risk_decision         | D | inline_enums:risk_decision
2.2 prior_interviews        | statement.had_prior_interview   | D | inline_enums:yn
2.2 prior_interviews        | statement.prior_interviews      | C |
2.2 gate_result             | statement.gate_result           | S | statement_types
2.2 override                | statement.override_by           | C |
2.2 override                | statement.override_reason       | C |
2.2 referral                | statement.referrals             | C |
2.2 referral need           | statement.referrals.need        | R | vulnerability_needs:need
2.3 statement_kind          | statement.statement_kind        | D | statement_types
2.3 start                   | statement.started               | R |
2.3 end                     | statement.ended                 | R |
2.3 breaks                  | statement.breaks                | R |
2.3 breaks reason           | statement.breaks.reason         | R |
2.3 place                   | statement.place                 | R |
2.3 place type              | statement.place/place_type      | R | location_types
2.3 place address           | statement.place/address         | R |
2.3 place, remote           | statement.remote_platform       | C |
2.3 private                 | statement.private               | R | inline_enums:privacy
2.3 private, text           | statement.private_detail        | C |
2.3 persons_present         | statement.persons_present       | R |
2.3 persons_present         | statement.persons_present.who   | R |
2.3 persons_present role    | statement.persons_present.role  | R | roles:interview
2.3 persons_present relation | statement.persons_present.relation | R |
2.3 interviewer             | statement.interviewer           | R |
2.3 interviewer sex         | statement.interviewer_sex       | R | inline_enums:sex
2.3 note_taker              | statement.note_taker            | R |
2.3 interpreter             | statement.interpreter           | C |
2.3 interpreter languages   | statement.interpreter_languages | C |
2.3 interpreter independent | statement.interpreter_independent | C | inline_enums:yn
2.3 interpreter oath        | statement.interpreter_oath      | C | inline_enums:yn
2.3 interpreter accepted    | statement.interpreter_accepted  | C | inline_enums:yn
2.3 language_spoken         | statement.languages_spoken      | R |
2.3 language_of_record      | statement.language_of_record    | R |
2.3 contact_path            | statement.contact_path          | R |
2.3 payment_or_benefit      | statement.payment_or_benefit    | R |
2.3 support_offered         | statement.support_offered       | R | vulnerability_needs:need
2.3 support accepted        | statement.support_accepted      | C | vulnerability_needs:need
2.3 recording               | statement.recording             | R | inline_enums:recording_mode
2.3 recording device        | statement.recording_device      | C |
2.3 recording whole or part | statement.recording_whole       | C | inline_enums:yn
2.3 recording files         | statement.recording_files       | C |
2.4 information_given       | consent.information_given       | R | consent_purposes:information_given
2.4 understood_how          | consent.understood_how          | R |
2.4 capacity                | consent.capacity                | R | inline_enums:capacity
2.4 capacity basis          | consent.capacity_basis          | R |
2.4 purposes                | consent.purposes                | R | consent_purposes:recording+storage+sharing+use+identity+contact+special
2.4 identity_disclosure     | consent.identity_disclosure     | R | inline_enums:identity_disclosure
2.4 recontact               | consent.recontact               | R | inline_enums:consent_answer
2.4 recontact channel       | consent.recontact_channel       | C | inline_enums:contact_kind
2.4 recontact times         | consent.recontact_times         | C |
2.4 form                    | consent.form                    | R | consent_purposes:form
2.4 language                | consent.language                | R |
2.4 form_hash               | consent.form_digest             | S |
2.4 signature               | consent.signature               | C |
2.4 child                   | consent.guardian                | C |
2.4 child                   | consent.child_assent            | C | inline_enums:yn
2.4 given_at                | consent.given_at                | R |
2.4 place                   | consent.place                   | R |
2.4 taken_by                | consent.taken_by                | R |
2.4 status                  | consent.status                  | D | consent_purposes:status
2.4 withdrawal              | consent.withdrawn_at            | C |
2.4 withdrawal scope        | consent.withdrawal_scope        | C | consent_purposes:recording+storage+sharing+use+identity+contact+special
2.4 withdrawal action       | consent.withdrawal_action       | C | handling_levels:retention
2.5 fa_what                 | statement.account               | R |
2.5 fa_when                 | statement.fa_when/as_said       | R |
2.5 fa_when                 | statement.fa_when/edtf          | R |
2.5 fa_where                | statement.fa_where/as_said      | R |
2.5 fa_where                | statement.fa_where/settlement   | R |
2.5 fa_where                | statement.fa_where/place_type   | R | location_types
2.5 fa_who_did              | statement.fa_who_did            | R |
2.5 fa_who_affected         | statement.fa_who_affected       | R |
2.5 fa_source_of_knowledge  | statement.source_of_knowledge   | R | inline_enums:knowledge
2.5 fa_position             | statement.position              | C |
2.5 fa_position distance    | statement.distance              | C |
2.5 fa_position light, view | statement.light_and_view        | C |
2.5 fa_immediate_needs      | statement.immediate_needs       | R | vulnerability_needs:need
2.5 fa_next                 | statement.next                  | R | inline_enums:willing
4.2 site_type               | burial_site.site_type           | R | site_attributes:type
4.2 status                  | burial_site.status              | R | site_attributes:status
4.2 how_known               | burial_site.how_known           | R |
4.2 how_known reporter      | burial_site.how_known.source    | R |
4.2 how_known reporter      | burial_site.how_known.role      | C | roles:event
4.2 how_known first report  | burial_site.how_known.when      | R |
4.2 reported_to             | burial_site.reported_to         | R |
4.2 reported_to authority   | burial_site.reported_to.authority | R |
4.2 reported_to date        | burial_site.reported_to.date    | R |
4.2 admin_location          | burial_site.where/settlement    | R |
4.2 admin_location          | burial_site.where/oblast        | C | ua_oblasts
4.2 geometry_point          | burial_site.where/geometry      | R |
4.2 boundary_polygon        | burial_site.boundary            | R |
4.2 boundary_basis          | burial_site.boundary_basis      | R | location_precision:method
4.2 datum                   | burial_site.datum               | R | coordinate_systems
4.2 instrument              | burial_site.instrument          | R |
4.2 accuracy_h              | burial_site.accuracy_h          | R |
4.2 accuracy_v              | burial_site.accuracy_v          | R |
4.2 fix_type                | burial_site.fix_type            | R | inline_enums:fix_type
4.2 n_satellites            | burial_site.n_satellites        | R |
4.2 averaging_s             | burial_site.averaging           | R |
4.2 reference_points        | burial_site.reference_points    | R |
4.2 reference_points        | burial_site.reference_points.description | R |
4.2 reference_points photo  | burial_site.reference_points.photo | R |
4.2 reference_points        | burial_site.reference_points.distance | R |
4.2 reference_points        | burial_site.reference_points.bearing | R |
4.2 event_links             | burial_site.event_links         | R |
4.2 event_links             | burial_site.event_links.relation | R | relation_types
4.2 event_links             | burial_site.event_links.target  | R |
4.2 period_of_use           | burial_site.period_of_use/edtf  | R |
4.2 who_buried              | burial_site.who_buried          | R | inline_enums:who_buried
4.2 who_buried text         | burial_site.who_buried_detail   | R |
4.2 access                  | burial_site.access              | R |
4.2 hazards                 | burial_site.hazards             | R | site_attributes:hazard
4.2 hazards last check      | burial_site.hazards_checked     | R |
4.2 protection_now          | burial_site.protection_now      | R | site_attributes:protection
4.2 protection_now by, since | burial_site.protection_now_detail | C |
4.2 protection_needed       | burial_site.protection_urgency  | R | inline_enums:urgency
4.2 protection_needed       | burial_site.protection_reason   | R |
5.1 counting_unit           | person.counting_unit            | R | inline_enums:counting_unit
5.1 group_size              | person.group_size               | C |
5.1 roles                   | person.roles                    | R |
5.1 roles role              | person.roles.role               | R | roles:event+interview+custody+site
5.1 source_relation         | person.source_relation          | C |
"""
WHY = {
    "0.1 on consent and identity": "a consent is received when it is given (given_at) and has language; neither has "
    "content of its own to warn of, and an identity is no record of the common block",
    "1.2 when_precision": "computed from the date at once; whoever gives the date gives it (asked for with when_edtf)",
    "1.3 oblast": "asked for in Ukraine only (first box of the page)",
    "2.3 recording": "own list: what was recorded; consent_purposes:recording says what was permitted (docs/spec/record.md)",
    "2.4 identity_disclosure": "own list of three answers to one question; the two purposes stand in the map as well",
    "2.4 status": "set by hand in the first version of a consent, so D with a default",
    "4.1.5": "coordinates of unprotected graves are restricted by default; a container takes the strictest level of "
    "what it holds (0.11): a burial site begins as hl_restricted",
}


def rows():
    for line in TABLE.strip().splitlines():
        section, ours, how, vocabulary = (cell.strip() for cell in (line + " |").split(" |")[:4])
        for name in EVERY if "{type}" in ours else ("",):
            yield section, ours.format(type=name), how, vocabulary


ROWS = sorted(set(rows()))


@pytest.mark.parametrize(("section", "ours", "how", "vocabulary"), ROWS)
def test_what_the_domain_page_marks_is_asked_for(schemas, section, ours, how, vocabulary):
    del section
    name, _, path = ours.partition(".")
    dotted, _, part = path.partition("/")
    field = schemas.record_type(name).at(dotted)
    found = field.parts.get(part) if part else field.vocabulary
    assert (found.name if found else "") == vocabulary
    if part:
        assert how != "R" or part in field.asks
    elif how == "C":
        assert field.required == "C"
        assert field.required_if is not None or field.relevant is not None, "a condition that is never met"
    else:
        assert field.required in {"R": ("R", "D"), "D": ("D",), "S": ("S",)}[how]
        assert how != "S" or field.name in SHOWN_ONLY[name], "filled by the program"


def test_no_conditional_field_of_these_types_lacks_its_condition(schemas):
    def walk(fields, prefix=""):
        for field in fields:
            yield prefix + field.name, field
            yield from walk(field.fields, f"{prefix}{field.name}.")

    for name in (*EVERY, "consent", "identity"):
        for path, field in walk(schemas.record_type(name).fields):
            assert field.required != "C" or field.relevant or field.required_if, (name, path)


def missing(schemas, name, raw):
    record_type = schemas.record_type(name)
    return {path for path, _ in required.missing(record_type, values.normalise_fields(record_type, raw))}


@pytest.mark.parametrize(
    ("name", "raw", "asked", "not_asked"),
    [
        ("incident", {"when": {"as_said": "восени", "lang": "uk"}}, {"when.edtf"}, {"when.as_said", "when"}),
        ("incident", {"when": {"edtf": "2022"}}, {"when.as_said"}, {"when.edtf"}),
        ("incident", {"when": {"as_said": "x", "edtf": {"null": "nv_not_remembered"}}}, set(), {"when.edtf"}),
        (
            "incident",
            {"where": {"oblast": "ua_32"}},
            {"where.as_said", "where.settlement", "where.place_type"},
            {"where.geometry"},
        ),
        ("incident", {"where": {"country": "PL", "settlement": "X"}}, {"where.place_type"}, {"where.oblast"}),
        ("burial_site", {"where": "за городами"}, {"where.geometry", "where.oblast"}, {"where.as_said"}),
        ("incident", {"harm": [{"count": {"min": 2}}]}, {"harm[0].count.max"}, {"harm[0].count.min"}),
        ("incident", {"weapons": [{"weapon": ["wpn_mortar"]}]}, {"weapons[0].eod_status"}, set()),
        ("incident", {"weapons": [{"weapon": ["wpn_blade"]}]}, set(), {"weapons[0].eod_status"}),
        (
            "incident",
            {"acts": [{"involvements": [{"attribution_basis": ["ab_photo_id"]}]}]},
            {"acts[0].involvements[0].recognition_procedure"},
            set(),
        ),
        (
            "incident",
            {"acts": [{"involvements": [{"attribution_basis": ["ab_uniform"]}]}]},
            set(),
            {"acts[0].involvements[0].recognition_procedure"},
        ),
        ("incident", {"handling_level": "hl_restricted"}, {"handling_conditions"}, set()),
        ("incident", {"handling_level": "hl_confidential"}, set(), {"handling_conditions"}),
        ("person", {"roles": [{"role": "ro_eyewitness"}]}, {"source_relation"}, set()),
        ("person", {"roles": [{"role": "ro_victim"}]}, set(), {"source_relation"}),
        ("statement", {"recording": ["rec_audio"]}, {"recording_device", "recording_files"}, set()),
        ("statement", {"recording": ["rec_notes"]}, set(), {"recording_device"}),
    ],
)
def test_conditions_are_met_and_not_met(schemas, name, raw, asked, not_asked):
    found = missing(schemas, name, raw)
    assert asked <= found
    assert not found & not_asked


def test_what_is_asked_for_never_blocks(schemas):
    for name in EVERY:
        if name == "statement":
            continue
        record_type = schemas.record_type(name)
        assert validate.blocking(validate.validate(schemas, record_type, {}, today=TODAY)) == []
        _, complete = sealing.complete_for_sealing(record_type, {})
        assert not complete


def test_a_readable_date_always_has_its_precision(schemas):
    field = schemas.record_type("incident").at("when")
    for text in ("2022", "2022-03-12~", "2022-03-10/2022-03-28", "[2022-03-11,2022-03-12]", "2022-21", "2022-03-XX"):
        assert values.normalise(field, {"edtf": text})["precision"]


def test_graves_begin_restricted(schemas):
    assert schemas.record_type("burial_site").at("handling_level").default == "hl_restricted"
    assert WHY["4.1.5"]
