"""Media types we tell apart: what kind each is and which file name endings go with it."""

from __future__ import annotations

from typing import Final

from field_doc.decode.values import Kind

OTHER: Final = "application/octet-stream"
EMPTY: Final = "application/x-empty"

# media type -> (kind, name endings that do not surprise)
_TABLE: Final[dict[str, tuple[Kind, str]]] = {
    "image/jpeg": ("image", "jpg jpeg jpe jfif mpo jps insp"),
    "image/png": ("image", "png apng"),
    "image/gif": ("image", "gif"),
    "image/webp": ("image", "webp"),
    "image/bmp": ("image", "bmp dib"),
    "image/x-icon": ("image", "ico cur"),
    "image/x-portable-pixmap": ("image", "ppm pgm pbm pnm pam pfm"),
    "image/tiff": ("image", "tif tiff"),
    "image/heic": ("image", "heic heif hif"),
    "image/heif": ("image", "heif heic hif"),
    "image/avif": ("image", "avif avifs"),
    "image/jxl": ("image", "jxl"),
    "image/jp2": ("image", "jp2 j2k jpx jpf jpm"),
    "image/x-jp2-codestream": ("image", "j2k j2c jpc jp2"),
    "image/svg+xml": ("image", "svg"),
    "image/vnd.adobe.photoshop": ("image", "psd psb"),
    "image/vnd-ms.dds": ("image", "dds"),
    "image/x-adobe-dng": ("image", "dng"),
    "image/x-canon-cr2": ("image", "cr2"),
    "image/x-canon-cr3": ("image", "cr3"),
    "image/x-canon-crw": ("image", "crw"),
    "image/x-nikon-nef": ("image", "nef nrw"),
    "image/x-sony-arw": ("image", "arw sr2 srf"),
    "image/x-pentax-pef": ("image", "pef"),
    "image/x-samsung-srw": ("image", "srw"),
    "image/x-fuji-raf": ("image", "raf"),
    "image/x-olympus-orf": ("image", "orf"),
    "image/x-panasonic-rw2": ("image", "rw2 raw rwl"),
    "image/x-minolta-mrw": ("image", "mrw"),
    "image/x-sigma-x3f": ("image", "x3f"),
    "video/mp4": ("video", "mp4 m4v mp4v lrv"),
    "video/quicktime": ("video", "mov qt mp4"),
    "video/3gpp": ("video", "3gp 3gpp mp4"),
    "video/3gpp2": ("video", "3g2 3gp2"),
    "video/x-m4v": ("video", "m4v mp4"),
    "video/x-matroska": ("video", "mkv mka mk3d mks"),
    "video/webm": ("video", "webm weba"),
    "video/x-msvideo": ("video", "avi"),
    "video/mp2t": ("video", "ts mts m2ts m2t tod"),
    "video/mpeg": ("video", "mpg mpeg vob mod"),
    "video/x-flv": ("video", "flv f4v"),
    "video/x-ms-asf": ("video", "wmv asf wma"),
    "application/mxf": ("video", "mxf"),
    "audio/mp4": ("audio", "m4a m4b mp4 aac"),
    "audio/mpeg": ("audio", "mp3 mp2 mpga"),
    "audio/aac": ("audio", "aac"),
    "audio/amr": ("audio", "amr 3ga"),
    "audio/amr-wb": ("audio", "awb amr"),
    "audio/flac": ("audio", "flac"),
    "audio/ogg": ("audio", "ogg oga opus spx oggflac"),
    "video/ogg": ("video", "ogv ogg"),
    "audio/x-wav": ("audio", "wav wave bwf rf64"),
    "audio/x-aiff": ("audio", "aif aiff aifc"),
    "audio/x-caf": ("audio", "caf"),
    "audio/midi": ("audio", "mid midi"),
    "application/pdf": ("document", "pdf ai"),
    "application/postscript": ("document", "ps eps ai"),
    "text/rtf": ("document", "rtf doc"),
    "text/html": ("document", "html htm xhtml"),
    "text/plain": (
        "document",
        "txt csv tsv log md srt vtt sub eml mbox ini nmea igc json yaml yml tex vcf ics",
    ),
    "text/xml": ("document", "xml xmp rdf tcx fods"),
    "application/json": ("document", "json"),
    "application/x-ole-storage": ("document", "doc xls ppt msg mpp vsd pub"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("document", "docx docm"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("document", "xlsx xlsm"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (
        "document",
        "pptx pptm ppsx",
    ),
    "application/vnd.oasis.opendocument.text": ("document", "odt"),
    "application/vnd.oasis.opendocument.spreadsheet": ("document", "ods"),
    "application/vnd.oasis.opendocument.presentation": ("document", "odp"),
    "application/epub+zip": ("document", "epub"),
    "application/gpx+xml": ("geodata", "gpx xml"),
    "application/vnd.google-earth.kml+xml": ("geodata", "kml xml"),
    "application/vnd.google-earth.kmz": ("geodata", "kmz"),
    "application/vnd.garmin.tcx+xml": ("geodata", "tcx xml"),
    "application/geo+json": ("geodata", "geojson json"),
    "application/geopackage+sqlite3": ("geodata", "gpkg"),
    "application/vnd.ant.fit": ("geodata", "fit"),
    "application/zip": ("archive", "zip jar apk cbz aab"),
    "application/gzip": ("archive", "gz tgz"),
    "application/x-bzip2": ("archive", "bz2 tbz2"),
    "application/x-xz": ("archive", "xz txz"),
    "application/zstd": ("archive", "zst"),
    "application/x-7z-compressed": ("archive", "7z"),
    "application/vnd.rar": ("archive", "rar"),
    "application/x-tar": ("archive", "tar"),
    "application/vnd.ms-cab-compressed": ("archive", "cab"),
    "application/x-iso9660-image": ("archive", "iso"),
    "application/vnd.sqlite3": ("other", "sqlite sqlite3 db"),
    "application/x-executable": ("other", "elf so bin"),
    "application/vnd.microsoft.portable-executable": ("other", "exe dll scr com sys"),
    "application/java-vm": ("other", "class"),
    EMPTY: ("other", ""),
    OTHER: ("other", ""),
}
_ENDINGS: Final = {name: frozenset(words.split()) for name, (_kind, words) in _TABLE.items()}
_KNOWN: Final[frozenset[str]] = frozenset().union(*_ENDINGS.values())


def kind_of(media_type: str) -> Kind:
    """The kind of a type; ``other`` for what is not in the table."""
    return _TABLE.get(media_type, ("other", ""))[0]


def ending_fits(media_type: str, ending: str) -> bool:
    """Whether a name ending (lower case, no dot) is usual for that content; an unknown one never differs."""
    if not ending or media_type in (EMPTY, OTHER):
        return ending not in _KNOWN or not ending
    if ending not in _KNOWN and kind_of(media_type) != "other":
        return True
    return ending in _ENDINGS.get(media_type, frozenset())
