from microneedling_faq.web.visitor.feedback import Feedback


def test_verdicts_and_the_reasons_that_follow_are_counted_apart() -> None:
    feedback = Feedback()
    feedback.add("helpful")
    feedback.add("not_helpful")
    feedback.add("not_helpful", "hard_to_read")
    assert feedback.totals() == {
        "helpful": 1,
        "not_helpful": 1,
        "not_my_question": 0,
        "hard_to_read": 1,
        "seems_wrong": 0,
    }
