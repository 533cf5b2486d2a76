from microneedling_faq.evaluation.ranking_measures import Measure
from microneedling_faq.training.comparison import Comparison


def measures(hits: int, wrong: int = 0, n: int = 10) -> dict:
    flags = {"hit@1": hits, "wrongly_answered": wrong}
    return {name: Measure(tuple(float(row < count) for row in range(n))) for name, count in flags.items()}


def test_a_measure_falls_when_more_than_one_question_is_lost_over_all_files():
    assert Comparison({"a": measures(8), "b": measures(8)}, {"a": measures(7), "b": measures(8)}).fallen() == []
    assert Comparison({"a": measures(8), "b": measures(8)}, {"a": measures(7), "b": measures(7)}).fallen() == ["hit@1"]
    assert Comparison({"a": measures(8), "b": measures(6)}, {"a": measures(6), "b": measures(9)}).fallen() == []


def test_more_wrong_answers_are_a_fall():
    assert Comparison({"a": measures(8, wrong=0)}, {"a": measures(9, wrong=2)}).fallen() == ["wrongly_answered"]


def test_the_table_sets_before_beside_after():
    line = Comparison({"a": measures(8)}, {"a": measures(9)}).to_table().splitlines()[1]

    assert line.split() == ["a", "hit@1", "0.800", "0.900", "10"]
