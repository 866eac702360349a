"""Section 4 of the domain page: visit, survey, feature, remains, missing person. Conditions: the two files beside it.

The table is read as the one of ``test_schema_domain.py``: section and field of the page, ours, how it is asked for, its
list. "expert" in the page is X here: offered only in an entry from the authorised team's record, never asked for.
"""

import re
from datetime import date

import pytest

from field_doc.base.paths import resources
from field_doc.schema import defaults, sealing, search, validate

TODAY = date(2026, 11, 20)
TYPES = ("visit", "survey", "feature", "remains", "missing_person")
TABLE = """
0.1 handling_level           | {type}.handling_level              | D | handling_levels:level
0.1 handling_conditions      | {type}.handling_conditions         | C | handling_levels:condition
0.1 content_warnings         | {type}.content_warnings            | R | handling_levels:content_warning
0.1 languages                | {type}.languages                   | D |
0.1 links                    | {type}.links                       | O |
0.1 remarks                  | {type}.remarks                     | O |
0.1 date_received            | survey.date_received               | R |
0.1 date_received            | feature.date_received              | R |
0.1 date_received            | remains.date_received              | R |
0.1 date_received            | missing_person.date_received       | R |
4.2 event_links              | burial_site.event_links.target     | R |
4.2 site_datum               | burial_site.grid                   | O |
4.2 grid orientation         | burial_site.grid_azimuth           | O |
4.2 grid size                | burial_site.grid_size              | O |
4.2 geology                  | burial_site.geology                | O |
4.2 drainage                 | burial_site.drainage               | O |
4.2 surface                  | burial_site.vegetation             | O |
4.2 hazards, certificate     | burial_site.hazards_note           | O |
4.3 visit_no                 | visit.visit_no                     | R |
4.3 start                    | visit.start                        | R |
4.3 end                      | visit.end                          | R |
4.3 team                     | visit.team                         | R |
4.3 team                     | visit.team.who                     | R |
4.3 team roles               | visit.team.role                    | R | roles:site|site_enums:team_role
4.3 permission               | visit.permission                   | R |
4.3 eod_clearance            | visit.eod_clearance                | D | site_enums:eod_clearance
4.3 eod_clearance by         | visit.eod_by                       | C |
4.3 eod_clearance date       | visit.eod_date                     | C |
4.3 weather sky              | visit.sky                          | R | site_enums:sky
4.3 weather rain             | visit.rain_48h                     | R | site_enums:rain_48h
4.3 weather wind             | visit.wind                         | R | site_enums:wind
4.3 weather temperature      | visit.temperature                  | R |
4.3 weather snow             | visit.snow_cover                   | R | site_enums:snow_cover
4.3 weather ground           | visit.ground                       | R | site_enums:ground
4.3 light                    | visit.light                        | O | site_enums:light
4.3 approach_path            | visit.approach_path                | O |
4.3 approach_path line       | visit.approach_line                | O |
4.3 search_method            | visit.search_method                | R | survey_methods:non_intrusive
4.3 search_method spacing    | visit.line_spacing                 | C |
4.3 search_method area       | visit.area_covered                 | R |
4.3 surface_indicators       | visit.surface_indicators           | R |
4.3 surface_indicators       | visit.surface_indicators.kind      | R | grave_surface_indicators
4.3 surface_indicators       | visit.surface_indicators.position  | C |
4.3 surface_indicators size  | visit.surface_indicators.length    | O |
4.3 surface_indicators       | visit.surface_indicators.photos    | O |
4.3 markers_text             | visit.markers_text                 | C |
4.3 markers_text             | visit.markers_text.text            | R |
4.3 markers_text photo       | visit.markers_text.photo           | R |
4.3 remains_visible          | visit.remains_visible              | C |
4.3 remains_visible what     | visit.remains_visible.what         | R |
4.3 remains_visible position | visit.remains_visible.position     | R |
4.3 remains_visible covered  | visit.remains_visible.covered      | R | inline_enums:yn
4.3 artefacts_visible        | visit.artefacts_visible            | C |
4.3 measurements             | visit.measurements                 | O |
4.3 measurements method      | visit.measurements.method          | R |
4.3 witnesses_on_site        | visit.witnesses_on_site            | O |
4.3 photo_log                | visit.photo_log                    | R |
4.3 photo_log numbers        | visit.photo_numbers                | R |
4.3 photo_log views          | visit.photo_views                  | R | site_enums:photo_views
4.3 sketch                   | visit.sketch                       | R |
4.3 sketch parts             | visit.sketch_parts                 | C | site_enums:sketch_parts
4.3 drone_flight             | visit.drone_flights                | O |
4.3 drone_flight permit      | visit.drone_flights.permit         | R |
4.3 drone_flight gsd         | visit.drone_flights.gsd            | O |
4.3 drone_flight overlap     | visit.drone_flights.overlap_front  | O |
4.3 drone_flight points      | visit.drone_flights.control_points | O |
4.3 samples_taken            | visit.samples_taken                | R | site_enums:samples_taken
4.3 contamination            | visit.contamination                | R |
4.3 change_since_last        | visit.change_since_last            | C |
4.3 change_since_last        | visit.change_since_last.compared_with | R |
4.3 change_since_last        | visit.change_since_last.kind       | R | site_attributes:condition_change
4.3 change_since_last        | visit.change_since_last.photo_before | R |
4.3 change_since_last        | visit.change_since_last.photo_after | R |
4.3 protection_action        | visit.protection_action            | O |
4.3 next_visit_due           | visit.next_visit_due               | O |
4.4 method                   | survey.method                      | C | survey_methods:non_intrusive
4.4 method, intrusive        | survey.intrusive_method            | X | survey_methods:intrusive
4.4 operator                 | survey.operator                    | R |
4.4 qualification            | survey.qualification               | R |
4.4 instrument               | survey.instrument                  | R |
4.4 serial                   | survey.serial                      | R |
4.4 settings                 | survey.settings                    | R |
4.4 settings GPR             | survey.antenna                     | C |
4.4 settings spacing         | survey.line_spacing                | C |
4.4 settings velocity        | survey.velocity                    | C |
4.4 settings LiDAR           | survey.point_density               | C |
4.4 settings magnetometer    | survey.sensitivity                 | C |
4.4 settings resistivity     | survey.resistivity                 | C |
4.4 settings probe           | survey.probe_depth                 | C |
4.4 grid_geometry            | survey.grid_geometry               | R |
4.4 line_direction           | survey.line_direction              | R |
4.4 ground_conditions        | survey.ground                      | R | site_enums:ground
4.4 ground_conditions        | survey.rain_48h                    | R | site_enums:rain_48h
4.4 anomalies                | survey.anomalies                   | O |
4.4 anomalies depth          | survey.anomalies.depth_min         | O |
4.4 anomalies confidence     | survey.anomalies.confidence        | R | site_enums:confidence
4.4 raw_data                 | survey.raw_data                    | R |
4.4 processed                | survey.processed                   | R |
4.4 report                   | survey.report                      | R |
4.4 result                   | survey.result                      | R | site_enums:survey_result
4.5 heading, source          | feature.source_team                | R |
4.5 heading, source          | feature.recorded_by                | D | site_enums:recorded_by
4.5 feature_code             | feature.feature_code               | R |
4.5 kind                     | feature.kind                       | R | site_enums:feature_kind
4.5 stratigraphic_relations  | feature.stratigraphic_relations    | R |
4.5 stratigraphic_relations  | feature.stratigraphic_relations.relation | R | site_enums:strat_relation
4.5 shape_plan               | feature.shape_plan                 | R | site_enums:plan_shape
4.5 shape_profile walls      | feature.shape_walls                | R | site_enums:wall_shape
4.5 shape_profile base       | feature.shape_base                 | R | site_enums:base_shape
4.5 length                   | feature.length                     | R |
4.5 width                    | feature.width                      | R |
4.5 depth_min                | feature.depth_min                  | R |
4.5 depth_max                | feature.depth_max                  | R |
4.5 depth below datum        | feature.datum_depth_min            | R |
4.5 depth below datum        | feature.datum_depth_max            | R |
4.5 orientation              | feature.orientation                | R |
4.5 fill colour              | feature.fill_colour                | O |
4.5 tool_marks               | feature.tool_marks                 | O |
4.5 tool_marks width         | feature.tool_marks.width           | O |
4.5 dug_by                   | feature.dug_by                     | O | site_enums:dug_by
4.5 dug_by basis             | feature.dug_by_basis               | C |
4.5 top_of_remains_depth     | feature.top_of_remains_depth       | X |
4.5 body_mass_layout         | feature.body_mass_layout           | X |
4.5 entomology, botany, soil | feature.specialist_samples         | X |
4.5 excavation_dates         | feature.excavation_dates           | X |
4.5 director                 | feature.excavation_director        | X |
4.5 method                   | feature.excavation_method          | X |
4.5 sieving mesh             | feature.sieve_mesh                 | X |
4.6 case_no                  | remains.case_no                    | R |
4.6 kind                     | remains.kind                       | R | remains_attributes:kind
4.6 completeness             | remains.completeness               | R | remains_attributes:completeness
4.6 preservation             | remains.preservation               | R | remains_attributes:preservation
4.6 articulation             | remains.articulation               | R | remains_attributes:articulation
4.6 position                 | remains.position                   | R | remains_position:body_position
4.6 flexion                  | remains.flexion                    | R | remains_position:body_flexion
4.6 arms                     | remains.arms                       | R | remains_position:arm_position
4.6 legs                     | remains.legs                       | R | remains_position:leg_position
4.6 head direction           | remains.head_direction             | R | remains_position:head_direction
4.6 face direction           | remains.face_direction             | R | remains_position:face_direction
4.6 restraint                | remains.restraint                  | R | remains_position:restraint
4.6 wrapping                 | remains.wrapping                   | R | remains_position:wrapping
4.6 relation                 | remains.relation                   | R | remains_position:relation_to_others
4.6 head_azimuth             | remains.head_azimuth               | O |
4.6 xyz points               | remains.xyz_points                 | X |
4.6 elements_present         | remains.elements_present           | X |
4.6 dental chart             | remains.teeth                      | X |
4.6 mni                      | remains.mni                        | C |
4.6 mni method               | remains.mni_method                 | C |
4.6 sex_estimate             | remains.sex_estimate               | X | remains_attributes:sex_estimate
4.6 sex_estimate method      | remains.sex_method                 | C |
4.6 age_estimate             | remains.age_class                  | X | remains_attributes:age_class
4.6 age_estimate range       | remains.age_min                    | X |
4.6 age_estimate method      | remains.age_method                 | C |
4.6 stature                  | remains.stature_min                | X |
4.6 stature formula          | remains.stature_method             | C |
4.6 ancestry                 | remains.ancestry                   | X |
4.6 hair, eye, build         | remains.hair                       | O |
4.6 scars, tattoos           | remains.features                   | O |
4.6 implants, old fractures  | remains.medical_features           | O |
4.6 implants serial no.      | remains.medical_features.serial    | O |
4.6 dental work              | remains.dental_work                | O |
4.6 trauma                   | remains.trauma                     | X |
4.6 trauma region            | remains.trauma.region              | R | injuries_trauma:body_region
4.6 trauma mechanism         | remains.trauma.mechanism           | R | injuries_trauma:mechanism
4.6 trauma timing            | remains.trauma.timing              | R | injuries_trauma:timing
4.6 gunshot_min              | remains.gunshot_min                | X |
4.6 cause                    | remains.cause                      | X |
4.6 manner                   | remains.manner                     | X | remains_attributes:manner
4.6 pmi                      | remains.pmi                        | X |
4.6 clothing                 | remains.clothing                   | O |
4.6 clothing pockets         | remains.clothing.pockets           | O |
4.6 footwear, jewellery      | remains.effects                    | O |
4.6 documents_on_body        | remains.documents_on_body          | O |
4.6 military_items           | remains.military_items             | O |
4.6 personal_effects_bag     | remains.effects_bags               | R |
4.6 personal_effects_bag     | remains.effects_bags.seal          | R |
4.6 fingerprints             | remains.fingerprints_taken         | O | inline_enums:yn
4.6 x-ray                    | remains.xray_taken                 | O | inline_enums:yn
4.6 photos                   | remains.photos_taken               | O | inline_enums:yn
4.6 dna_samples              | remains.dna_samples                | X |
4.6 dna_samples kind         | remains.dna_samples.kind           | R | remains_attributes:dna_sample
4.6 storage bag              | remains.storage_bag                | R |
4.6 storage place            | remains.storage_place              | R |
4.6 storage moves            | remains.storage_moves.action       | R | custody:action
4.6 id_status                | remains.id_status                  | R | remains_attributes:id_status
4.6 id_method                | remains.id_method                  | C | site_enums:id_method
4.6 id_date                  | remains.id_date                    | C |
4.6 id_authority             | remains.id_authority               | C |
4.6 match_candidates         | remains.match_candidates           | O |
4.6 release                  | remains.release                    | O |
4.6 reassociation            | remains.reassociation              | O |
4.7 identity                 | missing_person.person              | R |
4.7 photo                    | missing_person.photo               | R |
4.7 last_seen when           | missing_person.last_seen_when/as_said | R |
4.7 last_seen when           | missing_person.last_seen_when/edtf | R |
4.7 last_seen where          | missing_person.last_seen_where/as_said | R |
4.7 last_seen with whom      | missing_person.last_seen_with      | R |
4.7 last_seen clothing       | missing_person.clothing            | R |
4.7 last_seen items          | missing_person.effects             | R |
4.7 circumstances            | missing_person.circumstances       | R |
4.7 physical                 | missing_person.height              | O |
4.7 physical                 | missing_person.handedness          | O | site_enums:handedness
4.7 distinguishing           | missing_person.features            | O |
4.7 medical                  | missing_person.medical_features    | O |
4.7 dental                   | missing_person.teeth               | O |
4.7 fingerprints             | missing_person.fingerprints_on_file | O |
4.7 DNA on file              | missing_person.dna_on_file         | O |
4.7 relatives_for_dna        | missing_person.relatives_for_dna   | O |
4.7 relatives_for_dna        | missing_person.relatives_for_dna.sample_number | C |
4.7 reported_to              | missing_person.reported_to         | R |
4.7 reported_to              | missing_person.reported_to.body    | R | site_enums:missing_body
4.7 phone                    | missing_person.phones              | O |
4.7 informant                | missing_person.informant           | R |
4.7 informant date           | missing_person.informed_on         | R |
4.7 informant consent        | missing_person.consent             | R |
4.8 item code                | feature.associated_objects.item    | O |
4.8 kind                     | feature.associated_objects.kind    | R | evidence_item_types:physical
4.8 position x               | feature.associated_objects.x       | O |
4.8 position                 | feature.associated_objects.position | R |
4.8 depth                    | feature.associated_objects.depth   | O |
4.8 association              | feature.associated_objects.remains | O |
4.8 photo numbers            | feature.associated_objects.photos  | O |
4.8 weapons                  | feature.associated_objects.weapon  | O | weapons
4.8 bindings                 | feature.associated_objects.restraint | O | remains_position:restraint
4.8 position, at a visit     | visit.artefacts_visible.position   | R |
4.8 kind, at a visit         | visit.artefacts_visible.kind       | R | evidence_item_types:physical
"""
WHY = {
    "0.1 date_received of a visit": "we learn of our own visit when we make it (start)",
    "4.3 team roles": "the list of site roles has no documenter, photographer, dog handler, interpreter, driver",
    "4.3 search_method, 4.4 method": "two fields, so that a list for documenters does not even offer what opens the ground",
    "4.6 id_method, id_date, id_authority": "remains nobody has named have none of them; asked for once a name is said",
    "4.6 fields marked expert": "never asked for: a documenter must not feel pressed to fill them",
}


def rows():
    for line in TABLE.strip().splitlines():
        section, ours, how, vocabulary = (cell.strip() for cell in (line + " |").split(" |")[:4])
        for name in TYPES if "{type}" in ours else ("",):
            yield section, ours.format(type=name), how, vocabulary


@pytest.mark.parametrize(("section", "ours", "how", "vocabulary"), sorted(set(rows())))
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
    elif how == "X":
        assert field.required == "O"
        assert field.relevant is not None, "offered to everybody"
    else:
        assert field.required in {"R": ("R", "D"), "D": ("D",), "O": ("O",)}[how]


def walk(fields, prefix=""):
    for field in fields:
        yield prefix + field.name, field
        yield from walk(field.fields, f"{prefix}{field.name}.")


def test_no_conditional_field_lacks_its_condition(schemas):
    for name in TYPES:
        for path, field in walk(schemas.record_type(name).fields):
            assert field.required != "C" or field.relevant or field.required_if, (name, path)


# All of them


@pytest.mark.parametrize("name", TYPES)
def test_places_names_and_bodies_are_not_public(schemas, name):
    open_fields = {p for p, f in walk(schemas.record_type(name).fields) if f.protection == "public"}
    secret = {
        "visit": {"start", "end", "team", "approach_line", "markers_text", "witnesses_on_site", "photo_log", "sketch"},
        "survey": {"operator", "grid_geometry", "anomalies", "raw_data"},
        "feature": {"source_team", "associated_objects", "excavation_director", "drawings"},
        "remains": {
            "case_no",
            "source_team",
            "restraint",
            "trauma",
            "cause",
            "manner",
            "dna_samples",
            "match_candidates",
        },
        "missing_person": {"person", "photo", "informant", "last_seen_where", "features", "relatives_for_dna"},
    }[name]
    assert secret <= {f.name for f in schemas.record_type(name).fields}
    assert not secret & open_fields


@pytest.mark.parametrize("name", TYPES)
def test_an_empty_record_blocks_nothing_and_is_incomplete(schemas, name):
    record_type = schemas.record_type(name)
    assert validate.blocking(validate.validate(schemas, record_type, {}, today=TODAY)) == []
    _, complete = sealing.complete_for_sealing(record_type, defaults.defaults(record_type))
    assert not complete


def test_who_belongs_to_a_site(schemas):
    children = {t.name: field for t, field in schemas.children("burial_site")}
    assert {"visit", "survey", "feature", "remains"} <= set(children)
    assert {children[n] for n in ("visit", "survey", "feature", "remains")} == {"site"}


def test_titles_of_rows(schemas):
    visit, remains = schemas.record_type("visit"), schemas.record_type("remains")
    assert search.title(visit, {"visit_no": 2}, "uk") == "№\u00a02"
    assert search.title(visit, {"visit_no": 2}, "en") == "No.\u00a02"
    assert search.title(remains, {"case_no": "S12-G1-B007"}, "uk") == "S12-G1-B007"
    assert search.title(schemas.record_type("survey"), {"intrusive_method": "sv_core"}, "en") == "Coring / auger"


def test_no_forbidden_ukrainian_stem_in_our_own_words():
    stems = "показан допит опитув опитан пояснен огляд обшук виїмк вилуч потерпіл підозр обвинувач підсудн понят улик "
    stems += "фототаблиц впізнан опізнан експертиз злочинец злочинц вбивц колаборант жертв труп запечат протокол "
    stems += "доказ розчленов захоронен висновок вузлов гриф"
    pattern = re.compile(r"\b(?:" + "|".join(stems.split()) + ")", re.IGNORECASE)
    text = (resources() / "locale" / "uk" / "schema_site.po").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("msgstr")]
    lines += [t for t in (resources() / "vocab" / "site_enums.json").read_text("utf-8").splitlines() if '"uk":' in t]
    assert [line for line in lines if pattern.search(line)] == []


def test_no_forbidden_english_word_in_our_own_words():
    stems = (
        "evidence prove proof testimon testif perpetrator criminal culprit suspect accused interrogat seiz confiscat "
    )
    stems += (
        "inspect protocol affidavit sworn delete collaborator victim crime invalid fatal abort kill illegal please "
    )
    stems += "sorry"
    pattern = re.compile(r"\b(?:" + "|".join(stems.split()) + ")", re.IGNORECASE)
    text = (resources() / "locale" / "en" / "schema_site.po").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith("msgstr")]
    lines += [t for t in (resources() / "vocab" / "site_enums.json").read_text("utf-8").splitlines() if '"en":' in t]
    assert [line for line in lines if pattern.search(line)] == []
