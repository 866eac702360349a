"""Names of countries and languages in the reader's language; a code without a name here stays the code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

# ISO 3166-1 alpha-2: (Ukrainian, English). The countries named most; any other code can be typed.
COUNTRIES: Final[dict[str, tuple[str, str]]] = {
    "UA": ("Україна", "Ukraine"),
    "RU": ("Росія", "Russia"),
    "BY": ("Білорусь", "Belarus"),
    "PL": ("Польща", "Poland"),
    "MD": ("Молдова", "Moldova"),
    "RO": ("Румунія", "Romania"),
    "HU": ("Угорщина", "Hungary"),
    "SK": ("Словаччина", "Slovakia"),
    "CZ": ("Чехія", "Czechia"),
    "DE": ("Німеччина", "Germany"),
    "GE": ("Грузія", "Georgia"),
    "TR": ("Туреччина", "Türkiye"),
}


def country_name(code: str, lang: str) -> str:
    """``UA`` as "Україна" or "Ukraine"."""
    names = COUNTRIES.get(code)
    return names[0 if lang == "uk" else 1] if names else code


def language_name(code: str, words: Words) -> str:
    """The name of a language; the code itself for those without a name here."""
    names = {
        "uk": words("Ukrainian"),
        "ru": words("Russian"),
        "en": words("English"),
        "crh": words("Crimean Tatar"),
        "pl": words("Polish"),
        "ro": words("Romanian"),
        "hu": words("Hungarian"),
        "bg": words("Bulgarian"),
        "de": words("German"),
        "fr": words("French"),
        "be": words("Belarusian"),
        "und": words("language not known"),
    }
    return names.get(code, code)
