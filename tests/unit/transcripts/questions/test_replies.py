"""Whether a spoken question is replied to, and how far."""

from transcripts.questions.replies import is_reply, reply_length


def test_a_question_that_the_next_sentence_takes_up_is_replied_to():
    assert is_reply(["Do you use Photoshop?"], ["Yes, I do."])
    assert is_reply(["How long does it take?"], ["I need about two hours."])


def test_thinking_aloud_gets_no_reply():
    assert not is_reply(["Right?"], ["So I made it blue."])
    assert not is_reply(["That is it, right?"], ["And this goes here."])
    assert not is_reply(["Or this?"], ["Or that one over there."])


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


def test_who_passes_on_a_question_replies_to_it_and_who_turns_back_to_work_does_not():
    assert is_reply(["Ana asks how this bag closes?"], ["The zip is on this side."])
    assert not is_reply(["So, this one?"], ["Okay, next table."])


def test_one_question_of_several_in_a_row_is_enough():
    assert is_reply(["Does it come in blue?", "Or in red?"], ["Yes, in both."])
