"""Questions of several broadcasts as one list."""

from dataclasses import replace
from datetime import date
from itertools import permutations

from transcripts.questions.across import Agreement, Told, contradict, list_entries

MARCH, APRIL = date(2026, 3, 2), date(2026, 4, 6)
OLD = Told("r1/q1", "배송 며칠 걸려요?", "보통 3일 걸립니다.", MARCH, 4, ("p1",))
NEW = Told("r2/q7", "배송은 며칠이나 걸리나요?", "보통 2일 걸립니다.", APRIL, 2, ("p1",))


def test_one_question_of_two_broadcasts_is_listed_once_with_everybody_who_asked():
    (listed,) = list_entries([OLD, replace(NEW, answer="보통 3일 걸립니다.")])

    assert listed.asked_by == 6
    assert listed.agreement is Agreement.ONE
    assert listed.versions[0].keys == ("r2/q7", "r1/q1")
    assert listed.versions[0].last_on == APRIL


def test_another_number_is_shown_beside_the_newer_answer_and_never_merged():
    (listed,) = list_entries([OLD, NEW])

    assert listed.agreement is Agreement.CONTRADICTING
    newer, older = listed.versions
    assert (newer.text, newer.last_on, newer.is_outdated) == ("보통 2일 걸립니다.", APRIL, False)
    assert (older.text, older.last_on, older.is_outdated) == ("보통 3일 걸립니다.", MARCH, True)


def test_questions_about_different_products_stay_apart():
    assert len(list_entries([OLD, replace(NEW, product_ids=("p2",))])) == 2


def test_a_person_s_words_lead_however_old_they_are():
    by_hand = replace(OLD, question="배송 기간은요?", answer="영업일 3일입니다.", is_by_hand=True)

    (listed,) = list_entries([by_hand, NEW], joined=[("r1/q1", "r2/q7")])

    assert listed.question == "배송 기간은요?"
    assert listed.versions[0].text == "영업일 3일입니다."


def test_what_a_person_parted_stays_apart_and_what_they_joined_stays_joined():
    other = Told("r3/q1", "교환되나요?", "", APRIL, 1, ("p1",))

    assert len(list_entries([OLD, NEW], parted=[("r1/q1", "r2/q7")])) == 2
    assert len(list_entries([OLD, NEW, other], joined=[("r3/q1", "r2/q7")])) == 1


def test_ids_stay_when_broadcasts_are_added_and_entries_come_in_any_order():
    (first,) = list_entries([NEW])
    known = dict.fromkeys(first.keys, first.id)
    lists = {list_entries(order, known_ids=known) for order in permutations([OLD, NEW])}

    ((later,),) = lists
    assert later.id == first.id


def test_two_questions_never_share_an_id():
    known = {"r1/q1": "f-1", "r2/q7": "f-1"}

    listed = list_entries([OLD, NEW], known_ids=known, parted=[("r1/q1", "r2/q7")])

    assert len({one.id for one in listed}) == 2


def test_an_unanswered_question_is_answered_by_a_later_broadcast():
    (listed,) = list_entries([replace(OLD, answer=""), NEW])

    assert [version.text for version in listed.versions] == ["보통 2일 걸립니다."]


def test_yes_and_no_contradict_and_other_words_do_not():
    assert contradict("네 세탁기 돌리셔도 됩니다", "세탁기는 안 됩니다")
    assert not contradict("네 세탁기 됩니다", "네 세탁기 돌려도 됩니다 걱정 마세요")
    assert contradict("It ships in 2 days.", "It ships in 5 days.")


def test_other_colors_than_before_contradict_in_any_language():
    before = Told("r1/q1", "What colors do you have?", "We have blue and red.", MARCH)
    after = Told("r2/q1", "색상은 뭐가 있어요?", "색상은 화이트와 레드 두 가지예요.", APRIL)
    same = replace(after, answer="색상은 레드와 블루예요.")

    (listed,) = list_entries([before, after])
    assert listed.agreement is Agreement.CONTRADICTING
    assert listed.versions[1].is_outdated
    (listed,) = list_entries([before, same])
    assert listed.agreement is not Agreement.CONTRADICTING


def test_what_one_show_answers_apart_stays_apart():
    hear = Told("r1/q1", "업로드한 오디오 들어볼 수 있나요?", "포털에서 재생할 수 있습니다.", MARCH)
    store = Told("r1/q2", "오디오를 전부 기록해야 하나요?", "기록 없이 품질을 검사합니다.", MARCH)
    later = Told("r2/q1", "업로드한 오디오 들어볼 수 있어요?", "이제 재생할 수 없습니다.", APRIL)

    listed = {one.keys: one.agreement for one in list_entries([hear, store, later])}
    assert listed == {
        ("r2/q1", "r1/q1"): Agreement.CONTRADICTING,
        ("r1/q2",): Agreement.ONE,
    }
