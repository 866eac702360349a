"""Words: one gettext catalogue for window, command line and PDF.

Program text uses English msgids (``_("Seal")``). Data (schema labels, error codes, layout
sections) uses symbolic msgids under a context (``label("field", "incident.title")``), which
both catalogues fill. Sources are ``resources/locale/<lang>/*.po``; ``script/catalogues``
merges each language's parts into one ``field_doc.mo``.
"""

from __future__ import annotations

import gettext
import locale
import os
import re
from functools import cache

from field_doc.base.paths import resources

LANGUAGES = ("uk", "en")
DOMAIN = "field_doc"


@cache
def _load(lang: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, resources() / "locale", languages=[lang])


class Words:
    """The catalogue of one language; passed to whoever speaks."""

    def __init__(self, lang: str) -> None:
        if lang not in LANGUAGES:
            lang = "en"
        self.lang = lang
        self._catalogue = _load(lang)

    def __call__(self, message: str, /, **values: object) -> str:
        """Translate program text and fill ``{name}`` placeholders."""
        text = self._catalogue.gettext(message)
        return text.format(**values) if values else text

    def plural(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Translate with a count; ``{count}`` is filled in."""
        return self._catalogue.ngettext(one, many, count).format(count=count, **values)

    def label(self, context: str, key: str, /, **values: object) -> str:
        """Text of a data key; the key itself if the catalogue lacks it (a test refuses that)."""
        text = self._catalogue.pgettext(context, key)
        return text.format(**values) if values else text

    def has_label(self, context: str, key: str) -> bool:
        """Whether the catalogue holds a text for that data key."""
        return self._catalogue.pgettext(context, key) != key


def system_language() -> str:
    """Ukrainian or English, by the system's setting, read as gettext reads it; English if it is neither.

    The first of LC_ALL, LC_MESSAGES and LANG that is set is the locale; unless that is C or POSIX, the list in
    LANGUAGE goes before it. Where nothing is set (Windows), the system's own locale.
    """
    named = next(filter(None, (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    if _tag(named) in {"c", "posix"}:
        return "en"
    wanted = [*os.environ.get("LANGUAGE", "").split(":"), named or locale.getlocale()[0] or ""]
    return next(filter(None, map(_spoken, wanted)), "en")


def _tag(name: str) -> str:
    """The language of a locale's name: ``uk`` of ``uk_UA.UTF-8``, ``ukrainian`` of Windows' ``Ukrainian_Ukraine``."""
    return re.split(r"[_.@-]", name.strip().lower(), maxsplit=1)[0]


def _spoken(name: str) -> str | None:
    """The one of our languages for a locale; None if it asks for another one.

    A Russian system gets Ukrainian: whoever documents in Ukraine on a laptop once set up in Russian reads
    Ukrainian, many of them no English. The first page switches at one click.
    """
    ours = {"uk": "uk", "ukrainian": "uk", "ru": "uk", "russian": "uk", "en": "en", "english": "en"}
    return ours.get(_tag(name))
