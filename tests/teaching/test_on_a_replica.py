"""Two real servers, one following the other: what a read replica does when its primary is gone."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from microneedling_faq import Chatbot
from microneedling_faq.errors import FaqError, IndexFileError
from microneedling_faq.index.engines import engine_of
from microneedling_faq.index_places import index_place
from microneedling_faq.teaching.operations import Hand
from microneedling_faq.teaching.publishing import publish
from microneedling_faq.teaching.trial import Workplace, try_change
from microneedling_faq.teaching.wordings import TeachWording
from servers import postgresql_server, read_replica

CHILDREN = TeachWording("can my nipper come along", document="faq", quote="Yes, from the first tooth on.")
WAIT_SECONDS = 60


def files_of(corpus: Path) -> dict[str, bytes]:
    paths = (path for path in corpus.rglob("*") if path.is_file() and "changes" not in path.parts)
    return {path.relative_to(corpus).as_posix(): path.read_bytes() for path in paths}


def test_a_read_replica_answers_while_its_primary_is_down_and_teaching_has_to_wait(place: Workplace, ana: Hand):
    with postgresql_server() as primary, read_replica(primary) as replica:
        hosts = [server.get_uri().partition("?host=")[2] for server in (primary, replica)]
        shared = index_place(f"postgresql://postgres@/postgres?host={','.join(hosts)}&corpus=clinic")
        engine = engine_of(shared)
        with engine.writing():
            generation = engine.adopt(place.index).generation
        _wait_for(index_place(f"{replica.get_uri()}&corpus=clinic"), generation)
        there = replace(place, index=shared)
        chatbot = Chatbot.with_model(place.corpus, shared, place.model)
        trial = try_change(there, CHILDREN, ana, chatbot)
        before = files_of(place.corpus)

        primary.stop()

        assert chatbot.reply("Do you treat children?").passages[0].text.startswith("Yes, from the first tooth on.")
        assert Chatbot.with_model(place.corpus, shared, place.model).reply("Do you place implants?").kind == "answer"
        with pytest.raises(
            FaqError, match=r"nothing can be changed now: this is a read replica.* Try again when the primary is back"
        ):
            publish(there, trial, ana, confirmed=True)
        assert files_of(place.corpus) == before
        trial.close()


def _wait_for(place, generation: str) -> None:
    ends = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < ends:
        try:
            if engine_of(place).read_manifest().generation == generation:
                return
        except IndexFileError:
            pass
        time.sleep(0.1)
    raise AssertionError("the replica does not follow")
