from clipping.exploration import with_exploration
from clipping.model import Highlight, HighlightList
from transcripts.timeline import Span


def found(*starts: int, score: float = 0.5) -> HighlightList:
    return HighlightList(
        tuple(
            Highlight(
                f"h{start}", Span(start * 1000, start * 1000 + 9_000), score - n / 100, "x", ""
            )
            for n, start in enumerate(starts)
        )
    )


LEARNED = found(*range(0, 100, 10))
USUAL = found(500, 510, 0, score=0.4)


def test_one_in_ten_is_what_would_be_usual_and_says_so():
    mixed = with_exploration(LEARNED, USUAL, "recording")

    explored = [one for one in mixed.highlights if one.explores]
    assert [one.id for one in explored] == ["h500"]
    assert len(mixed.highlights) == 10
    assert "h90" not in {one.id for one in mixed.highlights}
    scores = [one.score for one in mixed.highlights]
    assert scores == sorted(scores, reverse=True)


def test_the_same_recording_always_explores_the_same():
    assert with_exploration(LEARNED, USUAL, "a") == with_exploration(LEARNED, USUAL, "a")


def test_of_few_suggestions_one_in_as_many_broadcasts_explores():
    few = found(0, 10, 20, 30)

    hits = sum(
        any(one.explores for one in with_exploration(few, USUAL, f"r{n}").highlights)
        for n in range(300)
    )

    assert 0.3 < hits / 300 < 0.5


def test_where_the_usual_choice_is_the_same_nothing_is_changed():
    assert with_exploration(LEARNED, LEARNED, "recording") == LEARNED
    assert with_exploration(found(), USUAL, "recording").highlights == ()
