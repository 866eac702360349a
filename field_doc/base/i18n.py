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
    """Ukrainian or English, by the system's setting; English if it is neither."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "uk" if value.lower().startswith("uk") else "en"
    current = locale.getlocale()[0] or ""
    return "uk" if current.lower().startswith(("uk", "ukrainian")) else "en"
