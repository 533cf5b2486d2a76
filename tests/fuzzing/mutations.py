"""Files as people and accidents leave them: valid ones with something cut out, doubled, put in or turned over."""

import io
import zipfile
from collections.abc import Sequence

import hypothesis.strategies as st

TOKENS = [
    *(
        b"[[",
        b"]]",
        b"[",
        b"]",
        b"{",
        b"}",
        b'"',
        b'"""',
        b"'",
        b"=",
        b"\n",
        b"\r\n",
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"#",
    ),
    *(
        b"---\n",
        b"...",
        b"null",
        b"1e999",
        b"-1",
        b"999999999999999999999999",
        b"true",
        b"\\u0000",
        b"\\",
        b"<",
        b"&",
        b"\t",
        b",",
    ),
    *(
        "\u202e\u200b\ud7ff\U0001f36e".encode(),
        b"wordings.en = ",
        b"9999-99-99",
        b"inf",
        b"!!python/object:os.system",
        b"&a [*a]",
    ),
    *(b"<![CDATA[", b'<!DOCTYPE x [<!ENTITY a "b">]>', b"| | |\n", b"* * *\n", b"> " * 40, b"```", b"[](", b"=1+1", b"{" * 300),
]


@st.composite
def mutated(draw: st.DrawFn, samples: Sequence[bytes]) -> bytes:
    """One of some valid files, changed in one to six places."""
    data = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        piece = draw(st.one_of(st.sampled_from(TOKENS), st.binary(max_size=8), st.just(data[at : at + length])))
        cut = draw(st.sampled_from([0, 1, length, len(data)]))
        data = data[:at] + piece + data[at + cut :]
    return data


@st.composite
def mutated_archive(draw: st.DrawFn, sample: bytes) -> bytes:
    """A zip file (Word, Excel) with one of its parts mutated and packed again, so that what reads the part is tried."""
    with zipfile.ZipFile(io.BytesIO(sample)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    parts[name] = draw(mutated([parts[name]]))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return file.getvalue()
