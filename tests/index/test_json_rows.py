from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microneedling_faq.index.json_rows import JsonRows, write_rows


@dataclass(frozen=True)
class Record:
    text: str
    number: int


THREE = [Record("one", 1), Record("two\nlines", 2), Record("drei 🍮", 3)]


def write_and_read(folder: Path, records: list[Record]) -> JsonRows[Record]:
    write_rows(folder / "rows.jsonl", records)
    return JsonRows(folder / "rows.jsonl", Record)


@given(texts=st.lists(st.text()))
def test_records_come_back_as_they_were_written(texts):
    records = [Record(text, number) for number, text in enumerate(texts)]

    with TemporaryDirectory() as folder:
        assert list(write_and_read(Path(folder), records)) == records


def test_rows_are_read_one_at_a_time_like_those_of_a_list(tmp_path):
    rows = write_and_read(tmp_path, THREE)

    assert [rows[0], rows[2], rows[-1], rows[-3]] == [THREE[0], THREE[2], THREE[2], THREE[0]]
    assert rows[1:] == THREE[1:]
    assert rows[::-1] == THREE[::-1]
    assert len(rows) == 3


@pytest.mark.parametrize("row", [3, -4])
def test_a_row_that_is_not_there_is_an_index_error(tmp_path, row):
    with pytest.raises(IndexError):
        write_and_read(tmp_path, THREE)[row]


def test_there_may_be_no_rows(tmp_path):
    rows = write_and_read(tmp_path, [])

    assert len(rows) == 0
    assert list(rows) == []


def test_every_line_of_the_file_is_json_that_a_person_can_read(tmp_path):
    write_and_read(tmp_path, THREE)

    lines = (tmp_path / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines[2] == '{"text": "drei 🍮", "number": 3}'
