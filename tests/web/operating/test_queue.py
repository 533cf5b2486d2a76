import asyncio
from dataclasses import replace
from threading import Event

import pytest
from serving import ScriptedChatbot, make_reply

from microneedling_faq import Chatbot, Reply, Settings
from microneedling_faq.web.operating.limits import Visitor
from microneedling_faq.web.operating.queue import (
    SUGGESTIONS_A_QUESTION,
    Pace,
    QueueFullError,
    ReplyQueue,
    TooManyQuestionsError,
    TooSlowError,
)

VISITOR = Visitor("192.0.2.1", "page")


class Slow(ScriptedChatbot):
    """Answers "slow" when it is let go."""

    def __init__(self, real: Chatbot) -> None:
        self.let_go = Event()
        super().__init__(real, {"slow": self.answer})

    def answer(self) -> Reply:
        self.let_go.wait(10)
        return make_reply(query="slow")


def test_replies_are_those_of_the_chatbot(chatbot: Chatbot) -> None:
    queue = ReplyQueue(chatbot)
    for options in ({}, {"as_typed": True}, {"language": "es"}):
        expected = chatbot.reply("why?", ["Do stretch marks fade?"], **options)
        assert asyncio.run(queue.reply(VISITOR, "why?", ["Do stretch marks fade?"], **options)) == expected


def test_a_full_queue_refuses_at_once_and_lets_in_again_when_a_place_is_free(chatbot: Chatbot) -> None:
    slow = Slow(chatbot)
    queue = ReplyQueue(slow, places=2, threads=1)

    async def visit() -> tuple[bool, str]:
        waiting = [asyncio.create_task(queue.reply(VISITOR, "slow")) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(QueueFullError):
            await queue.reply(VISITOR, "slow")
        had_place = queue.has_place()
        slow.let_go.set()
        await asyncio.gather(*waiting)
        return had_place, (await queue.reply(VISITOR, "slow")).query

    assert asyncio.run(visit()) == (False, "slow")


def test_a_visitor_who_goes_away_while_waiting_gives_the_place_back(chatbot: Chatbot) -> None:
    slow = Slow(chatbot)
    queue = ReplyQueue(slow, places=2, threads=1)

    async def visit() -> bool:
        first = asyncio.create_task(queue.reply(VISITOR, "slow"))
        second = asyncio.create_task(queue.reply(VISITOR, "slow"))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.wait([second])
        has_place = queue.has_place()
        slow.let_go.set()
        await first
        return has_place

    assert asyncio.run(visit())


def test_a_reply_that_takes_too_long_is_given_up_and_keeps_its_place_until_it_has_ended(chatbot: Chatbot) -> None:
    slow = Slow(replace(chatbot, settings=Settings(reply_seconds=1, waiting_questions=1)))
    queue = ReplyQueue(slow)

    async def visit() -> tuple[bool, str]:
        with pytest.raises(TooSlowError):
            await queue.reply(VISITOR, "slow")
        had_place = queue.has_place()
        slow.let_go.set()
        while not queue.has_place():
            await asyncio.sleep(0.01)
        return had_place, (await queue.reply(VISITOR, "hello")).kind

    assert asyncio.run(visit()) == (False, "small_talk")


def test_many_visitors_each_get_their_own_reply(chatbot: Chatbot) -> None:
    questions = [f"Do stretch marks fade number {n}?" for n in range(50)]
    queue = ReplyQueue(chatbot, longest_wait=60)  # the machine may be slow

    async def visit() -> list[Reply]:
        return await asyncio.gather(*(queue.reply(Visitor("192.0.2.1", question), question) for question in questions))

    assert [reply.query for reply in asyncio.run(visit())] == questions


def test_who_asks_too_much_is_told_to_wait_and_the_others_are_not(chatbot: Chatbot) -> None:
    queue = ReplyQueue(replace(chatbot, settings=Settings(questions_per_minute=1)))

    async def visit() -> int:
        await queue.reply(VISITOR, "hello")
        with pytest.raises(TooManyQuestionsError) as caught:
            await queue.reply(VISITOR, "hello")
        assert (await queue.reply(Visitor("192.0.2.1", "another page"), "hello")).kind == "small_talk"
        return caught.value.seconds

    assert 55 <= asyncio.run(visit()) <= 60


def test_how_long_one_more_would_wait_is_told_by_how_long_the_last_ones_took() -> None:
    pace = Pace(threads=2)
    for _ in range(500):
        pace.took(0.1)
    waits = []
    for _ in range(12):
        waits.append(round(pace.wait(), 3))
        pace.came()
    assert waits == [0.0, 0.0, *(round(0.05 * present, 3) for present in range(1, 11))]
    for _ in range(12):
        pace.left()
    assert pace.wait() == 0


def test_who_would_wait_too_long_is_told_at_once_though_there_are_places(chatbot: Chatbot) -> None:
    slow = Slow(chatbot)
    queue = ReplyQueue(slow, longest_wait=0.5, threads=1)
    for _ in range(500):
        queue._pace.took(0.4)

    async def visit() -> bool:
        waiting = [asyncio.create_task(queue.reply(VISITOR, "slow")) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(QueueFullError):
            await queue.reply(VISITOR, "slow")
        had_place = queue.has_place()
        slow.let_go.set()
        await asyncio.gather(*waiting)
        return had_place

    assert not asyncio.run(visit())
    assert queue.has_place()


def test_who_types_uses_up_no_question_and_has_an_allowance_too(chatbot: Chatbot) -> None:
    queue = ReplyQueue(replace(chatbot, settings=Settings(questions_per_minute=1)))

    async def visit() -> str:
        for _ in range(SUGGESTIONS_A_QUESTION):
            await queue.suggest(VISITOR, "hello")
        with pytest.raises(TooManyQuestionsError):
            await queue.suggest(VISITOR, "hello")
        return (await queue.reply(VISITOR, "hello")).kind

    assert asyncio.run(visit()) == "small_talk"


def test_many_who_type_leave_the_places_to_those_who_ask(chatbot: Chatbot) -> None:
    slow = Slow(chatbot)
    queue = ReplyQueue(slow, places=1, threads=1)

    async def visit() -> str:
        typing = [asyncio.create_task(queue.suggest(VISITOR, "slow")) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(QueueFullError):
            await queue.suggest(VISITOR, "slow")
        assert queue.has_place()
        asked = asyncio.create_task(queue.reply(VISITOR, "hello"))
        await asyncio.sleep(0)
        slow.let_go.set()
        await asyncio.gather(*typing)
        return (await asked).kind

    assert asyncio.run(visit()) == "small_talk"
