from hypothesis import given
from hypothesis import strategies as st

from microneedling_faq.web.visitor.marking import Piece, cut_pieces

spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4)


def test_overlapping_marks_are_cut_where_either_begins_or_ends() -> None:
    pieces = cut_pieces("abcdef", [(1, 4)], [(3, 5)])
    assert pieces == [
        Piece("a", answers=False, doubtful=False),
        Piece("bc", answers=True, doubtful=False),
        Piece("d", answers=True, doubtful=True),
        Piece("e", answers=False, doubtful=True),
        Piece("f", answers=False, doubtful=False),
    ]


@given(st.text(max_size=40), spans, spans)
def test_joined_pieces_are_the_text(text: str, answering: list[tuple[int, int]], doubtful: list[tuple[int, int]]) -> None:
    assert "".join(piece.text for piece in cut_pieces(text, answering, doubtful)) == text
