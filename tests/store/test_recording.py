import sqlite3
from collections import Counter
from datetime import date, timedelta
from threading import Event

import pytest

from microneedling_faq import Reply, Settings
from microneedling_faq.errors import StoreError
from microneedling_faq.store.counts import read_counts
from microneedling_faq.store.database import Store
from microneedling_faq.store.questions import list_questions
from microneedling_faq.store.recording import PLACES, Recorder
from microneedling_faq.types import SearchResult

DAY = date(2026, 11, 30)


class Clock:
    def __init__(self) -> None:
        self.today = DAY

    def __call__(self) -> date:
        return self.today


def make_reply(query: str = "how much", kind: str = "not_covered", **fields) -> Reply:
    return Reply(query=query, kind=kind, recommendation="See an expert.", **fields)


def settings_of(database: str, **fields) -> Settings:
    return Settings(database=database, **{"keep_questions": True} | fields)


def kept(database: str) -> list:
    with Store.open(database).reading() as connection:
        return list_questions(connection, date.min)


def counted(database: str, measure: str = "reply") -> dict[str, int]:
    with Store.open(database).reading() as connection:
        counts: Counter[str] = Counter()
        for each in read_counts(connection, measure, date.min):
            counts[each.name] += each.count
        return dict(counts)


def test_a_question_is_kept_scrubbed_and_its_rating_follows(database):
    recorder = Recorder(settings_of(database), today=Clock())
    reply_id = recorder.new_id()
    reply = make_reply("I'm Anna, call 505-555-0147", "answer", unsupported=("price",))
    recorder.replied(reply, 0.012, visit="a", reply_id=reply_id)
    recorder.rated("not_helpful", None, reply_id)
    recorder.rated("not_helpful", "seems_wrong", reply_id)
    recorder.close(60)
    (question,) = kept(database)
    assert (question.text, question.day, question.unsupported) == ("I'm [name], call [number]", DAY, ("price",))
    assert (question.verdict, question.reason) == ("not_helpful", "seems_wrong")
    assert counted(database) == {"answer": 1}
    assert counted(database, "milliseconds") == {"25": 1}
    assert counted(database, "verdict") == {"not_helpful": 1, "seems_wrong": 1}
    assert recorder.lost == 0


@pytest.mark.parametrize("kind", ["urgent", "small_talk", "invalid"])
def test_of_danger_and_small_talk_no_word_is_kept(tmp_path, kind):
    database = str(tmp_path / "store.db")
    recorder = Recorder(settings_of(database))
    recorder.replied(make_reply("zebrafish", kind), 0.01, visit="a")
    recorder.close(60)
    assert (kept(database), counted(database)) == ([], {kind: 1})
    assert [path.name for path in tmp_path.iterdir() if b"zebrafish" in path.read_bytes()] == []


def test_no_word_is_kept_where_nobody_asked_for_it_and_there_is_no_id(database):
    recorder = Recorder(settings_of(database, keep_questions=False))
    recorder.replied(make_reply(), 0.01, visit="a", reply_id=recorder.new_id())
    recorder.replied(SearchResult("scars", "answer", "See an expert."), 0.01, visit="a")
    recorder.close(60)
    assert (recorder.new_id(), kept(database)) == ("", [])
    assert counted(database) == {"not_covered": 1, "search": 1}


def test_visits_are_told_apart_within_a_day_and_never_known_again(database):
    clock = Clock()
    recorder = Recorder(settings_of(database), today=clock)
    for visitor in ("192.0.2.1", "192.0.2.2", "192.0.2.1"):
        recorder.replied(make_reply(), 0.01, visit=visitor)
    clock.today += timedelta(days=1)
    recorder.replied(make_reply(), 0.01, visit="192.0.2.1")
    recorder.close(60)
    visits = [question.visit for question in kept(database)]
    assert len(visits) == 4
    assert len(set(visits)) == 3
    assert "192.0.2.1" not in visits


def test_what_is_too_old_is_erased_by_itself(database):
    clock = Clock()
    for days in (0, 10, 11):
        clock.today = DAY + timedelta(days=days)
        recorder = Recorder(settings_of(database, keep_days=10), today=clock)
        recorder.replied(make_reply(f"day {days}"), 0.01, visit="a")
        recorder.close(60)
    assert [question.text for question in kept(database)] == ["day 10", "day 11"]
    assert counted(database) == {"not_covered": 3}


def test_a_store_that_is_locked_for_a_while_gets_everything(tmp_path):
    database = str(tmp_path / "store.db")
    Store.open(database).close()
    holder = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    tried, released = [], Event()

    def open_store(name: str) -> Store:
        tried.append(name)
        if len(tried) == 3:
            holder.rollback()
            released.set()
        return Store.open(name, wait_seconds=0.05)

    recorder = Recorder(settings_of(database), open_store, retry_seconds=0.05)
    recorder.replied(make_reply(), 0.01, visit="a")
    assert released.wait(60)
    recorder.close(60)
    assert ([question.text for question in kept(database)], recorder.lost) == (["how much"], 0)


def test_of_a_letter_the_beginning_is_kept_and_no_half_number(database):
    recorder = Recorder(settings_of(database))
    recorder.replied(make_reply("x" * 490 + " 505 555 0147 and more"), 0.01, visit="a")
    recorder.close(60)
    assert kept(database)[0].text == "x" * 490 + " [number]"


def test_a_store_that_is_gone_costs_no_more_than_what_it_would_have_kept(tmp_path, caplog):
    def open_store(_: str) -> Store:
        raise StoreError("no store")

    recorder = Recorder(settings_of(str(tmp_path / "store.db")), open_store, retry_seconds=0.05)
    sent = PLACES + 500
    for _ in range(sent):
        recorder.replied(make_reply("zebrafish"), 0.01, visit="a")
    assert 0 < recorder.lost < sent  # none was waited for
    recorder.close(60)
    assert recorder.lost == sent
    assert [record.message for record in caplog.records if "no store. The chat goes on" in record.message]
    assert "zebrafish" not in caplog.text


def test_what_cannot_be_written_at_all_does_not_hold_up_the_rest(database, caplog):
    recorder = Recorder(settings_of(database))
    recorder.replied(make_reply(), 0.01, visit="a", reply_id="the same")
    recorder.close(60)
    recorder = Recorder(settings_of(database))
    recorder.replied(make_reply("zebrafish"), 0.01, visit="a", reply_id="the same")
    recorder.close(60)
    assert recorder.lost == 1
    assert "zebrafish" not in caplog.text
    recorder = Recorder(settings_of(database))
    recorder.replied(make_reply(), 0.01, visit="a")
    recorder.close(60)
    assert len(kept(database)) == 2
