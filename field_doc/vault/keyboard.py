"""What a text would be under the other keyboard layout: a forgotten switch adds no strength.

Layouts as Windows and X11 have them: US QWERTY against Ukrainian (enhanced) and Russian ЙЦУКЕН.
"""

from __future__ import annotations

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_UKRAINIAN = "йцукенгшщзхїфівапролджєячсмитьбюґ"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"

_TO_LATIN = str.maketrans(_UKRAINIAN + _RUSSIAN, _LATIN * 2)
_TO_UKRAINIAN = str.maketrans(_LATIN, _UKRAINIAN)
_TO_RUSSIAN = str.maketrans(_LATIN, _RUSSIAN)


def readings(text: str) -> tuple[str, ...]:
    """The text itself, then what its keys give under the other layouts; lower case, no doubles."""
    other = (text.translate(_TO_LATIN), text.translate(_TO_UKRAINIAN), text.translate(_TO_RUSSIAN))
    return tuple(dict.fromkeys((text, *other)))
