"""How well products are recognised in what a host says.

    python scripts/measure_products.py [--products 1600] [--queries 2000] [--seed 1] [--show 20]

The catalogue is made up (own work): Korean titles of brand, line, kind, size and colour, with the
brackets shops write before them. A query is such a title as a host says it: the brand or other
words left out as long as one product is still meant, numbers and units spoken, syllables misheard,
words run together, in the midst of a sentence. Beside them sentences that mean no product.

Printed: the share of queries whose surest product is the right one, the share that is wrong though
it may be published without a person, and the share of idle sentences in which a product is sure.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product as every

from transcripts.product_index import SURE, ProductIndex
from transcripts.products import Product

_SHOPS = ("[무료배송] ", "[라이브특가] ", "(1+1) ", "[공식] ", "", "", "【단독】")
_BRANDS = [
    "라온비",
    "모아레",
    "하늘결",
    "온누리팜",
    "달빛상점",
    "초록뜰",
    "닥터벨라",
    "유기농마루",
    "숨결",
    "베이직홈",
    "오르비아",
    "미르테크",
    "송이네",
    "바다담은",
    "코튼데이",
    "리브앤코",
    "해오름",
    "보름달",
    "세레니",
    "누비아",
]
_LINES = [
    "글로우",
    "퓨어",
    "데일리",
    "프리미엄",
    "어성초",
    "히알루론",
    "그린티",
    "시그니처",
    "모이스처",
    "오리지널",
    "클래식",
    "에센셜",
]
#: Kind, sizes, colours: what a title is made of besides brand and line.
_KINDS: tuple[tuple[str, str, str], ...] = (
    ("수분 크림", "50ml|100ml", ""),
    ("진정 토너", "150ml|300ml", ""),
    ("탄력 앰플", "30ml|50ml", ""),
    ("선크림", "50ml|70ml", ""),
    ("클렌징 폼", "120ml|200ml", ""),
    ("저당 그래놀라", "300g|500g", ""),
    ("한우 곰탕", "500g|1kg", ""),
    ("명란젓", "300g|700g", ""),
    ("드립백 커피", "10개입|20개입", ""),
    ("김치만두", "1kg|2kg", ""),
    ("무선 청소기", "", "화이트|그레이"),
    ("에어프라이어", "5리터|8리터", ""),
    ("휴대용 선풍기", "", "핑크|민트|네이비"),
    ("도자기 머그컵", "350ml", "아이보리|블루"),
    ("요가 매트", "8mm|10mm", "퍼플|블랙"),
    ("코튼 침구 세트", "", "베이지|차콜"),
    ("경량 패딩 조끼", "", "블랙|카키|베이지"),
    ("린넨 셔츠", "", "화이트|스카이블루"),
    ("니트 가디건", "", "크림|브라운"),
    ("스테인리스 텀블러", "500ml|900ml", "실버|블랙"),
)
_FRAMES = (
    "이 {} 진짜 좋아요",
    "오늘 보여 드릴 건 {}입니다",
    "{} 지금 할인하고 있어요",
    "다음은 {} 소개해 드릴게요",
    "{}는 제가 매일 쓰고 있는데요",
    "그래서 {} 이거 하나면 됩니다",
    "{} 주문해 주신 분들 감사합니다",
)
_IDLE = (
    "안녕하세요 여러분 오늘도 와 주셔서 감사해요",
    "배송은 이틀 정도 걸린다고 보시면 됩니다",
    "궁금하신 거 채팅으로 남겨 주세요",
    "지금 삼백 분 넘게 보고 계시네요",
    "쿠폰 받기 버튼 눌러 주시고요",
    "저녁은 드셨어요",
    "잠시 후에 이벤트 있습니다",
    "이거 진짜 좋아요 제가 써 봤는데",
)
_SINO, _PLACES = "영일이삼사오육칠팔구", ("", "십", "백", "천")
_SPOKEN = {"ml": "미리", "g": "그램", "kg": "킬로", "mm": "미리", "개입": "개입", "리터": "리터"}
#: Vowels that are heard for one another, and consonants.
_MISHEARD = dict(zip("ㅐㅔㅗㅜㅓㅏㅚㅙㅡㅣ", "ㅔㅐㅜㅗㅗㅓㅙㅚㅜㅡ", strict=True)) | dict(
    zip("ㄱㅋㄷㅌㅂㅍㅈㅊㅅㄲㄸㅃㅆㅉ", "ㅋㄱㅌㄷㅍㅂㅊㅈㅆㄱㄷㅂㅅㅈ", strict=True)
)
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"


@dataclass(frozen=True)
class Query:
    """What is said, and which product is meant; None for none."""

    text: str
    product_id: str | None


def catalogue(count: int, dice: random.Random) -> list[Product]:
    """So many products, each title once."""
    titles = [
        (brand, line, kind, size, colour)
        for brand, line, (kind, sizes, colours) in every(_BRANDS, _LINES, _KINDS)
        for size in sizes.split("|")
        for colour in colours.split("|")
    ]
    chosen = dice.sample(titles, count)
    return [
        Product(f"p{number:04d}", dice.choice(_SHOPS) + " ".join(part for part in parts if part))
        for number, parts in enumerate(chosen)
    ]


def queries(products: Sequence[Product], count: int, dice: random.Random) -> Iterator[Query]:
    """So many queries, one in ten of them idle."""
    words = {product.id: _words(product.name) for product in products}
    holders: dict[str, set[str]] = {}
    for id_, parts in words.items():
        for part in parts:
            holders.setdefault(part, set()).add(id_)
    for number in range(count):
        if number % 10 == 9:
            yield Query(dice.choice(_IDLE), None)
            continue
        id_ = dice.choice(products).id
        said = _shortened(words[id_], holders, dice)
        spoken = " ".join(_aloud(word) for word in said)
        yield Query(dice.choice(_FRAMES).format(_distorted(spoken, dice)), id_)


def _words(title: str) -> list[str]:
    for shop in _SHOPS:
        title = title.removeprefix(shop) if shop else title
    return title.split()


def _shortened(
    words: Sequence[str], holders: dict[str, set[str]], dice: random.Random
) -> list[str]:
    """A title with words left out, as long as one product has the words that are left."""
    kept = list(words)
    for word in dice.sample(words, len(words)):
        fewer = [one for one in kept if one != word]
        if len(fewer) > 1 and dice.random() < 0.5:
            meant = set.intersection(*(holders[one] for one in fewer))
            kept = fewer if len(meant) == 1 else kept
    return kept


def _aloud(word: str) -> str:
    """A size as it is spoken: "50ml" is "오십 미리"."""
    digits = word.rstrip("abcdefghijklmnopqrstuvwxyz가나다라리터개입")
    unit = word[len(digits) :]
    if not digits.isdecimal() or unit not in _SPOKEN:
        return word
    said = ""
    for place, digit in enumerate(reversed(digits)):
        if digit != "0":
            one = "" if digit == "1" and place else _SINO[int(digit)]
            said = one + _PLACES[place] + said
    return f"{said} {_SPOKEN[unit]}"


def _distorted(text: str, dice: random.Random) -> str:
    """What a recogniser makes of it: a syllable misheard, a space lost."""
    letters = list(text)
    for _ in range(dice.choice((0, 1, 1, 2))):
        at = dice.randrange(len(letters))
        letters[at] = _misheard(letters[at], dice)
    if dice.random() < 0.3 and " " in letters:
        del letters[dice.choice([at for at, letter in enumerate(letters) if letter == " "])]
    return "".join(letters)


def _misheard(letter: str, dice: random.Random) -> str:
    code = ord(letter) - ord("가")
    if not 0 <= code < 11172:
        return letter
    first, middle, last = code // 588, code % 588 // 28, code % 28
    if dice.random() < 0.5:
        vowel = _MISHEARD.get(_MEDIALS[middle], _MEDIALS[middle])
        middle = _MEDIALS.index(vowel)
    else:
        first = _INITIALS.index(_MISHEARD.get(_INITIALS[first], _INITIALS[first]))
    return chr(ord("가") + first * 588 + middle * 28 + last)


def measure(products: Sequence[Product], asked: Sequence[Query], show: int = 0) -> Counter[str]:
    """Count what is right, wrong and sure."""
    index, counts = ProductIndex(products), Counter[str]()
    names = {product.id: product.name for product in products}
    for query in asked:
        best = next(iter(index.find(query.text)), None)
        is_sure = best is not None and best.confidence >= SURE
        is_right = best is not None and best.product_id == query.product_id
        counts["idle" if query.product_id is None else "asked"] += 1
        counts["idle and sure"] += is_sure and query.product_id is None
        counts["right"] += is_right
        counts["sure"] += is_sure and query.product_id is not None
        counts["sure and wrong"] += is_sure and not is_right
        if query.product_id and not is_right and show > 0:
            show -= 1
            found = f"{names[best.product_id]} {best.confidence}" if best else "nothing"
            print(f"{query.text} | {names[query.product_id]} | {found}")
    return counts


def main() -> None:
    """Measure and print one line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--products", type=int, default=1600)
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="print so many misses")
    options = parser.parse_args()
    dice = random.Random(options.seed)
    products = catalogue(options.products, dice)
    asked = list(queries(products, options.queries, dice))
    begun = time.perf_counter()
    counts = measure(products, asked, options.show)
    each_ms = (time.perf_counter() - begun) * 1000 / len(asked)
    print(
        f"products={len(products)} queries={counts['asked']} "
        f"top1={counts['right'] / counts['asked']:.4f} "
        f"sure={counts['sure'] / counts['asked']:.4f} "
        f"sure_and_wrong={counts['sure and wrong'] / counts['asked']:.4f} "
        f"idle_and_sure={counts['idle and sure'] / counts['idle']:.4f} ms_each={each_ms:.1f}"
    )


if __name__ == "__main__":
    main()
