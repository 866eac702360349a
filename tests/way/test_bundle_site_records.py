"""A burial site with all that belongs to it goes from a device to the desk and into a bundle, in words."""

from __future__ import annotations

import pytest
import road

from field_doc.app.commands import bundles, desk, records, sync
from field_doc.base.clock import SystemClock
from field_doc.export.signing import make_signer

PHONE = "+380501112233"
# What a value of each type must say in the bundle, whatever the layout of the report.
SITE = {"site_type": "gt_mass", "site_name_local": "край лісосмуги"}
VISIT = {
    "visit_no": 2, "eod_clearance": "eoc_yes", "samples_taken": "smp_none", "ground": ["gnd_dry"],
    "surface_indicators": [{"kind": "gsi_cross", "position": "біля дуба", "length": "1.80"}],
    "markers_text": [{"number": "17", "text": "невідомий, 17"}], "search_method": ["sv_visual"], "line_spacing": "2",
}  # fmt: skip
SURVEY = {
    "carried_out_by": "cob_specialist", "method": "sv_gpr", "antenna": "400", "result": "srs_negative",
    "anomalies": [{"number": "A1", "position": "2 м від дуба", "depth_min": "0.4", "depth_max": "1.2"}],
}  # fmt: skip
FEATURE = {
    "recorded_by": "rcb_from_record", "feature_code": "G1", "kind": "fk_cut", "depth_min": "0.3", "depth_max": "1.6",
    "orientation": "87.5", "associated_objects": [{"kind": "ev_phys_cartridge", "description": "гільза"}],
}  # fmt: skip
REMAINS = {
    "recorded_by": "rcb_expert", "case_no": "S12-G1-B007", "kind": "rk_skeleton", "restraint": ["rst_hands_back"],
    "trauma": [{"region": "reg_head", "mechanism": "inj_gunshot"}], "teeth": [{"fdi": 36, "state": "tth_filled"}],
}  # fmt: skip
MISSING = {
    "phones": PHONE, "height": "172", "features": [{"kind": "bft_tattoo", "description": "якір"}],
    "last_seen_where": "біля мосту", "last_seen_when": "2022-03-12",
}  # fmt: skip
PURPOSE = "cp_ua_authorities"


@pytest.fixture
def office(tmp_path):
    with road.site(tmp_path / "office") as made:
        yield made


def made_records(field) -> dict[str, str]:
    """One record of each type, tied together, sealed."""

    def new(name: str, fields: dict) -> str:
        begun = records.new_record(field, name, fields, lang="uk")
        assert not [p for p in begun.problems if p.severity in ("wrong", "blocks")], (name, begun.problems)
        return begun.id

    site = new("burial_site", SITE)
    found = {"burial_site": site, "visit": new("visit", VISIT | {"site": site})}
    found["survey"] = new("survey", SURVEY | {"site": site, "visit": found["visit"]})
    found["feature"] = new("feature", FEATURE | {"site": site})
    found["missing_person"] = new("missing_person", MISSING)
    matches = [{"target": found["missing_person"], "basis": "татуювання"}]
    found["remains"] = new(
        "remains", REMAINS | {"site": site, "feature": found["feature"], "match_candidates": matches}
    )
    for record in found.values():
        records.seal(field, record)
    return found


def test_a_site_with_its_records_becomes_a_bundle(office, tmp_path) -> None:
    with road.made(tmp_path / "field.fdvault") as field:
        office.enrol(field)
        made = made_records(field)
        sync.sync_now(field)
        assert desk.pull(office.desk).refused == ()
    chosen = {"edition": "pseudonymised", "purpose": PURPOSE, "language": "uk", "records": list(made.values())}
    seen = bundles.look_ahead(office.desk, **chosen)
    assert len(seen.items) == len(made)
    signer = tmp_path / "signer.p12"
    signer.write_bytes(make_signer(*office.root(), "Signer", b"pass", SystemClock()))
    issued = bundles.issue(
        office.desk, out=tmp_path / "out", recipient="Court", signer=signer, signer_passphrase="pass",
        reviewed=seen.suspects, **chosen,
    )  # fmt: skip
    assert not [c.claim for c in bundles.verify(issued.out, None).claims if c.verdict.value == "fails"]
    report = (issued.out / "bag" / "data" / "report.html").read_text("utf-8")
    for said in ("S12-G1-B007", "Георадар (GPR)", "невідомий, 17", "Руки зв’язані за спиною", "Могильна яма", "якір"):
        assert said in report, said
    for file in issued.out.rglob("*"):
        assert not file.is_file() or PHONE.encode() not in file.read_bytes(), file.name
