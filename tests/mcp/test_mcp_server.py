"""The tools, called by the official client: in this process, and over the stdin and stdout of the program."""

import json
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import anyio
import pytest

from builders import run_python
from microneedling_faq import Chatbot
from microneedling_faq.mcp.server import AnswersAtOnce, build_server

mcp = pytest.importorskip("mcp")
SCARS = "Can it remove surgical scars?"
Asked = list[tuple[str, dict[str, Any]]]


def plain(record: object) -> Any:
    return json.loads(json.dumps(asdict(record)))  # type: ignore[call-overload]


def called(server: object, calls: Asked) -> list[Any]:
    """The results of some calls."""

    async def call() -> list[Any]:
        async with mcp.Client(server, read_timeout_seconds=60) as client:
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return anyio.run(call)


def described(server: object, ask: Callable[[Any], Awaitable[Any]]) -> Any:
    async def call() -> Any:
        async with mcp.Client(server, read_timeout_seconds=60) as client:
            return await ask(client)

    return anyio.run(call)


def test_the_results_are_those_of_the_chatbot_cautions_and_advice_with_them(chatbot: Chatbot) -> None:
    calls: Asked = [
        ("ask", {"message": SCARS}),
        ("ask", {"message": "and for stretch marks?", "history": [SCARS]}),
        ("ask", {"message": "i want to end my life"}),
        ("ask", {"message": "", "language": "es"}),
        ("search", {"query": "stretch marks", "limit": 3}),
        ("search", {"query": "i want to end my life"}),
    ]
    expected = [
        chatbot.reply(SCARS),
        chatbot.reply("and for stretch marks?", [SCARS]),
        chatbot.reply("i want to end my life"),
        chatbot.reply("", language="es"),
        chatbot.search("stretch marks", limit=3),
        chatbot.search("i want to end my life"),
    ]
    results = called(build_server(AnswersAtOnce(chatbot)), calls)
    assert [result.is_error for result in results] == [False] * len(calls)
    assert [result.structured_content for result in results] == [plain(each) for each in expected]
    for result, record in zip(results, expected, strict=True):
        assert json.loads(result.content[0].text) == plain(record)  # for assistants that read texts only
        assert record.recommendation
    assert any(quotation.cautions for record in expected for quotation in record.passages)


@pytest.mark.parametrize(
    ("name", "arguments", "wrong"),
    [
        ("ask", {}, "message"),
        ("ask", {"message": None}, "message"),
        ("ask", {"message": "a", "history": "b"}, "history"),
        ("ask", {"message": "a", "language": "../x"}, "language"),
        ("search", {"query": "a", "limit": 0}, "limit"),
        ("search", {"query": "a", "limit": 21}, "limit"),
    ],
)
def test_a_call_that_is_wrong_is_told_to_the_assistant(
    chatbot: Chatbot, name: str, arguments: dict[str, Any], wrong: str
) -> None:
    (result,) = called(build_server(AnswersAtOnce(chatbot)), [(name, arguments)])
    assert result.is_error
    assert f"\n{wrong}\n" in result.content[0].text


def test_there_are_two_tools_that_only_read_and_nothing_else(chatbot: Chatbot) -> None:
    listed = described(build_server(AnswersAtOnce(chatbot)), lambda client: client.list_tools())
    assert [tool.name for tool in listed.tools] == ["ask", "search"]
    for tool in listed.tools:
        assert tool.annotations.read_only_hint and not tool.annotations.open_world_hint
        assert tool.description
        assert tool.output_schema["type"] == "object"
        assert all(parameter["description"] for parameter in tool.input_schema["properties"].values())


def test_over_stdio_nothing_but_the_protocol_is_on_stdout(shipped_index: Path, chatbot: Chatbot) -> None:
    command = ["-m", "microneedling_faq", "mcp", "--index", str(shipped_index)]
    server = mcp.StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))
    calls: Asked = [("ask", {"message": SCARS}), ("search", {"query": "stretch marks"})]
    results = called(server, calls)
    assert [result.structured_content for result in results] == [
        plain(chatbot.reply(SCARS)),
        plain(chatbot.search("stretch marks")),
    ]


def test_without_the_extra_it_is_one_line_and_exit_code_1() -> None:
    hidden = "import sys; sys.modules['mcp'] = None\nfrom importlib import util; find = util.find_spec\n"
    code = hidden + (
        "util.find_spec = lambda name, *rest: None if name == 'mcp' else find(name, *rest)\n"
        "from microneedling_faq.cli import main; sys.exit(main(['mcp']))"
    )
    done = run_python(code)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == 'microneedling-faq: the package mcp is missing. Install it: pip install "mcp>=2.3,<3"\n'


def test_the_log_of_the_process_stays_as_it_is() -> None:
    code = (
        "import logging, sys; from microneedling_faq.mcp.server import AnswersAtOnce, build_server\n"
        "build_server(AnswersAtOnce(None)); sys.exit(len(logging.getLogger().handlers))"
    )
    assert run_python(code).returncode == 0
