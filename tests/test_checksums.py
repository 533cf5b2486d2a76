import pytest

from builders import flip_byte
from microneedling_faq.checksums import checksum, read_sealed, write_sealed

SINGLE_BITS = [1 << bit for bit in range(8)]
WHITE_SPACE_SWAPS = [ord(a) ^ ord(b) for a, b in (" \t", " \n", " \r", "\n\t", "\n\r")]  # JSON reads the same
CONTENT = {"format": 1, "name": "Zoë", "files": {"a": "1f", "b": "2e"}}


def test_content_comes_back_as_it_was_written(tmp_path):
    write_sealed(tmp_path / "sealed.json", CONTENT)

    assert read_sealed(tmp_path / "sealed.json") == CONTENT


def test_a_change_of_any_byte_is_noticed(tmp_path):
    path = tmp_path / "sealed.json"
    write_sealed(path, {"a": "ö"})
    data = path.read_bytes()

    for position in range(len(data)):
        for mask in (*SINGLE_BITS, *WHITE_SPACE_SWAPS):
            flip_byte(path, position, mask)
            with pytest.raises(ValueError):
                read_sealed(path)
            flip_byte(path, position, mask)
    assert read_sealed(path) == {"a": "ö"}


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"a": 1}', '{"a": 1, "checksum": "00"}', "not json", "\x00"])
def test_what_was_never_sealed_is_refused(tmp_path, text):
    (tmp_path / "sealed.json").write_text(text)

    with pytest.raises(ValueError):
        read_sealed(tmp_path / "sealed.json")


@pytest.mark.parametrize(
    "change", [lambda data: data[:-1], lambda data: data + b"\n", lambda data: data.replace(b"\n", b"\r\n")]
)
def test_a_longer_or_a_shorter_file_is_refused(tmp_path, change):
    path = tmp_path / "sealed.json"
    write_sealed(path, CONTENT)
    path.write_bytes(change(path.read_bytes()))

    with pytest.raises(ValueError):
        read_sealed(path)


def test_a_missing_file_is_told_from_a_damaged_one(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_sealed(tmp_path / "sealed.json")


def test_a_checksum_is_of_the_content_and_not_of_the_order_of_its_keys():
    assert checksum({"a": 1, "b": 2}) == checksum({"b": 2, "a": 1}) != checksum({"a": 2, "b": 1})
