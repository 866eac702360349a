"""Section 3 of the domain page: items and custody, every rule under a condition (the table: test_domain_people.py)."""

import pytest
from domain_asks import TODAY, asks, said

from field_doc.schema import validate, values
from field_doc.schema.computed import computed


def test_3_1_provider_of_what_was_received(schemas):
    asks(schemas, "item", {"item_type": "ev_photo_recv"}, "provider", {"item_type": "ev_photo"})
    asks(
        schemas,
        "item",
        {"item_type": "ev_phys_device", "left_or_taken": "lt_received"},
        "provider",
        {"item_type": "ev_phys_device", "left_or_taken": "lt_left"},
    )
    asks(schemas, "item", {"provider": "S-1"}, "provider_detail", {"item_type": "ev_photo"})


def test_3_1_consent_of_provider_and_people_shown(schemas):
    for shown in ({"provider": "S-1"}, {"persons_shown": ["ps_identifiable"]}, {"item_type": "ev_oral_history"}):
        asks(schemas, "item", shown, "consent", {"item_type": "ev_photo", "persons_shown": ["ps_none"]})


def test_3_3_direction_and_kind_of_shot_on_sites(schemas):
    on_site = {"item_type": "ev_photo_series", "on_site": "yn_yes"}
    asks(schemas, "item", on_site, "view_azimuth shot_types", {"item_type": "ev_photo_series", "on_site": "yn_no"})
    asks(schemas, "item", {"item_type": "ev_photo", "view_azimuth": "45"}, "azimuth_ref", {"item_type": "ev_photo"})


def test_3_3_scale_for_close_ups(schemas):
    for shot in ("sht_close", "sht_close_scale"):
        photo = {"item_type": "ev_photo", "shot_types": [shot]}
        asks(schemas, "item", photo, "scale_present", photo | {"shot_types": ["sht_overview"]})
    asks(schemas, "item", {"scale_present": "yn_yes"}, "scale_length scale_without", {"scale_present": "yn_no"})


def test_3_3_the_clock_of_the_device_was_compared(schemas):
    asks(schemas, "item", {"clock_offset": -95}, "clock_checked", {"item_type": "ev_photo"})


PAPER = "found_at found_on found_position found_photos condition left_or_taken left_reason pages both_sides order_kept"
THING = "authority_informed authority_informed_at fixed_points size_length size_width size_height mass markings"
PACKED = "gloves packaging package_no seal_no seal_photo"
ONLINE = "url url_final url_archive platform accessed_at collector access_country access_tool captured_parts"


def test_3_4_documents_ask_about_paper_and_photos_do_not(schemas):
    for kind in ("ev_doc_military", "ev_doc_list", "ev_archive_doc"):
        asks(schemas, "item", {"item_type": kind}, PAPER, {"item_type": "ev_photo"})
    asks(schemas, "item", {"item_type": "ev_photo"}, "captured edits persons_shown", {"item_type": "ev_doc_list"})
    archive = "archive_name archive_reference"
    for kind in ("ev_archive_doc", "ev_aerial_photo", "ev_oral_history"):
        asks(schemas, "item", {"item_type": kind}, archive, {"item_type": "ev_doc_list"})


def test_3_4_gloves_and_packing_when_taken(schemas):
    taken = {"item_type": "ev_doc_list", "left_or_taken": "lt_collected"}
    asks(schemas, "item", taken, PACKED, {"item_type": "ev_doc_list", "left_or_taken": "lt_left"})


def test_3_5_objects_ask_for_position_size_and_who_was_called(schemas):
    asks(schemas, "item", {"item_type": "ev_phys_clothing"}, f"{THING} hazard_kind", {"item_type": "ev_video"})


def test_3_5_device_handling_for_devices(schemas):
    device = "device_state device_unlocked device_isolated device_power"
    asks(schemas, "item", {"item_type": "ev_phys_device"}, device, {"item_type": "ev_phys_clothing"})


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"hazard_kind": ["nc_ordnance"]}, True),
        ({"hazard_kind": ["nc_remains"]}, True),
        ({"hazard_kind": ["nc_unsure"]}, True),
        ({"item_type": "ev_for_dna"}, True),
        ({"hazard_kind": ["nc_none"]}, False),
        ({"hazard_kind": ["nc_ordnance"], "left_or_taken": "lt_left"}, False),
    ],
)
def test_3_5_ordnance_weapons_remains_and_biological_are_never_taken(schemas, change, found):
    record = {"item_type": "ev_phys_fragment", "left_or_taken": "lt_collected"} | change
    problem = ("left_or_taken", "record.never-collect", "wrong")
    assert (problem in said(schemas, "item", record)) is found
    record_type = schemas.record_type("item")
    whole = values.normalise_fields(record_type, record)
    assert validate.blocking(validate.validate(schemas, record_type, whole, today=TODAY)) == []


def test_3_5_no_plastic_for_damp_and_none_stands_alone(schemas):
    assert ("packaging", "record.plastic-for-damp", "hint") in said(
        schemas, "item", {"damp": "yn_yes", "packaging": "pkg_plastic"}
    )
    both = {"hazard_kind": ["nc_none", "nc_weapon"]}
    assert ("hazard_kind", "record.none-and-more", "wrong") in said(schemas, "item", both)


def test_3_6_open_sources_ask_how_they_were_captured(schemas):
    for kind in ("ev_web_page", "ev_telegram", "ev_satellite"):
        asks(schemas, "item", {"item_type": kind}, ONLINE, {"item_type": "ev_photo_recv"})
    post = "account_name account_id post_id"
    asks(schemas, "item", {"item_type": "ev_telegram"}, post, {"item_type": "ev_satellite"})
    asks(schemas, "item", {"alteration": "alt_generated"}, "alteration_basis", {"alteration": "alt_none_seen"})
    early = {"posted_at": "2026-03-02T10:00:00Z", "accessed_at": "2026-03-01T10:00:00Z"}
    assert ("accessed_at", "record.date-order", "wrong") in said(schemas, "item", early)


def test_3_7_who_released_and_who_received_when_it_is_a_transfer(schemas):
    both = [f"{side}_{part}" for side in ("released", "received") for part in ("by", "org", "position", "id_seen")]
    both += ["released_signature", "received_signature", "transfer_mode", "consent_checked"]
    for action in ("ca_transferred", "ca_accepted", "ca_returned", "ca_received"):
        asks(schemas, "handover", {"action": action}, " ".join(both), {"action": "ca_stored"})
    asks(schemas, "handover", {"action": "ca_stored"}, "done_by", {"action": "ca_transferred"})


def test_3_7_package_and_seal_numbers(schemas):
    asks(schemas, "handover", {"what": ["hw_package"]}, "package_no seal_old", {"what": ["hw_object"]})
    bag = {"what": ["hw_package"]}
    asks(schemas, "handover", {**bag, "seal_opened": "yn_yes"}, "seal_new", {**bag, "seal_opened": "yn_no"})
    asks(schemas, "handover", {**bag, "action": "ca_sealed"}, "seal_new", {**bag, "action": "ca_moved"})
    asks(schemas, "handover", {"seal_old": "A1"}, "seals_match seal_opened", {"what": ["hw_object"]})
    again = {"seal_old": "A1", "seal_new": "A1", "seal_opened": "yn_yes"}
    assert ("seal_new", "record.seal-again", "wrong") in said(schemas, "handover", again)
    assert ("seals_match", "record.seal-differs", "hint") in said(schemas, "handover", {"seals_match": "yn_no"})


def test_3_7_digests_and_medium_when_digital(schemas):
    fields = "medium medium_detail hash_before hash_after"
    asks(schemas, "handover", {"what": ["hw_digital"]}, fields, {"what": ["hw_object"]})
    assert computed("handover", {"hash_before": "AB 12", "hash_after": "ab12"}) == {"hash_match": True}
    assert computed("handover", {"hash_before": "ab12"}) == {"hash_match": None}
    differ = {"hash_match": False}
    assert ("hash_after", "record.digests-differ", "wrong") in said(schemas, "handover", differ)
    known = differ | {"unavoidable_change": "Носій відмовив, копію зроблено знову."}
    assert ("hash_after", "record.digests-differ", "wrong") not in said(schemas, "handover", known)


def test_3_7_what_changed_is_said(schemas):
    asks(schemas, "handover", {"changed": "yn_yes"}, "unavoidable_change", {"changed": "yn_no"})


def test_3_7_released_before_received(schemas):
    times = {"at": "2026-03-02T10:00:00+02:00", "received_at": "2026-03-02T07:30:00Z"}
    assert ("received_at", "record.received-before-released", "wrong") in said(schemas, "handover", times)
    assert said(schemas, "handover", times | {"received_at": "2026-03-02T08:00:00Z"}) == set()
    asks(
        schemas,
        "handover",
        {"action": "ca_transferred", "transfer_mode": "tp_courier"},
        "received_at carrier",
        {"action": "ca_transferred", "transfer_mode": "tp_hand"},
    )
    same = {"released_by": "D-1", "received_by": "D-1"}
    assert ("received_by", "record.same-hands", "hint") in said(schemas, "handover", same)
