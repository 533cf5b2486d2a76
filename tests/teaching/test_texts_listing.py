from datetime import date
from pathlib import Path

from microneedling_faq.cli import main
from microneedling_faq.corpus.clinician_signatures import fingerprint
from microneedling_faq.corpus.sources import Source
from microneedling_faq.corpus.tables import Group
from microneedling_faq.settings import Settings
from microneedling_faq.teaching.texts_listing import format_html, list_texts

NOTICES = {
    "en": {"signposts.pus.text": "Phone today.", "signposts.air.text": "Call {emergency}.", "cautions.claim.text": "No."}
}
SIGNATURE = {"reviewer": "Dr. Park", "reviewed": date(2026, 12, 1), "text": fingerprint("Phone today.", [Source("A <b>")])}


def make_group(name: str, **fields: object) -> Group:
    return Group(Path("x.toml"), {"id": name, "sources": [{"name": "A <b>"}], "written": {"en": date(2026, 11, 27)}} | fields)


def listed(signature: dict[str, object] = SIGNATURE, country: str = "US"):
    signposts = [
        make_group("pus", kind="urgent", tier="today", priority=1, signed={"en": signature}),
        make_group("air", kind="urgent", priority=2),
    ]
    tables = {"cautions": [make_group("claim", quote="It cures.")], "signposts": signposts}
    return list(list_texts(tables, NOTICES, Settings(country=country), "en"))


def test_the_most_pressing_texts_come_first_and_cautions_with_their_claims_last():
    assert [each.key for each in listed()] == ["signposts.air.text", "signposts.pus.text", "cautions.claim.text"]
    assert listed()[2].quote == "It cures."


def test_texts_stand_there_with_the_numbers_of_the_country():
    assert [listed()[0].text, listed(country="DE")[0].text] == ["Call 911.", "Call 112."]


def test_a_signature_is_told_and_what_changed_since_is_marked():
    changed = listed(SIGNATURE | {"text": "0" * 12})

    assert listed()[1].status == "signed by Dr. Park on 2026-12-01; written 2026-11-27"
    assert changed[1].status.startswith("CHANGED SINCE IT WAS SIGNED by Dr. Park")
    assert format_html({"x": changed}).count('<article class="changed">') == 1
    assert format_html({"x": listed()}).count('class="changed"') == 0


def test_the_page_shows_all_text_as_text():
    assert "A &lt;b&gt;" in format_html({"x <i>": listed()}) and "<i>" not in format_html({"x <i>": listed()})


def test_on_the_command_line_every_text_about_health_is_printed_in_every_language(capsys):
    assert main(["texts", "--html"]) == 0
    page = capsys.readouterr().out

    assert page.startswith("<!doctype html>") and page.count("<h2>signposts.crisis.text</h2>") == 2
    assert "Texts in es, country US" in page and "{emergency}" not in page
