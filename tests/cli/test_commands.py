import argparse
import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import write_files
from microneedling_faq import Chatbot, __version__
from microneedling_faq.cli import build_parser, main
from microneedling_faq.paths import shipped
from microneedling_faq.settings_reading import read_settings

SCARS = "Can it remove surgical scars?"
REPLY_KEYS = {
    "query",
    "understood_as",
    "language",
    "kind",
    "notice",
    "passages",
    "unsupported",
    "suggestions",
    "recommendation",
    "signpost",
    "tier",
    "content_version",
    "content_reviewed",
}
PASSAGE_KEYS = {"document", "title", "paragraphs", "start", "end", "text", "highlights", "score", "sha256", "cautions"}
QUESTION = {"id": "q1", "question": SCARS, "kind": "direct", "answerable": True, "relevant_paragraphs": [4], "grade2": [4]}


def commands(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command of the program, the program itself among them."""
    yield path
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                yield from commands(child, (*path, name))


ALL_COMMANDS = list(commands(build_parser()))


@pytest.fixture
def ask(shipped_index, capsys):
    """Asks a question in this process and gives what was printed on stdout."""

    def ask(*arguments: str) -> str:
        assert main(["ask", "--index", str(shipped_index), *arguments]) == 0
        captured = capsys.readouterr()
        assert captured.err == ""
        return captured.out

    return ask


@pytest.fixture
def failed(capsys):
    """Runs a command that cannot be done and gives its one line on stderr."""

    def failed(*arguments: object) -> str:
        assert main([str(argument) for argument in arguments]) == 1
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.count("\n") == 1
        assert captured.err.startswith("microneedling-faq: ")
        return captured.err

    return failed


# Help


def test_all_the_commands_are_there():
    assert {path[0] for path in ALL_COMMANDS if path} >= {"chat", "ask", "index", "evaluate"}
    assert {path[1] for path in ALL_COMMANDS if len(path) == 2} >= {"build", "prepare", "verify", "train", "status", "erase"}


@pytest.mark.parametrize("path", ALL_COMMANDS, ids=" ".join)
def test_the_help_of_every_command_ends_with_a_line_to_paste_that_is_understood(path, capsys, monkeypatch):
    with pytest.raises(SystemExit) as stopped:
        main([*path, "--help"])
    captured = capsys.readouterr()
    pasted = shlex.split(captured.out.strip().splitlines()[-1])

    assert (stopped.value.code, captured.err) == (0, "")
    assert pasted[0] == "microneedling-faq"
    assert tuple(pasted[1 : 1 + len(path)]) == path
    assert callable(build_parser().parse_args(pasted[1:]).run)


def test_the_files_in_the_lines_to_paste_are_there():
    root = Path(__file__).parent.parent.parent

    assert (root / build_parser().parse_args(["evaluate", "tests/questions/visitors.jsonl"]).questions).is_file()


def test_the_version_is_told(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])

    assert capsys.readouterr().out == f"microneedling-faq {__version__}\n"


# Wrong usage


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["aks", SCARS],
        ["ask"],
        ["ask", "--history", "only an earlier question"],
        ["ask", SCARS, "--jsn"],
        ["index"],
        ["index", "destroy"],
        ["chat", "--port", "many"],
        ["evaluate"],
        ["evaluate", "file.jsonl", "--queries", "q.jsonl", "--qrels", "r.tsv"],
        ["evaluate", "--queries", "q.jsonl"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2_with_the_usage_on_stderr(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    captured = capsys.readouterr()

    assert (stopped.value.code, captured.out) == (2, "")
    assert captured.err.startswith("usage: microneedling-faq")


# Ask


def test_an_answer_is_quoted_with_its_place_and_the_recommendation(ask, chatbot):
    out = ask(SCARS)

    assert "“The other reason to use this treatment is to treat scars." in out
    assert "Paragraph 4 of Why Micro Needling Albuquerque Treatment Is Important, by Betty Brown" in out
    assert out.rstrip().endswith(chatbot.reply(SCARS).recommendation)


def test_the_json_of_a_reply_has_the_shape_of_the_contract(ask):
    reply = json.loads(ask("--json", SCARS))

    assert reply.keys() == REPLY_KEYS
    assert (reply["query"], reply["kind"], reply["language"]) == (SCARS, "answer", "en")
    for passage in reply["passages"]:
        assert passage.keys() == PASSAGE_KEYS | {"author", "reviewed", "headings", "language"}
        for caution in passage["cautions"]:
            assert caution.keys() == {"quote", "note", "sources"}
            assert all(source.keys() == {"name", "url"} for source in caution["sources"])


def test_the_json_of_a_passage_quotes_the_document_word_for_word(ask):
    passage = json.loads(ask("--json", SCARS))["passages"][0]
    document = (shipped("corpus") / f"{passage['document']}.md").read_bytes().decode()

    assert passage["paragraphs"] == [4]
    assert document[passage["start"] : passage["end"]] == passage["text"]
    for start, end in passage["highlights"]:
        assert 0 <= start < end <= len(passage["text"])


@pytest.mark.parametrize(
    "message", ["How much does a session cost?", "", " \x00 ", "x" * 100_000, "hello", "--", "\udcff"], ids=ascii
)
def test_whatever_is_asked_the_reply_is_json_with_the_recommendation_and_exit_code_0(ask, message):
    reply = json.loads(ask("--json", "--", message))

    assert reply.keys() == REPLY_KEYS
    assert reply["kind"] != "answer"
    assert reply["passages"] == []
    assert reply["recommendation"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--history", SCARS, "and for stretch marks?"],
        ["--history", SCARS, "--json", "and for stretch marks?"],
        ["and for stretch marks?", "--history", SCARS],
        ["--history", "hello", "--history", SCARS, "--json", "and for stretch marks?"],
        ["--history", "hello", SCARS, "and for stretch marks?"],
    ],
    ids=lambda arguments: " ".join(argument for argument in arguments if argument.startswith("--")),
)
def test_earlier_questions_can_be_given_in_any_of_the_usual_ways(ask, chatbot, arguments):
    reply = json.loads(ask("--json", *arguments))

    assert reply["query"] == "and for stretch marks?"
    assert reply["understood_as"] == chatbot.reply("and for stretch marks?", [SCARS]).understood_as


def test_another_corpus_can_be_asked(small_corpus, small_index, capsys):
    main(["ask", "Can I send a parcel back?", "--corpus", str(small_corpus), "--index", str(small_index)])

    assert "Returns, by Ada Park, reviewed 2026-01-31" in capsys.readouterr().out


def test_the_texts_of_the_settings_are_used(ask, tmp_path):
    write_files(tmp_path, {"s.toml": "[notices.en]\n'general.recommendation' = 'Ask Dr. Park.'\n"})

    assert ask(SCARS, "--settings", str(tmp_path / "s.toml")).endswith("\n\nAsk Dr. Park.\n")


def test_the_bar_of_the_settings_is_obeyed_told_and_measured(shipped_index, tmp_path, capsys):
    write_files(tmp_path, {"s.toml": "[answers]\nbar = 1\n", "q.jsonl": json.dumps(QUESTION) + "\n"})
    places = ["--index", str(shipped_index), "--settings", str(tmp_path / "s.toml")]

    assert main(["ask", "--json", "--why", SCARS, *places]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["kind"] == "not_covered"
    assert "needed: 100 in 100" in captured.err
    assert main(["evaluate", str(tmp_path / "q.jsonl"), "--json", *places]) == 0
    assert json.loads(capsys.readouterr().out)["all"]["answered"]["value"] == 0


# What cannot be done: one line on stderr, exit code 1


def test_what_cannot_be_done_is_told_in_one_line(failed, shipped_index, tmp_path):
    nowhere = tmp_path / "nowhere"

    assert "there is no such corpus folder" in failed("ask", SCARS, "--corpus", nowhere, "--index", tmp_path)
    assert "holds no model.safetensors" in failed("ask", SCARS, "--model", tmp_path)
    assert "settings cannot be read (No such file or directory)" in failed("ask", SCARS, "--settings", nowhere)
    wrong = write_files(
        tmp_path / "s", {"bar.toml": "[answers]\nbar = 30\n", "text.toml": "[notices.en]\ngeneral.parlty = 'x'\n"}
    )
    assert "answers.bar must be a number from 0 to 1" in failed("ask", SCARS, "--settings", wrong / "bar.toml")
    placed = ["--index", shipped_index, "--settings", wrong / "text.toml"]
    assert "no text 'general.parlty'" in failed("ask", SCARS, *placed)
    assert "there is no index" in failed("index", "status", "--index", nowhere)
    assert "nowhere" in failed("evaluate", nowhere)


# Index


def test_an_index_is_built_verified_and_described(corpus_copy, tmp_path, capsys):
    places = ["--corpus", str(corpus_copy), "--index", str(tmp_path / "index")]
    assert main(["index", "build", *places]) == 0
    built = capsys.readouterr().out
    assert main(["index", "verify", *places]) == 0
    assert "every hash, span and sampled embedding is right" in capsys.readouterr().out
    assert main(["index", "status", *places]) == 0

    status = capsys.readouterr().out
    assert status == built
    assert "8 passages" in status and "all-MiniLM-L6-v2" in status and "up to date" in status


def test_a_build_names_what_it_left_out(corpus_copy, index_copy, capsys):
    write_files(corpus_copy, {"bad.md": b"caf\xe9"})
    assert main(["index", "build", "--corpus", str(corpus_copy), "--index", str(index_copy)]) == 0

    captured = capsys.readouterr()
    assert f"left out: {corpus_copy / 'bad.md'}, line 1: is not UTF-8" in captured.err
    assert "6 files, 1 left out" in captured.out


def test_a_stale_index_is_described_as_stale_and_does_not_pass(corpus_copy, index_copy, capsys):
    write_files(corpus_copy, {"returns.md": "Other text."})
    places = ["--corpus", str(corpus_copy), "--index", str(index_copy)]

    assert main(["index", "status", *places]) == 0
    advice = f"Rebuild it: microneedling-faq index build --corpus {corpus_copy} --index {index_copy}\n"
    assert f"state     stale: returns.md changed since. {advice}" in capsys.readouterr().out
    assert main(["index", "verify", *places]) == 1
    assert f"stale: returns.md changed since. {advice}" in capsys.readouterr().err


def test_a_file_of_a_kind_that_is_never_read_is_told_and_the_index_passes(corpus_copy, index_copy, capsys):
    write_files(corpus_copy, {"old.doc": b"\xd0\xcf\x11\xe0"})
    places = ["--corpus", str(corpus_copy), "--index", str(index_copy)]

    assert main(["index", "build", *places]) == 0
    capsys.readouterr()
    assert main(["index", "verify", *places]) == 0
    assert "warning: left out: " in (said := capsys.readouterr().err) and ".doc files cannot be read. Save it as .docx" in said


# Evaluate


def test_replies_are_measured_and_written(shipped_index, tmp_path, capsys):
    questions = write_files(tmp_path, {"q.jsonl": json.dumps(QUESTION) + "\n"}) / "q.jsonl"
    places = ["--index", str(shipped_index), "--replies", str(tmp_path / "out.jsonl")]
    assert main(["evaluate", str(questions), "--json", *places]) == 0

    assert "hit@1" in json.dumps(json.loads(capsys.readouterr().out))
    (line,) = (tmp_path / "out.jsonl").read_text().splitlines()
    written = json.loads(line)
    assert (written["id"], written["reply"].keys()) == ("q1", REPLY_KEYS)


def test_rankings_are_measured_by_meaning_by_words_and_by_both(small_corpus, small_index, tmp_path, capsys):
    write_files(tmp_path, {"q.jsonl": '{"id": "1", "text": "send a parcel back"}\n', "r.tsv": "1\treturns\t1\n"})
    queries = ["--queries", str(tmp_path / "q.jsonl"), "--qrels", str(tmp_path / "r.tsv")]
    assert main(["evaluate", *queries, "--json", "--corpus", str(small_corpus), "--index", str(small_index)]) == 0

    assert json.loads(capsys.readouterr().out).keys() == {"dense", "lexical", "combined"}


def test_replies_from_the_command_line_and_from_python_are_the_same(ask, chatbot):
    assert isinstance(chatbot, Chatbot)
    assert json.loads(ask("--json", SCARS))["passages"][0]["text"] == chatbot.reply(SCARS).passages[0].text


# Settings


def test_the_settings_are_printed_as_a_file_that_sets_the_same(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("MICRONEEDLING_FAQ_WEB_QUESTIONS_PER_MINUTE", "7")
    written = """[clinic]\nname = "A \\"quoted\\" \\\\ n\\u007fame"\n[web]\norigins = ['https://a.example']\n"""
    write_files(tmp_path, {"s.toml": written + "[notices.de]\nx.y = 'A'\n"})
    assert main(["settings", "--settings", str(tmp_path / "s.toml")]) == 0
    printed = capsys.readouterr().out
    write_files(tmp_path, {"printed.toml": printed})

    assert read_settings(tmp_path / "printed.toml", {}) == read_settings(tmp_path / "s.toml")
    assert "# from: environment variable MICRONEEDLING_FAQ_WEB_QUESTIONS_PER_MINUTE; default: 60;" in printed
    assert f'# from: {tmp_path / "s.toml"}; default: "the clinic"; variable: MICRONEEDLING_FAQ_CLINIC_NAME' in printed


def test_that_texts_may_be_set_is_told_where_none_is(capsys):
    assert main(["settings"]) == 0
    assert "\n# [notices.en]\n" in capsys.readouterr().out


def test_several_wrong_settings_are_told_in_a_line_each(tmp_path, capsys):
    write_files(tmp_path, {"s.toml": "[answers]\nbar = 30\n[clinic]\nphone = 7\n"})
    assert main(["ask", SCARS, "--settings", str(tmp_path / "s.toml")]) == 1
    lines = capsys.readouterr().err.splitlines()

    assert len(lines) == 2
    assert all(line.startswith(f"microneedling-faq: {tmp_path / 's.toml'}: ") for line in lines)
