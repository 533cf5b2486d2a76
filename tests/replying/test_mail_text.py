import pytest

from microneedling_faq.replying.mail_text import MOST_SENTENCES, Piece, cut_mail, sentences_of

MAIL = """\
From: Anna Berg <anna@example.com>
Subject: some questions

Hello,

I have old acne scars and I have been reading about
your treatment. How many sessions would I need, and does it hurt?
I would like to know what it costs.

Looking forward to hearing from you.
Kind regards,
Anna Berg
+1 505 555 0199

PS: Can I park at your place?

On Mon, Nov 30, 2026 at 9:00 AM Clinic <hello@clinic.example> wrote:
> Is this a question of ours?
"""


def test_an_email_is_cut_into_what_it_asks_and_what_it_tells():
    assert cut_mail(MAIL) == [
        Piece("I have old acne scars and I have been reading about your treatment.", asks=False),
        Piece("How many sessions would I need?", asks=True),
        Piece("does it hurt?", asks=True),
        Piece("I would like to know what it costs.", asks=True),
        Piece("Can I park at your place?", asks=True),
    ]


@pytest.mark.parametrize(
    ("mail", "asked"),
    [
        ("Dear team, does it fade scars?", ["Dear team, does it fade scars?"]),
        ("Hi!\nAlso, is it good for stretch marks?\nThanks a lot", ["Also, is it good for stretch marks?"]),
        ("Buenos días:\n¿Se borran las estrías?\nUn saludo,\nMaría", ["¿Se borran las estrías?"]),
        ("I wonder whether it helps old scars", ["I wonder whether it helps old scars"]),
        ("Does it fade scars?\nDoes it fade scars?", ["Does it fade scars?"]),
        (
            "From: x\n\n---------- Forwarded message ---------\nFrom: y\nSubject: z\n\nDoes it fade scars?",
            ["Does it fade scars?"],
        ),
        ("Fwd: see below\n---------- Forwarded message ---------\nDoes it fade scars?", ["Does it fade scars?"]),
        ("Does it fade scars?\n-- \nWhat is life?", ["Does it fade scars?"]),
        ("Does it fade scars?\n-----Original Message-----\nWhat do you want?", ["Does it fade scars?"]),
        ("", []),
        (" \n\n--\n>>>\n", []),
    ],
)
def test_what_mail_programs_and_manners_add_is_left_out(mail, asked):
    assert [piece.text for piece in cut_mail(mail) if piece.asks] == asked


def test_every_sentence_is_kept_to_be_looked_through_for_danger():
    assert "Thanks, my face is swelling." in sentences_of("Does it hurt?\nThanks, my face is swelling.\nAnna")


def test_an_endless_email_is_read_up_to_a_bound():
    assert len(sentences_of("Does it hurt?\n" * 10_000)) == MOST_SENTENCES
