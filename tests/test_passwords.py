"""What somebody would try first is no password."""

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from subsidy import config
from subsidy.desk.firm import accounts
from subsidy.desk.firm.accounts import SHORTEST, AccountError
from subsidy.desk.firm.passwords import OWN, easy
from tests.build import FIRMS

COMMON = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST]


def test_none_of_the_common_ones_that_are_long_enough_is_taken():
    assert len(COMMON) > 1000
    assert [word for word in COMMON if not easy(word)] == []
    assert [word for word in COMMON[:200] if not easy(word.capitalize()) or not easy(f"{word}1")] == []


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa",
        "1234567890",
        "qwertyuiopasdf",
        "abcdefghijkl",
        "Password2023!",
        "subsidy@2023!!",
        "Jiaxing123456",
        "嘉兴2023123456",
        "软件软件软件软件软件",
        "lin.handler.2023",
        FIRMS[0] + "1!",
    ],
)
def test_rows_of_keys_and_words_of_the_house_or_the_account_are_not(password):
    assert easy(password, "lin.handler", FIRMS[0])


SENTENCES = (
    "一句好记的话，够长了",
    "correct horse battery staple",
    "示例 乙 3 号楼的猫爱吃鱼",
    "a long sentence " * 12,
)


@pytest.mark.parametrize("password", [*SENTENCES, "x7#Lq9!mZw2$"])
def test_a_sentence_or_chance_is(password):
    assert not easy(password, "lin", FIRMS[0])


def test_what_is_easy_is_told_and_makes_no_account(db):
    with pytest.raises(AccountError, match="太常见") as error:
        accounts.register(db, FIRMS[0], "示例软件有限公司", "qwertyuiop")
    assert error.value.field == "password"
    assert db.execute("SELECT count(*) FROM accounts").fetchone()[0] == 0


def test_the_words_of_the_house_are_those_of_the_docs():
    said = (config.ROOT / "docs" / "security.md").read_text("utf-8")
    assert all(f"`{word}`" in said for word in OWN)
