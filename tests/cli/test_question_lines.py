import io
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from microneedling_faq import Chatbot
from microneedling_faq.cli.question_lines import read_question_lines
from microneedling_faq.query.cleaning import MAX_MESSAGE_CHARACTERS

SCARS = "Can it remove surgical scars?"


def texts(content: bytes) -> list[str]:
    return [line.text for line in read_question_lines(io.BytesIO(content))]


def command(index: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "microneedling_faq", "ask", "-", "--index", str(index), *options]


@pytest.fixture(scope="module")
def answered(shipped_index: Path) -> Any:
    """What one process says to many lines."""
    lines = [
        SCARS.encode(),
        b"",
        b"   ",
        "¿Se borran las estrías?".encode(),
        b"caf\xe9 au lait",
        b"\xff\xfe\xff",
        b"x" * 5_000_000,
        b"hello\r",
        b"\x00",
        b"i want to end my life",
    ]
    return subprocess.run(command(shipped_index), input=b"\n".join(lines), capture_output=True, timeout=120, check=True)


def test_every_line_gets_its_line_blank_unreadable_and_endless_ones_too(answered: Any, chatbot: Chatbot) -> None:
    replies = [json.loads(line) for line in answered.stdout.decode().splitlines()]
    kinds = ["answer", "invalid", "invalid", "answer", None, None, "invalid", "small_talk", "invalid", "urgent"]
    assert len(replies) == len(kinds)
    assert [reply["kind"] for reply, kind in zip(replies, kinds, strict=True) if kind] == [kind for kind in kinds if kind]
    assert [reply["passages"] for reply in replies[4:6]] == [[], []]
    assert replies[6]["notice"] == chatbot.notices.text("general.invalid_too_long")
    assert replies[0] == json.loads(json.dumps(_as_json(chatbot, SCARS)))
    assert all(reply["recommendation"] for reply in replies)


def test_what_is_not_utf_8_is_told_with_its_line(answered: Any) -> None:
    told = answered.stderr.decode().splitlines()
    assert [line.split(": ")[:3] for line in told] == [
        ["microneedling-faq", "stdin, line 5", "is not UTF-8; read as 'caf\ufffd au lait'"],
        ["microneedling-faq", "stdin, line 6", "is not UTF-8; read as '\ufffd\ufffd\ufffd'"],
    ]


def test_earlier_questions_count_for_every_line(shipped_index: Path, chatbot: Chatbot) -> None:
    asked = b"and for stretch marks?\n"
    options = {"input": asked, "capture_output": True, "timeout": 120, "check": True}
    done = subprocess.run(command(shipped_index, "--history", SCARS), **options)  # type: ignore[call-overload]
    assert json.loads(done.stdout) == json.loads(json.dumps(_as_json(chatbot, "and for stretch marks?", [SCARS])))


def test_a_program_can_wait_for_each_reply_before_it_asks_again(shipped_index: Path) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command(shipped_index), **pipes) as process:  # type: ignore[call-overload]
        for message, kind in ((b"hello", "small_talk"), (SCARS.encode(), "answer")):
            process.stdin.write(message + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["kind"] == kind
        process.stdin.close()
        assert process.wait(30) == 0


def test_a_reader_that_goes_away_ends_it_without_a_traceback(shipped_index: Path) -> None:
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command(shipped_index), **pipes) as process:  # type: ignore[call-overload]
        process.stdin.write(b"hello\n")
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b"hello\n" * 10)
        process.stdin.close()
        assert process.wait(60) == 1
        assert process.stderr.read() == b""


@pytest.mark.parametrize(("stdin", "said"), [("<&-", "stdin is closed"), ("0> /dev/null", "stdin, line 1: cannot be read")])
def test_a_stdin_that_cannot_be_read_is_one_line_and_exit_code_1(shipped_index: Path, stdin: str, said: str) -> None:
    shell = ["sh", "-c", f'"$@" {stdin}', "sh", *command(shipped_index)]
    done = subprocess.run(shell, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"microneedling-faq: {said}")
    assert done.stderr.count("\n") == 1


def test_lines_end_as_in_any_text_file_and_a_byte_order_mark_is_no_letter() -> None:
    assert texts(b"\xef\xbb\xbfone\r\ntwo\n\nthree") == ["one", "two", "", "three"]
    assert texts(b"") == []
    assert texts(b"\n") == [""]
    assert texts("one\u2028still one\x0c\x85".encode() + b"\n") == ["one\u2028still one\x0c\x85"]


@pytest.mark.parametrize("letter", ["x", "é", "漢", "🍮"])
def test_of_an_endless_line_enough_is_kept_to_see_that_it_is_too_long(letter: str) -> None:
    lines = list(read_question_lines(io.BytesIO((letter * 100_000 + "\nnext\n").encode())))
    assert [line.readable for line in lines] == [True, True]
    assert MAX_MESSAGE_CHARACTERS < len(lines[0].text) < 20_000
    assert (lines[1].number, lines[1].text) == (2, "next")


def _as_json(chatbot: Chatbot, message: str, history: list[str] | None = None) -> Any:
    return asdict(chatbot.reply(message, history or []))
