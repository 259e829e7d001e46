"""Post text and hashtags, from what was said and the product list, within limits. Pure.

Nothing is invented: every line is a quote, a product's data, or a fixed label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exporters.presets import PostLimits
from transcripts.products import Product

_QUOTE_UNITS = 220
#: Languages a post is written in.
LANGUAGES = ("ko", "en")
_LABELS = {
    "ko": {
        "product": "상품",
        "won": "{}원",
        "said": "방송에서 한 말(원문)",
        "live": "라이브 하이라이트",
    },
    "en": {"product": "Product", "won": "KRW {}", "said": "Said live", "live": "Live highlight"},
}
#: Tags that say what kind of clip it is, and tags for a benefit that was named in it, the same
#: ones in the same order in both languages.
_KIND_TAGS = {"ko": ("라이브커머스", "쇼핑라이브"), "en": ("liveshopping", "livecommerce")}
_SAID_TAGS = {
    "ko": (
        ("무료배송", r"무료\s?배송|무배"),
        ("할인", r"할인|세일"),
        ("쿠폰", r"쿠폰"),
        ("사은품", r"사은품|증정"),
        ("신상", r"신상|신제품"),
    ),
    "en": (
        ("freeshipping", r"free (shipping|delivery)"),
        ("discount", r"discount|% off"),
        ("coupon", r"coupon"),
        ("gift", r"free gift"),
        ("newarrival", r"new arrival|brand[- ]new"),
    ),
}
_LIMITED = re.compile(
    r"(오늘|지금|방송|라이브)\S{0,4}만|오늘까지|방송\s?중에만|라이브\s?(중|한정)|선착순|마감|한정|이번\s?주"
    r"|today only|tonight only|only (now|today)|this week only|limited|while stocks? lasts?",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(
    r"최고|최초|유일|100\s?%|완벽|무조건|부작용\s?없|best ever|number one|guarantee|100 ?percent",
    re.IGNORECASE,
)
_WARNINGS = {
    "ko": {
        "limited": "기간이나 수량이 한정된 혜택이 언급됩니다. 게시할 때도 유효한지 확인하세요.",
        "absolute": "‘최고’, ‘100%’ 같은 단정적 표현이 있습니다. 광고에 써도 되는지 확인하세요.",
        "price": "상품 목록의 가격을 적었습니다. 게시 시점의 가격과 같은지 확인하세요.",
    },
    "en": {
        "limited": "A limited offer is mentioned. Check that it still holds when you post.",
        "absolute": "An absolute claim is made. Check that it may be used in advertising.",
        "price": "The price is from the product list. Check that it still holds when you post.",
    },
}
_BRACKETS = re.compile(r"[\[(【].*?[\])】]")
_TAG_CHARS = re.compile(r"[^\w]+|_+")
_LONGEST_TAG = 30
#: Last syllables of final endings (습니다, 어요, 죠, 네요 …); rarely the end of anything else.
_FINAL_SYLLABLES = ("다", "요", "죠")


@dataclass(frozen=True, slots=True)
class ClipWords:
    """What a post is made of.

    Attributes:
        title: The clip's title, taken from what was said; may be "".
        said: Sentences of the clip in order.
        products: Products of the clip, surest first.
        language: ISO 639-1 code of the speech.
    """

    title: str
    said: tuple[str, ...]
    products: tuple[Product, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Post:
    """What is pasted beside the clip.

    Attributes:
        title: Title; "" where the platform has none.
        text: Ready to paste, hashtags at its end.
        hashtags: Without the sign, in the order of the text.
        language: "ko" or "en".
        notes: What a person should check before posting.
    """

    title: str
    text: str
    hashtags: tuple[str, ...]
    language: str
    notes: tuple[str, ...] = ()


def post_language(words: ClipWords) -> str:
    """The language of a post to people who understand what is said."""
    return "ko" if words.language == "ko" else "en"


def write_post(words: ClipWords, limits: PostLimits, language: str | None = None) -> Post:
    """A post within the limits.

    Args:
        words: What it is made of.
        limits: What the platform takes.
        language: "ko" or "en"; None for that of the speech. In the other one the product leads,
            and what was said is quoted as it was said: nothing is translated.
    """
    own = post_language(words)
    language = language or own
    lead, quote = _own_words(words) if language == own else _foreign_words(words, language)
    tags = hashtags(words, language, limits.hashtags)
    tag_line = " ".join(f"#{tag}" for tag in tags)
    room = limits.text_units - utf16_units(tag_line) - 2
    blocks = [lead, quote, *_product_lines(words.products, language, with_won=own == "ko")]
    body = shortened("\n".join(block for block in blocks if block), room)
    text = "\n\n".join(part for part in (body, tag_line) if part)
    title = shortened(lead, limits.title_units) if limits.title_units else ""
    return Post(title, text, tags, language, tuple(_notes(words, language)))


def _own_words(words: ClipWords) -> tuple[str, str]:
    lead = _one_line(words.title) or _one_line(next(iter(words.said), ""))
    return lead, _quote(words.said, lead)


def _foreign_words(words: ClipWords, language: str) -> tuple[str, str]:
    names = [_one_line(_BRACKETS.sub(" ", product.name)) for product in words.products]
    label = _LABELS[language]
    lead = " · ".join([*names[:2], label["live"]])
    quote = _quote(words.said or (words.title,), "")
    return lead, f"{label['said']}: {quote}" if quote else ""


def hashtags(words: ClipWords, language: str, most: int) -> tuple[str, ...]:
    """Tags from the products, from what was said, and for the kind of clip; the first `most`."""
    said = " ".join(words.said)
    wanted: list[str] = []
    for product in words.products:
        wanted += [_BRACKETS.sub(" ", product.name), product.category]
    for names in zip(_SAID_TAGS["ko"], _SAID_TAGS["en"], strict=True):
        if any(re.search(f"(?i){pattern}", said) for _, pattern in names):
            wanted.append(dict(zip(LANGUAGES, names, strict=True))[language][0])
    wanted += _KIND_TAGS[language]
    tags = {tag.casefold(): tag for text in reversed(wanted) if (tag := _tag(text))}
    return tuple(reversed(tags.values()))[:most]


def utf16_units(text: str) -> int:
    """Length as platforms count it at their strictest: an emoji counts two."""
    return len(text.encode("utf-16-le")) // 2


def shortened(text: str, units: int) -> str:
    """The text within so many UTF-16 units; a longer one is cut between words, with an ellipsis."""
    if utf16_units(text) <= units:
        return text
    kept = text
    while kept and utf16_units(kept) > units - 1:
        kept = kept[:-1]
    whole = re.sub(r"\s+\S*$", "", kept)
    return f"{whole or kept}…" if units > 0 else ""


def _quote(said: Sequence[str], lead: str) -> str:
    """The first sentences that the lead does not hold already, as a quote."""
    kept: list[str] = []
    for sentence in map(_one_line, said):
        if not sentence or sentence in lead or (lead and lead.rstrip("…") in sentence):
            continue
        if utf16_units(" ".join([*kept, sentence])) > _QUOTE_UNITS:
            break
        kept.append(_ended(sentence))
    return f"“{' '.join(kept)}”" if kept else ""


def _ended(sentence: str) -> str:
    """A Korean sentence with its full stop, where recognition left it out."""
    return f"{sentence}." if sentence.endswith(_FINAL_SYLLABLES) else sentence


def _product_lines(products: Iterable[Product], language: str, *, with_won: bool) -> list[str]:
    lines = []
    for product in products:
        price = _price(product.price, language if with_won else "")
        details = " · ".join(part for part in (_one_line(product.name), price) if part)
        lines.append(f"{_LABELS[language]['product']}: {details}")
        if product.url.startswith(("https://", "http://")):
            lines.append(product.url)
    return lines


def _price(price: str, language: str) -> str:
    """The shop's own writing; bare digits get commas, and for a Korean show the currency."""
    plain = price.strip().replace(",", "")
    if not plain.isdecimal():
        return _one_line(price)
    digits = f"{int(plain):,}"
    return _LABELS[language]["won"].format(digits) if language else digits


def _notes(words: ClipWords, language: str) -> Iterable[str]:
    said = " ".join((words.title, *words.said))
    if _LIMITED.search(said):
        yield _WARNINGS[language]["limited"]
    if _ABSOLUTE.search(said):
        yield _WARNINGS[language]["absolute"]
    if any(product.price for product in words.products):
        yield _WARNINGS[language]["price"]


def _tag(text: str) -> str:
    tag = _TAG_CHARS.sub("", text)
    return tag if len(tag) <= _LONGEST_TAG and not tag.isdecimal() else ""


def _one_line(text: str) -> str:
    """Text on one line in which nothing becomes a mention or a hashtag by accident."""
    return " ".join(text.split()).replace("@", "＠").replace("#", "＃")
