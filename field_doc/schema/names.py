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
    "KZ": ("Казахстан", "Kazakhstan"),
    "LT": ("Литва", "Lithuania"),
    "LV": ("Латвія", "Latvia"),
    "EE": ("Естонія", "Estonia"),
    "AL": ("Албанія", "Albania"),
    "BA": ("Боснія і Герцеговина", "Bosnia and Herzegovina"),
    "BG": ("Болгарія", "Bulgaria"),
    "GR": ("Греція", "Greece"),
    "HR": ("Хорватія", "Croatia"),
    "ME": ("Чорногорія", "Montenegro"),
    "MK": ("Північна Македонія", "North Macedonia"),
    "RS": ("Сербія", "Serbia"),
    "SI": ("Словенія", "Slovenia"),
    "XK": ("Косово*", "Kosovo*"),
    "ES": ("Іспанія", "Spain"),
    "IT": ("Італія", "Italy"),
}
# What stands wherever the name does (DOMAIN, rule 2).
FOOTNOTES: Final[dict[str, tuple[str, str]]] = {
    "XK": (
        (
            "* Це позначення не визначає позицій щодо статусу й відповідає резолюції Ради Безпеки ООН 1244/1999"
            " та висновку Міжнародного суду ООН щодо проголошення незалежності Косова."
        ),
        (
            "* This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 and"
            " the ICJ Opinion on the Kosovo declaration of independence."
        ),
    ),
}


def country_name(code: str, lang: str) -> str:
    """``UA`` as "Україна" or "Ukraine"."""
    names = COUNTRIES.get(code)
    return names[0 if lang == "uk" else 1] if names else code


def footnote(code: str, lang: str) -> str:
    """What has to stand beside a country's name; "" where nothing has."""
    said = FOOTNOTES.get(code)
    return said[0 if lang == "uk" else 1] if said else ""


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
