"""Capture times: the device's clock as stated, no zone guessed."""

from __future__ import annotations

import pytest

from field_doc.decode import capture_time
from field_doc.decode.tags import EXIF, GPS, IFD0, Tags


def tags(original=None, offset=None, subsec=None, **more) -> Tags:
    standard = {(EXIF, 0x9003): original, (EXIF, 0x9011): offset, (EXIF, 0x9291): subsec}
    return Tags({key: (value,) for key, value in standard.items() if value is not None} | more.get("other", {}))


@pytest.mark.parametrize(
    ("stated", "offset", "subsec", "expected", "basis"),
    [
        ("2023:07:09 20:36:33", "+03:00", None, "2023-07-09T20:36:33+03:00", "exif_original_with_offset"),
        ("2023:07:09 20:36:33", "Z", "042", "2023-07-09T20:36:33.042+00:00", "exif_original_with_offset"),
        ("2023:07:09 20:36:33", None, "5 ", "2023-07-09T20:36:33.5", "exif_original_no_offset"),
        ("2023-07-09 20:36:33", "+25:00", None, "2023-07-09T20:36:33", "exif_original_no_offset"),
    ],
)
def test_stated_times(stated, offset, subsec, expected, basis):
    when, why, findings = capture_time.captured_at(tags(stated, offset, subsec))
    assert (when, why) == (expected, basis)
    assert [f.code for f in findings] == ([] if basis.endswith("with_offset") else ["no_offset"])


@pytest.mark.parametrize("stated", ["0000:00:00 00:00:00", "2023:02:30 10:00:00", "2023:01:01 25:00:00"])
def test_impossible_times_are_none_and_told(stated):
    when, why, findings = capture_time.captured_at(tags(stated))
    assert (when, why) == (None, "none")
    assert [f.code for f in findings] == ["capture_time_invalid"]


def test_blanks_say_nothing():
    assert capture_time.captured_at(tags("    :  :     :  :  ")) == (None, "none", [])


def test_satellite_time_stands_in():
    position_time = {(GPS, 29): ("2023:07:09",), (GPS, 7): ((12, 1), (36, 1), (33, 1))}
    found = capture_time.captured_at(tags(other=position_time))
    assert found == ("2023-07-09T12:36:33Z", "gps_utc", [])


def test_a_change_after_capture_is_seen():
    later = {(IFD0, 0x0132): ("2023:07:10 09:00:00",)}
    same = {(IFD0, 0x0132): ("2023:07:09 20:36:34",)}
    assert capture_time.modified_after(tags("2023:07:09 20:36:33", other=later))
    assert not capture_time.modified_after(tags("2023:07:09 20:36:33", other=same))
