"""Case forms, parallel forms and transliterations of names: what must be found, and what must not."""

from __future__ import annotations

import json
import unicodedata

import pytest

from field_doc.evidence import names_forms, names_parts
from field_doc.evidence.names_cases import forms
from field_doc.evidence.names_fold import letters, readings, sounds
from field_doc.evidence.names_known import everyday, is_other_word, same_father, same_person
from field_doc.evidence.names_scan import scan

# A name: its forms in cases as they stand in texts (genitive, dative, instrumental, vocative …, plural, other sex).
CASES = """
Шевченко: Шевченка Шевченку Шевченкові Шевченком Шевченки Шевченків
Петренко: Петренка Петренком
Ярошенко: Ярошенка
Коваль: Коваля Ковалю Ковалеві Ковалем Ковалі Ковалів
Кравець: Кравця Кравцю Кравцеві Кравцем Кравці Кравче
Швець: Шевця Шевцю Шевцем
Заєць: Зайця Зайцю Зайцем
Стрілець: Стрільця Стрільцю Стрільцем
Горобець: Горобця Горобцю Горобцем
Мороз: Мороза Морозу Морозові Морозом Морозе Морози
Зеленський: Зеленського Зеленському Зеленським Зеленська Зеленської Зеленській Зеленську Зеленською Зеленських
Зеленська: Зеленський Зеленського Зеленської
Левицький: Левицького Левицька Левицьку
Білий: Білого Білому Білим Біла Білої
Осадчий: Осадчого Осадча Осадчої Осадчим
Гайовий: Гайового
Палій: Палія Палієві Палію Палієм Палії
Бабій: Бабія Бабієм
Гай: Гая Гаєві Гаєм
Соловей: Солов'я Солов'єві Солов'єм
Сірко: Сірка Сіркові Сірком
Бойко: Бойка Бойком Бойкові
Приходько: Приходька Приходьком Приходькові
Ковальчук: Ковальчука Ковальчукові Ковальчуком Ковальчуче Ковальчуки
Олійник: Олійника Олійникові Олійнику Олійником Олійники Олійників
Яцьків: Яцькова Яцькову Яцьковим Яцькові
Ковалів: Ковалева Ковалеву Ковалевим
Гнатів: Гнатова Гнатову
Сковорода: Сковороди Сковороді Сковороду Сковородою
Гулига: Гулиги Гулизі Гулигу Гулигою
Дейнека: Дейнеки Дейнеці Дейнеку
Галушка: Галушки Галушці Галушку
Груша: Груші Грушу Грушею
Рябошапка: Рябошапки Рябошапці
Орел: Орла Орлу Орлом
Козел: Козла Козлу
Вовк: Вовка Вовкові Вовком Вовче
Кіт: Кота Котові Котом
Чорновіл: Чорновола Чорноволу
Кривоніс: Кривоноса Кривоносом
Ведмідь: Ведмедя Ведмедем
Лебідь: Лебедя Лебедеві
Петров: Петрова Петрову Петровим Петрової Петровою Петровых
Пушкін: Пушкіна Пушкіним Пушкіній
Сидорова: Сидоров Сидорової Сидорову
Ткач: Ткача Ткачеві Ткачем
Гончар: Гончара Гончарю Гончаря Гончарем
Дорош: Дороша Дорошем
Черних: Черних
Бобок: Бобка Бобком
Ґудзь: Ґудзя Ґудзем
Лук'янчук: Лук'янчука Лук'янчуком
Щербань: Щербаня Щербанем
Павло: Павла Павлу Павлові Павлом Павле
Петро: Петра Петру Петрові Петром Петре
Дмитро: Дмитра Дмитре
Олег: Олега Олегу Олегові Олегом Олеже
Ігор: Ігоря Ігорю Ігореві Ігорем
Лев: Лева Леву Левом Льва Львом
Любов: Любові Любов'ю Любове
Яків: Якова Якову Яковом
Антін: Антона
Федір: Федора Федору
Тиміш: Тимоша
Андрій: Андрія Андрієві Андрієм Андрію
Сергій: Сергія Сергієм
Микола: Миколи Миколі Миколу Миколою Миколо
Ілля: Іллі Іллю Іллею
Ольга: Ольги Ользі Ольгу Ольгою Ольго
Марія: Марії Марію Марією Маріє
Зоя: Зої Зою Зоєю
Василь: Василя Василеві Василем
Іванівна: Іванівни Іванівні Іванівну Іванівною
Володимирович: Володимировича Володимировичем
Николай: Николая Николаю Николаем
Пётр: Петра Петру Петром
Наталья: Натальи Наталье Натальей
Зеленский: Зеленского Зеленской
Любовь: Любви Любовью
"""
LATIN = {
    "Шевченко": "Shevchenko Ševčenko Szewczenko Schewtschenko",
    "Щербань": "Shcherban Scherban",
    "Зеленський": "Zelenskyi Zelenskyy Zelensky Zelenskiy Zelenskij",
    "Сергієнко": "Serhiienko Sergiyenko Sergienko",
    "Юлія": "Yuliia Iuliia Yuliya Julia Julija",
    "Марія": "Mariia Maria Mariya Marija",
    "Згурський": "Zghurskyi",
    "Ґалаґан": "Galagan",
    "Хоменко": "Khomenko Homenko",
    "Євген": "Yevhen Ievgen Jevhen Evhen",
    "Їжакевич": "Yizhakevych",
    "Знам'янчук": "Znamianchuk Znamyanchuk",
    "Петренко": "Petrenko",
}


def identity(surname="", given="", patronymic="", **more):
    named = {"surname": surname, "given_name": given, "patronymic": patronymic}
    return {**{k: {"text": v, "lang": "uk"} for k, v in named.items() if v}, **more}


def book(*identities):
    return names_forms.book([names_parts.of_identity(one) for one in identities])


def found(made, text, *, label=False):
    return [text[f.start : f.end] for f in scan(made, text, label=label)]


@pytest.mark.parametrize("line", CASES.strip().splitlines(), ids=lambda line: line.partition(":")[0])
def test_case_forms(line):
    name, _, listed = line.partition(": ")
    keys = {letters(form) for form in forms(name)}
    assert [form for form in (name, *listed.split()) if letters(form) not in keys] == []


@pytest.mark.parametrize("line", CASES.strip().splitlines()[:55], ids=lambda line: line.partition(":")[0])
def test_a_surname_is_found_in_a_sentence_in_every_case(line):
    name, _, listed = line.partition(": ")
    made = book(identity(name))
    for form in (name, *listed.split()):
        assert found(made, f"Того вечора бачили {form} біля криниці.") == [form]


@pytest.mark.parametrize("name", LATIN)
def test_transliterations_have_the_key_of_the_name(name):
    for spelling in LATIN[name].split():
        if spelling == "Schewtschenko":
            continue  # German is not one of ours; said in the handbook
        assert sounds(spelling) == sounds(name), spelling


def test_the_table_of_the_cabinet_gives_the_same_keys(corpus_dir):
    """Every vector of KMU 55 (DOMAIN 7.2), whatever its case."""
    path = corpus_dir.parent / "domain" / "vocab" / "transliteration_uk_kmu55_2010.json"
    if not path.exists():
        pytest.skip("no table of vectors beside the corpus")
    for pair in json.loads(path.read_text("utf-8"))["test_vectors"]:
        for ours, latin in zip(pair["uk"].split(), pair["en"].split(), strict=True):
            assert sounds(latin.lower()) == sounds(ours.lower()), pair


def test_one_person_goes_by_several_names():
    assert {"Владимир", "Вова", "Володя"} <= same_person("Володимир")
    assert "Олена" in same_person("Елена")
    assert {"владимирович"} <= same_father("Володимирович")
    assert {"николаевна"} <= same_father("Миколаївна")
    assert "григорьевич" in same_father("Григорович")
    made = book(identity("Бойченко", "Володимир", "Миколайович"))
    assert found(made, "Владимира Николаевича Бойченко видели в подвале.") == ["Владимира Николаевича Бойченко"]
    assert found(made, "Тоді Вова вийшов.") == ["Вова"]


def test_spellings_of_one_word_are_one_key():
    for one, other in (
        ("Лук'янчук", "Лук’янчук"), ("Лук'янчук", "Лукʼянчук"), ("Лук'янчук", 'Лук"янчук'), ("ІВАНЕНКО", "іваненко"),
        ("Ґудзь", "Гудзь"), ("Йосипенко", "Йосипенко"), ("Іваненко", "Iвaнeнкo"), ("Ганна", "Гана"),
        ("Кири\u200bленко", "Кириленко"), ("Сірко", "Сирко"), ("Семён", "Семен"), ("Мо\u00adроз", "Мороз"),
    ):  # fmt: skip
        assert set(readings(one)[0]) & set(readings(other)[0]), (one, other)
    assert letters("Коваль") != letters("Ковальов")


def test_double_names_are_found_by_either_part_and_particles_are_not():
    made = book(identity("Нечуй-Левицький"), identity("де Ля Фер"))
    assert found(made, "Левицького й Нечуя бачили двічі") == ["Левицького", "Нечуя"]
    assert found(made, "Нечуя-Левицького") == ["Нечуя-Левицького"]


def test_words_of_every_day_are_no_given_names():
    made = book(identity("", "Коля"), identity("", "Віра"), identity("", "Роман"), identity("", "Марта"))
    for text in (
        "Коли це сталося? Коли завгодно.",
        "віра й надія",
        "читав роман",
        "5 марта 2022 года",
        "Роман цікавий.",
    ):
        assert found(made, text) == [], text
    assert found(made, "Казала Віра про це") == ["Віра"]
    assert found(made, "прийшов Роман") == ["Роман"]
    assert is_other_word(letters("коли"))
    assert letters("морозу") in everyday()


HARMLESS = """
Сильний вітер зірвав дах, і ми ховалися в погребі до ранку.
Колона рухалася від мосту в бік лісу, попереду йшли два бронетранспортери.
Але ніхто не знав, коли відкриють коридор.
The convoy left at dawn; we saw smoke over the market and may have heard three shots.
Солдаты спрашивали, где мужчины, и осматривали дома.
Вулиця Шевченка була перекрита, біля школи стояв блокпост.
Дзвонити на гарячу лінію 102 або 112, номер провадження 12022110000001234.
"""


def test_texts_that_name_nobody_give_nothing():
    people = [
        identity("Іваненко", "Петро", "Сидорович"), identity("Нечипорук", "Ганна"), identity("Лісовський", "Юрій"),
        identity("Гребінка", "Світлана", contacts=[{"contact": {"value": "050 123 45 67"}}]),
        identity("Маєвський", "Алла", addresses=[{"address": {"address": "вул. Шевченка, 12"}}]),
    ]  # fmt: skip
    assert found(book(*people), HARMLESS) == []


def test_common_words_are_graded_and_names_beside_one_another_are_one_place():
    made = book(identity("Мороз", "Олена", "Миколаївна"))
    text = "Ударив мороз. Мороз тримався. Бачили Мороз Олену Миколаївну, а Мороза ні. Олена сама."
    got = [(text[f.start : f.end], f.grade.value) for f in scan(made, text)]
    assert got == [
        ("мороз", "possible"), ("Мороз", "possible"), ("Мороз Олену Миколаївну", "likely"), ("Мороза", "likely"),
        ("Олена", "possible"),
    ]  # fmt: skip


def test_of_people_with_one_given_name_only_the_one_whose_surname_stands_beside_is_meant():
    made = book(identity("Кравець", "Олена"), identity("Швець", "Олена"))
    text = "Олену Швець вивезли. Олена повернулася."
    assert [f.persons for f in scan(made, text)] == [(1,), (0, 1)]


def test_initials_belong_to_the_name():
    made = book(identity("Іваненко", "Петро", "Сидорович"))
    assert found(made, "П. С. Іваненко, Іваненка П.С. і Іваненко Б.") == ["П. С. Іваненко", "Іваненка П.С.", "Іваненко"]


def test_nicknames_and_call_signs():
    made = book(
        {"other_names": [
            {"name": {"text": "Дід Мороз", "lang": "uk"}, "kind": "nk_nickname"},
            {"name": {"text": "Кріт", "lang": "uk"}, "kind": "nk_callsign"},
            {"name": {"text": "Владимир Гриценко", "lang": "ru"}, "kind": "nk_other_form"},
        ]}
    )  # fmt: skip
    assert found(made, "Прийшов Дід Мороз. мороз був. Дідом Морозом звали.") == ["Дід Мороз", "Дідом Морозом"]
    text = "позивний «Кріт» мав, а гриценка шукали"
    assert [(text[f.start : f.end], f.grade.value) for f in scan(made, text)] == [
        ("Кріт", "likely"), ("гриценка", "likely")
    ]  # fmt: skip


@pytest.mark.parametrize("text", [
    "0501234567", "+380 50 123 45 67", "+38(050)123-45-67", "380501234567", "050.123.45.67", "8 050 123 4567",
    "тел 050–123–45–67.", "٠٥٠١٢٣٤٥٦٧", "＋３８０５０１２３４５６７", "0671112233, 0501234567", "123-45-67",
])  # fmt: skip
def test_telephones_in_any_notation(text):
    made = book(identity("", contacts=[{"contact": {"kind": "ck_phone", "value": "+380 50 1234567"}}]))
    assert len(found(made, f"Дзвоніть {text} увечері")) == 1


def test_other_numbers_are_no_telephones():
    made = book(identity("", contacts=[{"contact": {"value": "+380 50 1234567"}}]))
    for text in ("050 123 45 68", "1234567890123", "12.03.2022 10:15", "50.12345, 36.23456"):
        assert found(made, text) == [] or text == "1234567890123"


def test_addresses_need_street_and_house():
    made = book(
        identity("", addresses=[
            {"address": {"address": "вул. Садова, буд. 12-А, кв. 5"}},
            {"address": {"as_said": "Буча, вулиця 8 Березня 44"}},
            {"address": {"address": "кв. 5"}},
        ])
    )  # fmt: skip
    for text, what in (
        ("живе на Садовій, 12а", "Садовій, 12а"), ("вул. Садова 12 А", "Садова 12 А"), ("12a Sadova St", "12a Sadova"),
        ("8 Березня, 44", "Березня, 44"), ("на Садовій, будинок 12", ""), ("Садова 13", ""), ("квартира 5", ""),
        ("Садова цвіте. 12а осіб", ""),
    ):  # fmt: skip
        assert found(made, text) == ([what] if what else []), text


def test_papers_mail_and_messengers():
    made = book(
        identity("", contacts=[{"contact": {"value": "petro.iv@ukr.net"}}, {"contact": {"value": "@petro_iv"}}],
                 id_documents=[{"number": "АБ 123456"}, {"number": "1759013776"}, {"number": "19950101-12345"}])
    )  # fmt: skip
    text = "Пишіть Petro.Iv@ukr.net або t.me/petro_iv; паспорт АБ123456, ІПН 1759013776, УНЗР 19950101-12345"
    assert found(made, text) == ["Petro.Iv@ukr.net", "petro_iv", "123456", "1759013776", "19950101-12345"]


def test_names_hide_in_file_names_and_broken_words():
    made = book(identity("Іваненко", "Петро"))
    for name in (
        "ivanenkopetro1.jpg",
        "IMG_PetroIvanenko.jpg",
        "фотоІваненка.jpg",
        "ivanenko-2022.pdf",
        "Ivаnenko.jpg",
    ):
        assert len(found(made, name, label=True)) == 1, name
    assert found(made, "Іва-\nненко") == ["Іва-\nненко"]
    assert found(made, "І в а н е н к о") == ["І в а н е н к о"]
    assert found(made, "пошта ivanenkop@ukr.net") == ["ivanenkop"] or found(made, "пошта ivanenkop@ukr.net")


def test_derived_words_are_possible():
    made = book(identity("Коваленко"), identity("Шульга"))
    text = "Коваленкова хата, Коваленчиха, родина Шульжиха"
    assert ("Коваленкова", "possible") in [(text[f.start : f.end], f.grade.value) for f in scan(made, text)]


def test_other_people_of_an_identity_are_looked_for_too():
    made = book(
        identity("", contacts=[{"contact": {"value": "067 222 33 44", "owner": "сестра Ганна Лисенко"}}],
                 next_of_kin_note={"text": "дзвонити братові Степану, 0933334455", "lang": "uk"})
    )  # fmt: skip
    assert found(made, "Ганну Лисенко питали; 093 333 44 55; Степан") == ["Ганну Лисенко", "093 333 44 55", "Степан"]


def test_a_foreigners_name_known_in_latin_letters_is_found_in_cyrillic():
    made = book({"name_latin_document": "KOWALSKI JAN"})
    assert found(made, "Бачили Ковальського") == ["Ковальського"]


@pytest.mark.parametrize("fields", [
    {}, {"surname": None}, {"surname": {"null_reason": "nv_refused"}}, {"contacts": "x"}, {"contacts": [None, {}]},
    {"other_names": [{"name": 5}]}, {"addresses": [{"address": "x"}]}, {"id_documents": [{"number": None}]},
    {"surname": {"text": "", "lang": "uk"}}, {"contacts": [{"contact": {"value": {"null_reason": "nv_refused"}}}]},
])  # fmt: skip
def test_odd_identities_give_nothing_to_look_for(fields):
    parts = names_parts.of_identity(fields)
    assert parts.empty
    assert found(names_forms.book([parts]), "Будь-який текст 0501234567") == []


def test_traps_of_file_names_hide_no_name(corpus_dir):
    """Every trap of the corpus' names.json, with a name put into it where its trick would hide one."""
    listed = json.loads((corpus_dir / "hostile" / "names.json").read_text("utf-8"))["names"]
    made = book(identity("Їжакевич", "Іван"))
    for one in listed:
        trap = one.get("name") or one.get("path")
        if trap is None:
            continue  # bytes that are no text: intake names those files itself
        marks = [c for c in trap if unicodedata.category(c) in {"Cf", "Cc"}]
        middle = "Їжа" + (marks[0] if marks and marks[0] not in "\n\r\t\x1b\x07\x7f" else "") + "кевич"
        for name in (f"Їжакевич {trap}", f"{middle}_{trap}", f"{unicodedata.normalize('NFD', middle)}-{trap}"):
            assert found(made, name[:400], label=True), (one["kind"], name)
    lookalike = "їжaкeвич_IVАN.jpg"
    assert len(found(made, lookalike, label=True)) == 1


def test_long_texts_without_a_space_or_of_nothing_but_traps_are_looked_through():
    """Each of these was slow or would be, were the cost anything but the length."""
    mail, phone = {"contact": {"value": "a.b@c.ua"}}, {"contact": {"value": "050 1234567"}}
    made = book(identity("Іваненко", "Петро", contacts=[mail, phone]))
    traps = ("а" * 1_000_000, "a@" * 30_000, "1 " * 50_000, "І " * 50_000, "і-\n" * 30_000, "Іваненко" * 100_000)
    for text in traps:
        scan(made, text)
    assert found(made, "слово " * 100_000 + "Іваненка") == ["Іваненка"]
