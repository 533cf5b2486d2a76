import pytest

from microneedling_faq.corpus.annotations import SignpostRecord
from microneedling_faq.corpus.patterns import parse_pattern
from microneedling_faq.safety.signposts import Signposts


def make_signposts() -> Signposts:
    records = [
        SignpostRecord("risk", "refer", None, [parse_pattern("infected")], answered=True),
        SignpostRecord(
            "fever", "urgent", "risk", [parse_pattern("fever"), parse_pattern("throat ... swollen")], answered=False
        ),
        SignpostRecord("lumps", "urgent", "risk", [parse_pattern("lumps since|are")], False, [parse_pattern("lump|lumps")]),
        SignpostRecord("crisis", "urgent", None, [parse_pattern("die")], answered=False),
    ]
    return Signposts.from_records(records, [parse_pattern("gold fever")])


def told(message: str) -> set[str]:
    return make_signposts().told(message)[0]


@pytest.mark.parametrize(
    "message",
    [
        "I have a fever",
        "FEVER!!",
        "my throat's swollen",
        "not sure why but I have a fever",
        "no idea what to do. I have a fever",
        "I didn't sleep, now a fever",
        "last year I had one and today I have a fever",
        "no one was there two or three days ago but then fever came",
    ],
)
def test_a_sign_that_is_there_now_is_told(message):
    assert told(message) == {"fever"}


@pytest.mark.parametrize(
    "message",
    ["no fever", "no fever at all", "without any fever", "no pus or redness or fever", "my throat really isnt at all swollen"],
)
def test_a_sign_that_is_denied_is_not_told(message):
    assert make_signposts().told(message) == (set(), {"fever"})


def test_a_sign_that_is_told_and_denied_is_told():
    assert make_signposts().told("no fever yesterday. Now I have a fever") == ({"fever"}, set())


@pytest.mark.parametrize(
    "message",
    [
        "can it cause a fever",
        "what if I get a fever",
        "what are the chances of fever",
        "I had a fever after the session last year",
        "puede dar fever",
    ],
)
def test_a_sign_that_is_asked_about_or_of_a_treatment_before_leads_to_the_signpost_for_questions(message):
    assert told(message) == {"risk"}


def test_a_sign_of_the_past_alone_is_only_remembered():
    assert told("I had a fever last year") == set()
    assert make_signposts().hear("i had a fever last year".split()).past == {"risk"}


@pytest.mark.parametrize(
    "message",
    [
        "hypothetically could I get a fever",
        "has anyone ever had a fever",
        "do people get a fever",
        "what signs of fever should I know",
        "is a fever normal during it",
        "can needles give you a fever",
        "could my session give me a fever",
        "in theory a fever",
        "how likely is a fever",
        "¿y si me da fever?",
        "she ended up in hospital with fever",
    ],
)
def test_many_ways_of_asking_are_heard(message):
    assert told(message) == {"risk"}


@pytest.mark.parametrize(
    "message",
    [
        "can you give me something, I have a fever",
        "do you get many people like me, she has fever",
        "is it dangerous that my throat is badly swollen",
        "worried about my throat being so swollen, it is swollen, theres fever",
        "I was treated last month and my throat is swollen",
        "could this give me lumps? my lumps are back",
    ],
)
def test_what_is_under_way_is_told_although_something_is_asked(message):
    assert told(message) & {"fever", "lumps"}


def test_a_sign_that_is_only_named_is_told_by_nothing():
    assert make_signposts().told("lumps and lump") == (set(), set())


@pytest.mark.parametrize("message", ["no lumps at all", "there isnt a lump", "I wasn't left with any lumps"])
def test_a_sign_that_is_named_is_heard_where_it_is_denied(message):
    assert make_signposts().told(message) == (set(), {"lumps"})


@pytest.mark.parametrize("message", ["can it cause lumps", "has anyone ever ended up with permanent lumps"])
def test_a_sign_that_is_named_is_heard_where_it_is_asked_about(message):
    assert told(message) == {"risk"}


def test_a_past_frame_does_not_hide_what_is_there_now():
    assert told("I had it done last month and now I have a fever") == {"fever"}


def test_a_sign_without_a_signpost_for_questions_is_told_in_whatever_frame():
    assert told("can you get me help I would rather die") == {"crisis"}


def test_a_pattern_that_refers_counts_when_asked_too():
    assert told("what if it gets infected") == {"risk"}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("I'm fine now", "released"),
        ("no wait, it's back", "renewed"),
        ("I'm fine now, no wait, it's back", "renewed"),
        ("It's back. The doctor says I'm fine now", "released"),
        ("it isn't back", None),
        ("does it help scars", None),
    ],
)
def test_of_release_and_return_what_is_said_last_counts(message, expected):
    signposts = Signposts.from_records([], [], [parse_pattern("im fine now")], [parse_pattern("its|it ... back")])

    assert signposts.course(message) == expected


def test_a_lure_hides_what_it_covers_and_nothing_else():
    assert told("there is gold fever in town") == set()
    assert told("gold fever is fun but I have a fever") == {"fever"}


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("Gold fever is fun. But my cheek is hot", "but my cheek is hot"),
        ("my cheek is hot, and there is gold fever in town", "my cheek is hot"),
        ("there is gold fever in town", None),
        ("my cheek is hot", None),
    ],
)
def test_the_clauses_beside_a_lure_stand_alone(message, rest):
    assert make_signposts().without_lures(message) == rest


def test_of_several_signposts_the_first_is_the_most_pressing():
    signposts = make_signposts()

    assert signposts.most_pressing({"lumps", "crisis"}) == "lumps"
    assert signposts.most_pressing(set()) is None
    assert signposts.answered == {"risk"}


def test_the_words_that_a_pattern_matched_are_told_for_whoever_asks_why():
    records = [SignpostRecord("air", "urgent", None, [parse_pattern("cant ... breath*")], answered=False)]

    assert Signposts.from_records(records, []).fired("Hello. I can't even breathe now") == [("air", "cant even breathe")]
