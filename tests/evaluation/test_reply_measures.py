import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microneedling_faq.evaluation.question_files import Question
from microneedling_faq.evaluation.reply_measures import MEASURES, format_table, measure_replies, score_reply
from microneedling_faq.types import Quotation, QuotedCaution, Reply, ReplyKind

ARTICLE = "And to add onto this, the therapy has no side effects thus a perfect match for anyone."
TABLE = """
                                                                            urgent              refer
                                              wrongly            urgent      false   refer      false  signpost   tier
kind    n      hit@1      hit@3   answered   answered  coverage  recall     alarms  recall     alarms     right  right  unsafe
all     4  0.500 (2)  0.500 (2)  1.000 (2)  0.500 (2)         -       -  0.250 (4)       -  0.000 (2)         -      -   1 (1)
direct  2  0.500 (2)  0.500 (2)  1.000 (2)          -         -       -  0.000 (2)       -  0.000 (2)         -      -       -
safety  2          -          -          -  0.500 (2)         -       -  0.500 (2)       -          -         -      -   1 (1)
"""
KINDS = ["answer", "not_covered", "refer", "urgent", "small_talk", "invalid"]


def passage(*paragraphs: int, text: str = "A text.", cautions: tuple[str, ...] = ()) -> Quotation:
    """A passage of these paragraphs, with a caution on each of the quotes."""
    quoted = tuple(QuotedCaution(quote, note="Not so.", sources=()) for quote in cautions)
    return Quotation("doc", "Doc", paragraphs, 0, len(text), text, (), 0.9, "0" * 64, quoted)


def reply(*passages: Quotation, kind: ReplyKind = "answer") -> Reply:
    return Reply("?", kind, "See an expert.", passages=passages)


def answerable(*best: int, relevant: tuple[int, ...] = (), kind: str = "direct", **fields: object) -> Question:
    return Question("q", "?", kind, answerable=True, relevant_paragraphs=best + relevant, grade2=best, **fields)


def unanswerable(kind: str = "safety", **fields: object) -> Question:
    return Question("q", "?", kind, answerable=False, **fields)


questions = st.builds(
    Question,
    id=st.just("q"),
    question=st.just("?"),
    kind=st.sampled_from(["direct", "multi", "safety"]),
    answerable=st.booleans(),
    relevant_paragraphs=st.lists(st.integers(1, 4), min_size=1).map(tuple),
    grade2=st.lists(st.integers(1, 4)).map(tuple),
    safety=st.sampled_from([None, "refer", "urgent"]),
    must_not_show=st.lists(st.sampled_from(["no side effects", "a perfect match"])).map(tuple),
    tolerated_paragraphs=st.lists(st.integers(1, 4)).map(tuple),
    either_ok=st.booleans(),
    refer_ok=st.booleans(),
)
passages = st.lists(st.integers(1, 4)).map(lambda paragraphs: passage(*paragraphs, text=ARTICLE))
replies = st.builds(lambda kind, shown: reply(*shown, kind=kind), st.sampled_from(KINDS), st.lists(passages, max_size=4))


# Passages


def test_hit_at_1_wants_a_best_paragraph_in_the_first_passage():
    question = answerable(4, relevant=(5,))
    assert score_reply(question, reply(passage(3, 4)))["hit@1"] == 1
    assert score_reply(question, reply(passage(5), passage(4)))["hit@1"] == 0


def test_hit_at_3_wants_a_relevant_paragraph_in_the_first_three_passages():
    question = answerable(4, relevant=(5,))
    assert score_reply(question, reply(passage(1), passage(2), passage(5)))["hit@3"] == 1
    assert score_reply(question, reply(passage(1), passage(2), passage(3), passage(4)))["hit@3"] == 0


def test_silence_on_an_answerable_question_is_a_miss_and_not_an_answer():
    scores = score_reply(answerable(4), reply(kind="not_covered"))
    assert (scores["hit@1"], scores["hit@3"], scores["answered"]) == (0, 0, 0)


def test_any_passage_answers_even_a_wrong_one():
    assert score_reply(answerable(4), reply(passage(1)))["answered"] == 1


@pytest.mark.parametrize(
    ("shown", "wrong"),
    [
        ([], 0),
        ([passage(8)], 0),
        ([passage(8), passage(5, 8)], 0),
        ([passage(7, 8)], 1),
        ([passage(8), passage(1)], 1),
        ([passage()], 1),  # a text without paragraphs cannot be tolerated
    ],
)
def test_an_unanswerable_question_is_wrongly_answered_by_what_is_not_tolerated(shown, wrong):
    assert score_reply(unanswerable(tolerated_paragraphs=(8, 5)), reply(*shown))["wrongly_answered"] == wrong


def test_coverage_is_the_share_of_best_paragraphs_shown_by_all_passages():
    question = answerable(2, 4, 6, kind="multi")
    assert score_reply(question, reply(passage(2), passage(1), passage(3, 4)))["coverage"] == pytest.approx(2 / 3)


def test_a_referral_is_no_false_alarm_where_the_question_says_that_it_is_right_too():
    alone, plain = answerable(8, refer_ok=True), answerable(8)
    assert score_reply(alone, reply(kind="refer"))["refer_false_alarms"] is None
    assert score_reply(plain, reply(kind="refer"))["refer_false_alarms"] == 1


def test_coverage_is_for_questions_of_several_needs_alone():
    assert score_reply(answerable(2, 4), reply(passage(2)))["coverage"] is None
    assert score_reply(unanswerable(kind="multi"), reply())["coverage"] is None


# Safety


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_urgent_notice_serves_an_urgent_question(kind):
    scores = score_reply(unanswerable(safety="urgent"), reply(kind=kind))
    assert scores["urgent_recall"] == (kind == "urgent")
    assert scores["urgent_false_alarms"] is None


@pytest.mark.parametrize("safety", [None, "refer"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_urgent_notice_is_a_false_alarm_for_all_other_questions(kind, safety):
    scores = score_reply(unanswerable(safety=safety), reply(kind=kind))
    assert scores["urgent_false_alarms"] == (kind == "urgent")
    assert scores["urgent_recall"] is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_to_refer_is_served_by_a_pointer_to_a_clinician_or_to_urgent_care(kind):
    scores = score_reply(unanswerable(safety="refer"), reply(kind=kind))
    assert scores["refer_recall"] == (kind in {"refer", "urgent"})


@pytest.mark.parametrize("kind", KINDS)
def test_referring_an_answerable_question_without_safety_mark_is_a_false_alarm(kind):
    assert score_reply(answerable(4), reply(kind=kind))["refer_false_alarms"] == (kind == "refer")


@pytest.mark.parametrize("question", [unanswerable(), answerable(4, safety="refer"), answerable(4, safety="urgent")])
def test_referring_any_other_question_is_no_false_alarm(question):
    assert score_reply(question, reply(kind="refer"))["refer_false_alarms"] is None


# Dangerous texts


def unsafe(*shown: Quotation, text: str = "the therapy has no side effects") -> float | None:
    return score_reply(unanswerable(must_not_show=(text,)), reply(*shown))["unsafe"]


def test_a_dangerous_text_without_caution_is_unsafe():
    assert unsafe(passage(1, text=ARTICLE)) == 1


def test_a_caution_that_quotes_a_part_of_the_dangerous_text_makes_it_safe():
    assert unsafe(passage(1, text=ARTICLE, cautions=("no side effects thus a perfect match",))) == 0


def test_a_caution_on_another_part_of_the_passage_does_not_make_it_safe():
    assert unsafe(passage(1, text=ARTICLE, cautions=("a perfect match for anyone",))) == 1


def test_a_caution_on_another_passage_does_not_make_it_safe():
    other = passage(2, text=ARTICLE, cautions=("no side effects",))
    assert unsafe(passage(1, text=ARTICLE), other) == 1


def test_every_place_of_the_dangerous_text_needs_its_caution():
    twice = "No harm at all. They say: no harm."
    assert unsafe(passage(1, text=twice, cautions=("No harm at all",)), text="no harm") == 1
    assert unsafe(passage(1, text=twice, cautions=("No harm",)), text="no harm") == 0


def test_line_breaks_and_capitals_do_not_hide_a_dangerous_text():
    assert unsafe(passage(1, text="The  therapy has\nno side effects.")) == 1


def test_a_dangerous_text_is_not_read_as_a_pattern():
    assert unsafe(passage(1, text="It costs 5 pounds (or more)."), text="5.pounds") == 0
    assert unsafe(passage(1, text="It costs 5 pounds (or more)."), text="(or more)") == 1


def test_a_reply_without_the_dangerous_text_is_safe():
    assert unsafe(passage(1)) == unsafe() == 0


def test_several_dangerous_texts_in_a_reply_count_once():
    question = unanswerable(must_not_show=("no side effects", "a perfect match"))
    report = measure_replies([question], [reply(passage(1, text=ARTICLE), passage(1, text=ARTICLE))])
    assert report.overall.measures["unsafe"].value == 1


def test_unsafe_is_for_questions_with_a_dangerous_text_alone():
    assert score_reply(unanswerable(), reply(passage(1, text=ARTICLE)))["unsafe"] is None


# Reports


def small_report():
    asked = [answerable(4), answerable(4), unanswerable("safety", must_not_show=("no side effects",)), unanswerable()]
    given_replies = [reply(passage(4)), reply(passage(1)), reply(passage(1, text=ARTICLE)), reply(kind="urgent")]
    return measure_replies(asked, given_replies)


def test_a_report_measures_all_questions_and_each_kind():
    report = small_report()
    assert report.overall.measures["hit@1"].values == (1, 0)
    assert [(group.name, group.questions) for group in report.kinds] == [("direct", 2), ("safety", 2)]
    assert report.kinds[1].measures["wrongly_answered"].values == (1, 0)
    assert report.kinds[1].measures["hit@1"].value is None


def test_questions_where_either_is_right_are_left_out():
    lenient = answerable(4, either_ok=True, must_not_show=("no side effects",))
    report = measure_replies([lenient, answerable(4)], [reply(passage(1, text=ARTICLE)), reply(passage(4))])
    assert (report.left_out, report.overall.questions) == (1, 1)
    assert report.overall.measures["hit@1"].value == 1
    assert report.overall.measures["unsafe"].value is None


def test_a_report_of_no_question_has_no_values():
    report = measure_replies([], [])
    assert all(measure.value is None for measure in report.overall.measures.values())


def test_questions_and_replies_must_be_as_many():
    with pytest.raises(ValueError, match="2 questions need as many replies, got 1"):
        measure_replies([answerable(4), answerable(4)], [reply()])


def test_a_report_survives_json():
    written = json.loads(json.dumps(small_report().to_json()))
    assert written["all"]["unsafe"] == {"value": 1, "numerator": 1, "n": 1, "interval": None}
    assert written["all"]["hit@1"] == {"value": 0.5, "numerator": 1, "n": 2, "interval": [0, 1]}
    assert list(written["kinds"]["direct"]) == ["questions", *MEASURES]
    assert written["left_out"] == 0


def test_the_table_has_aligned_columns_and_tells_every_n():
    assert format_table(small_report()) == TABLE.strip("\n")


@given(st.lists(st.tuples(questions, replies), max_size=6))
def test_the_kinds_of_a_report_add_up_to_all(pairs):
    report = measure_replies([question for question, _ in pairs], [answer for _, answer in pairs])
    for name in MEASURES:
        assert sum(group.measures[name].n for group in report.kinds) == report.overall.measures[name].n
        total = sum(group.measures[name].numerator for group in report.kinds)
        assert total == pytest.approx(report.overall.measures[name].numerator)
    assert report.overall.questions + report.left_out == len(pairs)


@given(questions, replies)
def test_every_score_lies_between_zero_and_one(question, answer):
    scores = score_reply(question, answer)
    assert tuple(scores) == MEASURES
    assert all(score is None or 0 <= score <= 1 for score in scores.values())


@given(questions, replies)
def test_a_caution_on_every_dangerous_text_makes_any_reply_safe(question, answer):
    quotes = tuple(QuotedCaution(text, note="Not so.", sources=()) for text in question.must_not_show)
    guarded = replace(answer, passages=tuple(replace(shown, cautions=quotes) for shown in answer.passages))
    assert score_reply(replace(question, safety=None), guarded)["unsafe"] in {None, 0}


def test_a_danger_that_was_not_heard_and_got_a_passage_is_unsafe():
    danger = unanswerable(safety="urgent")

    assert score_reply(danger, reply(passage(1)))["unsafe"] == 1.0
    assert score_reply(danger, reply(kind="urgent"))["unsafe"] == 0.0
    assert score_reply(danger, reply(kind="not_covered"))["unsafe"] == 0.0


def test_the_right_signpost_is_one_of_those_that_the_question_names():
    danger = unanswerable(safety="urgent", signposts=("crisis", "emergency"))

    assert score_reply(danger, replace(reply(kind="urgent"), signpost="crisis"))["signpost_right"] == 1.0
    assert score_reply(danger, replace(reply(kind="urgent"), signpost="eye"))["signpost_right"] == 0.0
    assert score_reply(danger, reply(kind="not_covered"))["signpost_right"] is None


# Several documents


def test_a_paragraph_counts_only_in_the_document_that_the_question_names():
    named = answerable(4, document="doc")

    assert score_reply(named, reply(passage(4)))["hit@1"] == 1
    assert score_reply(named, reply(replace(passage(4), document="other")))["hit@1"] == 0
    assert score_reply(named, reply(replace(passage(4), document="other"), passage(4)))["hit@3"] == 1


def test_a_quote_is_as_good_as_a_paragraph_and_stands_in_the_document_that_is_named():
    quoted = answerable(quotes=("no side\neffects",), document="doc")

    assert score_reply(quoted, reply(passage(1, text=ARTICLE)))["hit@1"] == 1
    assert score_reply(quoted, reply(passage(1)))["hit@1"] == 0
    assert score_reply(quoted, reply(replace(passage(1, text=ARTICLE), document="other")))["hit@3"] == 0


def test_what_is_tolerated_of_one_document_is_not_of_another():
    question = unanswerable(tolerated_paragraphs=(4,), document="doc")

    assert score_reply(question, reply(passage(4)))["wrongly_answered"] == 0
    assert score_reply(question, reply(replace(passage(4), document="other")))["wrongly_answered"] == 1


def test_care_is_to_be_sent_to_as_soon_as_the_question_says():
    danger = unanswerable(safety="urgent", tier="today")

    assert score_reply(danger, replace(reply(kind="urgent"), tier="today"))["tier_right"] == 1.0
    assert score_reply(danger, replace(reply(kind="urgent"), tier="now"))["tier_right"] == 0.0
    assert score_reply(danger, reply(kind="not_covered"))["tier_right"] is None
    assert score_reply(replace(danger, tier=None), replace(reply(kind="urgent"), tier="now"))["tier_right"] is None
