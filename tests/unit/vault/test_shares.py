"""Recovery shares: any k of n give the slot key back, fewer or foreign ones give nothing."""

import itertools
import secrets

import pytest

from field_doc.base.errors import AccessRefused, FieldDocError, InputProblem
from field_doc.vault import shares
from field_doc.vault.vault import Vault

KEY = secrets.token_bytes(shares.SLOT_KEY_BYTES)


@pytest.mark.parametrize(("threshold", "count"), [(2, 2), (2, 3), (3, 5)])
def test_any_threshold_of_them_gives_the_key(threshold, count):
    made = shares.split(KEY, threshold, count)
    assert len(made) == count
    assert {len(m.split()) for m in made} == {33}
    for chosen in itertools.combinations(made, threshold):
        assert shares.combine(list(reversed(chosen))) == KEY


def test_too_few_give_nothing():
    made = shares.split(KEY, 3, 5)
    with pytest.raises(InputProblem) as refused:
        shares.combine(made[:2])
    assert refused.value.code == "shares.do-not-fit"


def test_shares_of_two_sets_do_not_mix():
    one, two = shares.split(KEY, 2, 3), shares.split(KEY, 2, 3)
    with pytest.raises(InputProblem):
        shares.combine([one[0], two[1]])


def test_the_same_share_twice_is_one_share():
    made = shares.split(KEY, 2, 3)
    with pytest.raises(InputProblem):
        shares.combine([made[0], made[0]])


def test_typing_is_forgiven_where_it_means_nothing():
    made = shares.split(KEY, 2, 2)
    typed = ["  " + made[0].upper().replace(" ", "\n "), made[1].title()]
    assert shares.combine(typed) == KEY


def test_every_single_mistaken_word_is_noticed():
    made = shares.split(KEY, 2, 2)
    words = made[0].split()
    for place in range(0, len(words), 4):
        wrong = [*words]
        wrong[place] = "academic" if words[place] != "academic" else "zero"
        with pytest.raises(InputProblem):
            shares.combine([" ".join(wrong), made[1]])


@pytest.mark.parametrize("typed", [[], [""], ["слово " * 33], ["zero " * 33] * 2])
def test_what_is_no_share_is_an_input_problem(typed):
    with pytest.raises(FieldDocError) as refused:
        shares.combine(typed)
    assert refused.value.code.startswith("shares.")


def test_shares_of_another_secret_are_not_of_a_vault():
    made = shares.split(bytes(range(16)), 2, 2)
    with pytest.raises(AccessRefused) as refused:
        shares.combine(made)
    assert refused.value.code == "shares.not-of-a-vault"


@pytest.mark.parametrize(("threshold", "count"), [(1, 1), (1, 3), (0, 3), (4, 3), (2, 17), (-1, 2)])
def test_numbers_that_protect_nothing_are_refused(threshold, count):
    with pytest.raises(InputProblem) as refused:
        shares.split(KEY, threshold, count)
    assert refused.value.code == "shares.numbers"


def test_no_word_of_a_share_reaches_an_error():
    made = shares.split(KEY, 2, 3)
    with pytest.raises(InputProblem) as refused:
        shares.combine([made[0] + " zero", made[1]])
    assert not set(str(refused.value).split()) & set(made[0].split())


def test_shares_of_one_vault_do_not_open_another(make_vault):
    one, two = make_vault("one.fdvault"), make_vault("two.fdvault")
    mine = one.make_shares(2, 2)
    two.make_shares(2, 2)
    one.close()
    two.close()
    with pytest.raises(AccessRefused):
        Vault.open_with_shares(two.path, mine)
    Vault.open_with_shares(one.path, mine).close()
