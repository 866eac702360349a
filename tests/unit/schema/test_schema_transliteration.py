"""KMU 55/2010: the vectors of the domain page, and what must not change."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_doc.schema.transliteration import is_ukrainian, kmu55

VECTORS = """
Алушта | Alushta
Борщагівка | Borshchahivka
Вінниця | Vinnytsia
Гадяч | Hadiach
Ґалаґан | Galagan
Донецьк | Donetsk
Рівне | Rivne
Єнакієве | Yenakiieve
Гаєвич | Haievych
Житомир | Zhytomyr
Закарпаття | Zakarpattia
Медвин | Medvyn
Іванків | Ivankiv
Їжакевич | Yizhakevych
Кадиївка | Kadyivka
Йосипівка | Yosypivka
Стрий | Stryi
Київ | Kyiv
Лебедин | Lebedyn
Миколаїв | Mykolaiv
Ніжин | Nizhyn
Одеса | Odesa
Полтава | Poltava
Решетилівка | Reshetylivka
Суми | Sumy
Тетерів | Teteriv
Ужгород | Uzhhorod
Фастів | Fastiv
Харків | Kharkiv
Біла Церква | Bila Tserkva
Чернівці | Chernivtsi
Шостка | Shostka
Гоща | Hoshcha
Юрій | Yurii
Крюківка | Kriukivka
Яготин | Yahotyn
Костянтин | Kostiantyn
Знам'янка | Znamianka
Знам’янка | Znamianka
Знамʼянка | Znamianka
Феодосія | Feodosiia
Згорани | Zghorany
Розгон | Rozghon
Куп’янськ | Kupiansk
Ізюм | Izium
Буча | Bucha
Запоріжжя | Zaporizhzhia
Кам’янець-Подільський | Kamianets-Podilskyi
Новгород-Сіверський | Novhorod-Siverskyi
Щербак | Shcherbak
Ївга Ющенко | Yivha Yushchenko
ЩЕРБАК | SHCHERBAK
ЗГУРСЬКИЙ | ZGHURSKYI
Яцьків Юлія Євгенівна | Yatskiv Yuliia Yevhenivna
Мар’яна | Mariana
В’ячеслав | Viacheslav
"""
PAIRS = [tuple(line.split(" | ")) for line in VECTORS.strip().splitlines()]


@pytest.mark.parametrize(("ukrainian", "latin"), PAIRS)
def test_the_vectors_of_the_resolution(ukrainian, latin):
    assert kmu55(ukrainian) == latin
    assert kmu55(unicodedata.normalize("NFD", ukrainian)) == latin


def test_there_are_56_of_them():
    assert len(PAIRS) == 56


def test_signs_digits_and_latin_letters_stay():
    assert kmu55("Shevchenko 12, кв. 3-а; «Зоря»") == "Shevchenko 12, kv. 3-a; «Zoria»"
    assert kmu55("") == ""
    assert kmu55("Щ") == "Shch"
    assert kmu55("’Яна’") == "’Yana’"


@pytest.mark.parametrize(
    ("text", "found"),
    [("Київ", True), ("Крылова", False), ("Ёлкин", False), ("Smith", False), ("", False), ("О’Коннор 3", True)],
)
def test_which_text_is_ukrainian(text, found):
    assert is_ukrainian(text) is found


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet="абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАЯЇЮ’ -", max_size=30))
def test_nothing_cyrillic_is_left(text):
    assert not any("а" <= c <= "ӿ" for c in kmu55(text).lower())
