from datetime import date, timedelta
from pathlib import Path
from threading import Thread

from microneedling_faq.store.counts import add_counts, read_counts
from microneedling_faq.store.database import Store
from microneedling_faq.store.questions import (
    KeptQuestion,
    describe_questions,
    erase_questions,
    forget_erased,
    keep_questions,
    list_questions,
    rate_question,
)

DAY = date(2026, 11, 30)


def make_question(number: str = "1", **fields) -> KeptQuestion:
    defaults = {"day": DAY, "visit": "v", "language": "en", "kind": "not_covered", "text": "how much"}
    return KeptQuestion(**{"id": number, **defaults, "unsupported": ("price",), "passages": (), **fields})


def test_questions_come_back_as_they_were_kept(store):
    kept = [make_question("1", day=DAY - timedelta(days=1)), make_question("2", unsupported=(), passages=("a", "b"))]
    with store.writing() as connection:
        keep_questions(connection, kept)
        rate_question(connection, "2", "not_helpful", None)
        rate_question(connection, "unknown", "helpful", None)
    with store.reading() as connection:
        first, second = list_questions(connection, DAY - timedelta(days=1))
        assert (first, second.passages, second.verdict, second.reason) == (kept[0], ("a", "b"), "not_helpful", None)
        assert [question.id for question in list_questions(connection, DAY)] == ["2"]
        assert describe_questions(connection).first == DAY - timedelta(days=1)


def test_questions_are_erased_before_a_day_or_all(store):
    with store.writing() as connection:
        keep_questions(connection, [make_question(str(ago), day=DAY - timedelta(days=ago)) for ago in range(5)])
        assert erase_questions(connection, before=DAY - timedelta(days=2)) == 2
        assert [question.id for question in list_questions(connection, date.min)] == ["2", "1", "0"]
        assert erase_questions(connection) == 3
        assert describe_questions(connection).questions == 0


def test_no_byte_of_an_erased_question_is_left_in_the_files(new_database):
    database = new_database()
    store = Store.open(database)
    with store.writing() as connection:
        keep_questions(connection, [make_question(str(number), text=f"zebrafish {number}") for number in range(300)])
    with store.writing() as connection:
        erase_questions(connection)
    with store.reading() as connection:
        forget_erased(connection)
        assert describe_questions(connection).questions == 0
    if "://" not in database:
        files = list(Path(database).parent.glob(f"{Path(database).name}*"))
        assert len(files) == 3
        assert [path.name for path in files if b"zebrafish" in path.read_bytes()] == []


def test_what_many_count_at_once_is_added_up(store):
    def count() -> None:
        for _ in range(10):
            with store.writing() as connection:
                add_counts(connection, {(DAY, "reply", "answer"): 2, (DAY, "reply", "urgent"): 1})

    threads = [Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as connection:
        assert {count.name: count.count for count in read_counts(connection, "reply", DAY)} == {"answer": 80, "urgent": 40}
        assert read_counts(connection, "reply", DAY + timedelta(days=1)) == []
        assert read_counts(connection, "passage", DAY) == []
