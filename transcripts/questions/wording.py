"""How alike two questions are worded, and what keeps them apart however alike they are. Pure."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from transcripts.numerals import quantities, with_digits
from transcripts.questions.rules import load_data, rule, script_of, words_of

_NOISE = re.compile(r"[ㄱ-ㅎㅏ-ㅣ]+|@\S+|[^\w\s%％$€£₩.,+]+|(?<!\d)[.,]|[.,](?!\d)")
#: Endings and particles, longest first: what is left of a word is what it is about.
_KO_TAIL = re.compile(
    r"(?:입니까|습니까|합니까|됩니까|인가요|은가요|는가요|ㄴ가요|나요|까요|가요|예요|에요|이에요|이예요|해요|"
    r"돼요|되요|되나|하나|할까|일까|을까|세요|셔요|어요|아요|여요|네요|데요|대요|래요|지요|죠|"
    r"습니다|입니다|합니다|됩니다|거든요|잖아요|더라고요|더라구요|군요|게요|"
    r"인지|은지|는지|을지|ㄹ지|려면|으면|하면|이면|면|는데|은데|인데|니까|으니|라고|다고|고요|구요|"
    r"어서|아서|해서|려고|면서|지만|어도|아도|해도|다가|으러|하러|하려고|하시는|하는|하신|하기|해주|해|"
    r"들|으로|에서|에게|한테|까지|부터|이랑|랑|하고|이나|처럼|보다|에는|에도|은|는|이|가|을|를|에|의|도|만|로|와|과|요|용|여)$"
)
#: What may follow a noun within its word.
_NOUN_TAIL = re.compile(
    r"(?:으로|에서|에게|까지|부터|이랑|랑|에는|에도|은|는|이|가|을|를|에|의|도|만|로|와|과|용)?"
)
#: What stands between a verb and its ending.
_KO_TENSE = re.compile(r"(?:으셨|으시|셨|았|었|였|했|겠)$")
#: Questions of at most so many stems are compared word for word.
_SHORT = 2
_SYLLABLES = 11_172
#: Numbers of vowels: ㅘ is ㅗ with "아", ㅝ is ㅜ with "어", ㅕ is ㅣ with "어".
_FUSED = {9: 8, 14: 13, 6: 20}
#: Numbers in everyday phrases, which tell no two questions apart: once, one of two.
_IDLE_NUMBERS = re.compile(
    r"한\s?번|[둘두셋세]\s?(?:개|가지|것|거|곳)?\s?(?:다|중에?서?)(?![가-힣])"
)
_KO_GENERIC = re.compile(
    r"^(?:뭐|뭘|무슨|무엇|언제|어디|어떻게|어떤|어느|얼마|얼만|몇|며칠|왜|누구|누가|가격)[가-힣]{0,6}$|"
    r"^(?:되|돼|될|된|있|없|가능|하|할|해|했|볼|보|봐|사용|쓰|써|쓸|나오|나와|나온|괜찮|알|궁금|들어|들었|드|주|줘|받|인|건|거|걸리|걸려)"
    r"[나까지어아는은을고면도줘주시실수야해하한할합니다가세용여죠인예에요있었]{0,6}$"
)
_EN_TAIL = re.compile(r"(?:'s|ings?|ed|es|s)$")


@dataclass(frozen=True, slots=True)
class Traits:
    """What makes two questions different although their words are alike.

    Attributes:
        quantities: Numbers with their units.
        choices: Colours, sizes and other things one chooses among.
        asks: What is asked for: time, place, price, number, reason, person, way.
        is_negated: Asked about what is not.
        about: Its stems.
        frame: Each stem in order with what stands after it in its word; "." after a Korean
            sentence's last word, which is its verb.
    """

    quantities: frozenset[str]
    choices: frozenset[str]
    asks: frozenset[str]
    is_negated: bool
    about: tuple[str, ...] = ()
    frame: tuple[tuple[str, str], ...] = ()

    def may_join(self, other: Traits) -> bool:
        """Whether two questions with these traits can be the same question."""
        return (
            self.quantities == other.quantities
            and self.choices == other.choices
            and self.is_negated == other.is_negated
            and not (self.asks and other.asks and self.asks.isdisjoint(other.asks))
            and self._is_about_the_same(other)
            and not self._differs_in_one_word(other)
        )

    def may_share_answer(self, other: Traits) -> bool:
        """Whether two questions that one stretch answers can be the same question.

        Numbers, choices and negation keep them apart; "when can I see it" and "where do I find it"
        are told together, and "the first one" may be meant by "one".
        """
        asks_for_rest = "rest" in self.asks | other.asks  # "other than a guitar" negates nothing
        if self.quantities != other.quantities or (
            self.is_negated != other.is_negated and not asks_for_rest
        ):
            return False
        shared = len(set(self.about) & set(other.about))
        is_near = 2 * shared >= min(len(self.about), len(other.about))
        contained = self.choices <= other.choices or other.choices <= self.choices
        return self.choices == other.choices or (contained and is_near)

    def _differs_in_one_word(self, other: Traits) -> bool:
        """Whether all but one word are the same: "여름 이불 …" and "겨울 이불 …" are two.

        Verbs at the end may differ: "… 알려 주세요" and "… 궁금해요" ask the same.
        """
        if len(self.frame) != len(other.frame) or len(self.frame) < 2:
            return False
        pairs = zip(self.frame, other.frame, strict=True)
        unlike = [(mine, theirs) for mine, theirs in pairs if mine[0] != theirs[0]]
        if len(unlike) != 1:
            return False
        (mine, tail), (theirs, their_tail) = unlike[0]
        if tail != their_tail or not _NOUN_TAIL.fullmatch(tail):
            return False
        if not tail and _may_be_verb(mine) and _may_be_verb(theirs):
            return False
        return not _is_near(mine, (theirs,)) and not _is_near(theirs, (mine,))

    def _shares_enough_with(self, other: Traits) -> bool:
        """Whether more than one word in four of the shorter question is in the longer one.

        With fewer words in common the verbs have to be alike: "… how do I check", "… how do I
        compare" are two.
        """
        short, long = sorted((self.about, other.about), key=len)
        shared = sum(not _missing((stem,), long) for stem in short)
        if 4 * shared > len(short):
            return True
        mine, theirs = _verb(self.frame), _verb(other.frame)
        is_alike = not (mine and theirs) or _is_near(mine, (theirs,)) or _is_near(theirs, (mine,))
        return shared > 0 and is_alike

    def _is_about_the_same(self, other: Traits) -> bool:
        """In short questions every word counts: "세탁기 돌려도" and "건조기 돌려도" are two."""
        if bool(self.about) != bool(other.about):
            return False  # "how much?" of what is shown, and of a thing that is named
        if max(len(self.about), len(other.about)) > _SHORT:
            return self._shares_enough_with(other)
        mine, theirs = _missing(self.about, other.about), _missing(other.about, self.about)
        return not (mine and theirs) and not ((mine or theirs) and self.asks != other.asks)


@lru_cache(maxsize=20_000)
def plain_words(text: str) -> tuple[str, ...]:
    """Words in lower case without marks, laughter and emoji; numbers in digits."""
    bare = _NOISE.sub(" ", text)  # first: normalising turns "ㅠㅠ" into other letters
    return tuple(_NOISE.sub(" ", with_digits(unicodedata.normalize("NFKC", bare))).split())


@lru_cache(maxsize=20_000)
def stems(text: str) -> tuple[str, ...]:
    """What a text is about: its words without endings, particles and common words.

    >>> stems("부산도 당일배송 되나요?")
    ('부산', '당일배송')
    """
    words = plain_words(text)
    counted = {at + 1 for at, word in enumerate(words) if word == "몇"}  # "몇 명": what is counted
    return tuple(
        stem for at, word in enumerate(words) if at not in counted and (stem := _stem(word))
    )


@lru_cache(maxsize=20_000)
def traits(text: str) -> Traits:
    """What keeps a question apart from others."""
    plain = " ".join(plain_words(text))
    return Traits(
        quantities=quantities(_IDLE_NUMBERS.sub(" ", text)),
        choices=frozenset(name for name, pattern in _choices() if pattern.search(plain)),
        asks=frozenset(name for name, pattern in _asks() if pattern.search(plain)),
        is_negated=bool(rule("any", "negation").search(plain)),
        about=stems(text),
        frame=tuple(_frame(text)),
    )


class Likeness:
    """Compares texts by their stems' letters; what every text has counts little."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = Counter(feature for text in texts for feature in set(_features(text)))
        self._rarity = {f: math.log((1 + len(texts)) / count) for f, count in counted.items()}
        self._unseen = math.log(1 + len(texts))

    def vector(self, text: str) -> Mapping[str, float]:
        """Weights of the text's letter groups, of length one; empty for a text without stems."""
        found = Counter(_features(text))
        weights = {f: n * self._rarity.get(f, self._unseen) for f, n in found.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {f: weight / length for f, weight in weights.items()} if length else {}


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How alike two vectors of length one are, 0-1."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other.get(feature, 0.0) for feature, weight in one.items())


def _verb(frame: Sequence[tuple[str, str]]) -> str:
    """The stem of a Korean sentence's last word; "" for others."""
    return next((stem for stem, tail in frame if tail == "."), "")


def _may_be_verb(word: str) -> bool:
    """Whether a Korean word ends in ㄴ or ㄹ as verbs before nouns do: "보낸 메일", "켤 수"."""
    return "가" <= word[-1] <= "힣" and (ord(word[-1]) - ord("가")) % 28 in {4, 8}


def _frame(text: str) -> Iterator[tuple[str, str]]:
    words = plain_words(text)
    for at, word in enumerate(words):
        if bare := _bare(word):
            is_verb = at == len(words) - 1 and script_of(word) == "ko"
            yield _stem(word), "." if is_verb else word.removeprefix(bare)


def _stem(word: str) -> str:
    """What a word is about, words for one thing in one spelling; "" for a common word."""
    if same := _same().get(word):
        return same
    bare = _bare(word)
    return bare and _same().get(bare, bare)


@cache
def _same() -> dict[str, str]:
    """For each word the first of those that say the same."""
    sets = [line.lower().split() for line in load_data("contrasts")["same"]]
    return {word: words[0] for words in sets for word in words}


def _bare(word: str) -> str:
    if script_of(word) == "ko":
        if word in _stop_words("ko") or _KO_GENERIC.match(word):
            return ""
        bare = word
        for _ in range(2):  # an ending and the particle before it
            shorter = _KO_TAIL.sub("", bare)
            if len(shorter) < 2 and len(bare) - len(shorter) < 2:
                break  # a particle of one letter may be the word's own last one
            bare = shorter
        if bare != word:
            bare = _KO_TENSE.sub("", bare) or bare
            if word == f"{bare}요":  # of nouns the last vowel is their own: "효과가"
                bare = _without_fused_ending(bare)
        return "" if bare in _stop_words("ko") else bare
    if word in _stop_words("en"):
        return ""
    return word if len(word) < 5 else _EN_TAIL.sub("", word)


def _without_fused_ending(bare: str) -> str:
    """A verb whose last vowel took in "어" or "아", as it is before other endings.

    >>> _without_fused_ending("배워"), _without_fused_ending("걸려")
    ('배우', '걸리')
    """
    at = ord(bare[-1]) - ord("가") if bare else -1
    if not 0 <= at < _SYLLABLES or at % 28 or (at // 28 % 21) not in _FUSED:
        return bare
    vowel = at // 28 % 21
    return bare[:-1] + chr(ord(bare[-1]) + 28 * (_FUSED[vowel] - vowel))


@cache
def _stop_words(language: str) -> frozenset[str]:
    return frozenset(words_of(language, "stop_words").split())


def _missing(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether some word of mine has no like among theirs; they may be spaced differently."""
    letters = "".join(theirs)
    return any(stem not in letters and not _is_near(stem, theirs) for stem in mine)


def _is_near(stem: str, others: Sequence[str]) -> bool:
    """Whether a word is another one with a different ending: the first half and more is shared."""
    least = max(2, (len(stem) + 1) // 2)
    return any(stem[:least] == other[:least] for other in others) or "".join(others) in stem


def _features(text: str) -> list[str]:
    out: list[str] = []
    for stem in stems(text):
        out.append(f"={stem}")
        out.extend(stem[at : at + 2] for at in range(len(stem) - 1))
    out.extend(f"?{name}" for name in sorted(traits(text).asks))
    return out


def _choices() -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile(p)) for name, p in load_data("contrasts")["choices"].items()]


def _asks() -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile(p)) for name, p in load_data("contrasts")["asks"].items()]
