"""Invented content of the records around a burial site, for pictures and tests: plain values, no windows."""

from __future__ import annotations

from typing import Any, Final

Json = Any

VISIT: Final[dict[str, Json]] = {
    "visit_no": 2,
    "eod_clearance": "eoc_yes",
    "eod_by": "ДСНС, піротехнічний розрахунок",
    "eod_date": "2026-11-17",
    "start": "2026-11-18T09:10:00+02:00",
    "end": "2026-11-18T12:40:00+02:00",
    "team": [
        {"who": "D-4TDH-K", "role": "tr_documenter"},
        {"who": "D-2M8X-1", "role": "tr_photographer"},
        {"who": "сапер ДСНС", "role": "ro_eod", "organisation": "ДСНС"},
    ],
    "permission": {"text": "Староста, усно, 17.11.2026", "lang": "uk"},
    "sky": "sky_cloudy",
    "rain_48h": "rn_light",
    "wind": "wd_light",
    "temperature": "3.5",
    "snow_cover": "snw_none",
    "ground": ["gnd_wet"],
    "light": ["lgt_day"],
    "search_method": ["sv_visual", "sv_photo"],
    "line_spacing": "2",
    "area_covered": "640",
    "surface_indicators": [
        {
            "kind": "gsi_depression",
            "position": {"text": "4,2 м від дуба, 7,8 м від стовпа", "lang": "uk"},
            "length": "2.10",
        },
        {"kind": "gsi_cross", "position": {"text": "північний край западини", "lang": "uk"}, "photos": "0417–0421"},
    ],
    "markers_text": [{"number": "17", "text": {"text": "невідомий, 12.03", "lang": "uk"}}],
    "photo_views": ["pv_overview", "pv_mid", "pv_n_out", "pv_e_out", "pv_s_out", "pv_w_out"],
    "samples_taken": "smp_none",
    "change_since_last": [{"kind": "cc_settled", "description": {"text": "просіло приблизно на 10 см", "lang": "uk"}}],
}
SURVEY: Final[dict[str, Json]] = {
    "carried_out_by": "cob_specialist",
    "method": "sv_gpr",
    "operator": "G-7KQ2-M",
    "instrument": "георадар з екранованою антеною",
    "antenna": "400",
    "line_spacing": "0.5",
    "line_direction": "87.5",
    "ground": ["gnd_wet"],
    "anomalies": [
        {
            "number": "A1",
            "position": {"text": "x 2,0–4,1; y 6,3–7,9", "lang": "uk"},
            "depth_min": "0.40",
            "depth_max": "1.20",
            "confidence": "cfd_medium",
        }
    ],
    "result": "srs_positive",
}
FEATURE: Final[dict[str, Json]] = {
    "recorded_by": "rcb_from_record",
    "source_team": "група прокуратури із судово-медичним експертом",
    "feature_code": "G1",
    "kind": "fk_cut",
    "shape_plan": "psh_rectangular",
    "shape_walls": "wsh_vertical",
    "shape_base": "bsh_flat",
    "length": "2.10",
    "width": "0.90",
    "depth_min": "0.30",
    "depth_max": "1.60",
    "orientation": "87.5",
    "orientation_ref": "nr_magnetic",
    "dug_by": ["dgb_machine"],
}
REMAINS: Final[dict[str, Json]] = {
    "recorded_by": "rcb_from_record",
    "source_team": "група прокуратури із судово-медичним експертом",
    "case_no": "S12-G1-B007",
    "kind": "rk_skeleton",
    "completeness": "rc_75",
    "preservation": ["rp_skel"],
    "articulation": "ra_full",
    "position": "pos_prone",
    "head_direction": "hd_ne",
    "head_azimuth": "41.5",
    "restraint": ["rst_hands_back"],
    "clothing": [{"type": "куртка", "colour": "темно-синя", "size_label": "50", "layer": 1}],
    "age_class": "ac_middle",
    "age_min": 35,
    "age_max": 50,
    "trauma": [{"region": "reg_head", "mechanism": "inj_gunshot", "timing": "tim_perimortem"}],
    "teeth": [{"fdi": 36, "state": "tth_filled"}],
    "id_status": "is_unid",
}
MISSING_PERSON: Final[dict[str, Json]] = {
    "search_status": "ses_missing",
    "informant_relation": "kin_mother",
    "last_seen_when": {"as_said": "десь дванадцятого березня", "lang": "uk", "edtf": "2022-03-12~"},
    "last_seen_where": {"as_said": "біля мосту", "lang": "uk", "country": "UA", "oblast": "ua_32"},
    "clothing": [{"type": "куртка", "colour": "темно-синя", "size_label": "50"}],
    "height": "172",
    "hair": "темно-русяве",
    "features": [{"kind": "bft_tattoo", "region": "reg_arm_l", "description": {"text": "якір", "lang": "uk"}}],
    "reported_to": [{"body": "msb_register", "date": "2022-05", "number": "відповіді ще немає"}],
}
CONTENT: Final = {
    "visit": VISIT,
    "survey": SURVEY,
    "feature": FEATURE,
    "remains": REMAINS,
    "missing_person": MISSING_PERSON,
}
