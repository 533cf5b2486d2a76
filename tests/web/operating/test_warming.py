import asyncio

from fastapi import FastAPI

from microneedling_faq.web.operating.warming import warm_up


def test_the_requests_reach_both_routers_and_start_nothing(app: FastAPI) -> None:
    assert asyncio.run(warm_up(app, ["hello", "What is rosacea?"])) == [200, 200, 200, 405]
