import pytest

from transcripts.grounding import material_of, unsupported

SAID = material_of(
    [
        "이 제품은 오십 미리 용량에 오만 구천구백원이에요",
        "네 저자극 테스트를 마쳐서 민감한 피부도 쓸 수 있어요",
        "끈적임이 하나도 없어서 여름에도 좋아요",
        "바르면 따갑지 않아요",
        "수분크림 50ml",
    ]
)
SAID_IN_ENGLISH = material_of(
    ["The kettle boils in ninety seconds and never drips", "It is $24.90"]
)


@pytest.mark.parametrize(
    "text",
    [
        "오만 구천구백원 수분크림",
        "59,900원 수분크림",
        "민감한 피부도 쓸 수 있는 저자극 테스트",
        "여름에도 좋은 끈적임 없는 수분크림",
        "따갑지 않은 크림",
        "",
    ],
)
def test_what_was_said_may_be_said_in_other_order_and_spelling(text):
    assert unsupported(text, SAID) == ()


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("39,900원 수분크림", "39900원"),
        ("100ml 수분크림", "100ml"),
        ("최고의 수분크림", "최고"),
        ("100% 저자극", "100%"),
        ("의사가 쓰는 수분크림", "의사"),
        ("따가운 크림", "따갑"),
        ("https://shop.invalid 수분크림", "https:"),
    ],
    ids=["price", "amount", "claim", "share", "authority", "denial lost", "address"],
)
def test_what_nobody_said_is_named(text, stopped):
    assert stopped in unsupported(text, SAID)


def test_english_knows_plurals_numbers_and_denials():
    assert unsupported("Kettle that boils and never drips, $24.90", SAID_IN_ENGLISH) == ()
    assert unsupported("The kettle drips", SAID_IN_ENGLISH) == ("drip",)
    assert unsupported("Boils in 30 seconds", SAID_IN_ENGLISH) == ("30",)
    assert "best" in unsupported("The best kettle", SAID_IN_ENGLISH)


def test_a_number_without_unit_may_have_had_one_but_no_unit_is_made_up():
    assert unsupported("59900 수분크림", SAID) == ()
    assert unsupported("50개 수분크림", SAID) == ("50개",)
