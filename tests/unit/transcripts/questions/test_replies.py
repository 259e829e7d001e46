"""Whether a spoken question is replied to, and how far."""

from transcripts.questions.replies import LEAST_SHARE, reply_length, reply_share


def test_a_question_that_the_next_sentence_takes_up_is_replied_to():
    assert reply_share("Do you use Photoshop?", ["Yes, I do."]) >= LEAST_SHARE
    assert reply_share("How long does it take?", ["I need about two hours."]) >= LEAST_SHARE


def test_thinking_aloud_gets_no_reply():
    assert reply_share("Right?", ["So I made it blue."]) < LEAST_SHARE
    assert reply_share("That is it, right?", ["And this goes here."]) < LEAST_SHARE
    assert reply_share("Or this?", ["Or that one over there."]) < LEAST_SHARE


def test_a_plain_no_stands_alone_and_who_thinks_says_more():
    after = ["It is quite warm.", "You can wash it.", "Look here."]

    assert reply_length(["No, it is not.", *after]) == 1
    assert reply_length(["It is cotton.", *after]) == 2
    assert reply_length(["Um.", *after]) == 3
    assert reply_length(["It is cotton.", "Okay.", *after]) == 1
    assert reply_length(["It is cotton."]) == 1


def test_what_goes_on_with_but_or_because_belongs_to_the_reply():
    said = ["Yes, you can wash it.", "But not in the dryer.", "Because it shrinks.", "Look here."]

    assert reply_length(said) == 3
