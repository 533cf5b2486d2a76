import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from making import chatbot_of, make

from microneedling_faq.errors import FaqError, TeachingError
from microneedling_faq.index.reader import read_manifest, stale_because
from microneedling_faq.settings import Settings
from microneedling_faq.teaching.answers import WriteAnswer
from microneedling_faq.teaching.change_log import find_change, read_changes
from microneedling_faq.teaching.operations import Hand
from microneedling_faq.teaching.publishing import SecondLookError, drop_draft, find_draft, publish, save_draft, undo
from microneedling_faq.teaching.trial import Workplace, try_change
from microneedling_faq.teaching.wordings import TAUGHT, TeachWording

CHILDREN = TeachWording("can my nipper come along", document="faq", quote="Yes, from the first tooth on.")
VOUCHERS = WriteAnswer("Do you sell vouchers?", "Yes, from $20 at the desk.", "vouchers")


def files_of(corpus: Path) -> dict[str, bytes]:
    paths = [path for path in corpus.rglob("*") if path.is_file() and "changes" not in path.parts]
    return {path.relative_to(corpus).as_posix(): path.read_bytes() for path in paths}


def answers_to(place: Workplace, question: str) -> list[str]:
    return [passage.text for passage in chatbot_of(place).reply(question).passages]


def test_a_taught_wording_finds_its_passage_and_says_who_taught_it(place: Workplace, ana: Hand) -> None:
    change = make(place, CHILDREN, ana)

    assert "Wednesday" in answers_to(place, "can my nipper come along?")[0]
    assert (place.corpus / TAUGHT).read_text().endswith('taught = { by = "Ana", on = 2026-11-30 }\n')
    assert (change.state, change.author) == ("live", "Ana")


def test_the_index_that_was_tried_is_the_one_that_is_live(place: Workplace, ana: Hand) -> None:
    trial = try_change(place, CHILDREN, ana)
    tried = read_manifest(trial.index)

    publish(place, trial, ana)
    trial.close()

    assert read_manifest(place.index) == tried
    assert stale_because(tried, place.corpus, place.model) is None
    assert [path.name for path in place.index.iterdir() if path.name.startswith(".trial")] == []


def test_an_answer_that_stands_in_for_a_topic_is_found_by_all_that_is_asked_about_it(place: Workplace, ana: Hand) -> None:
    assert chatbot_of(place).reply("can I buy a gift card").unsupported == ("vouchers",)

    make(place, VOUCHERS, ana)

    assert answers_to(place, "can I buy a gift card") == ["Yes, from $20 at the desk."]
    assert chatbot_of(place).reply("do you offer sedation").unsupported == ("sedation",)


def test_what_was_taught_can_be_taken_back_in_any_order(place: Workplace, ana: Hand, ben: Hand) -> None:
    before = files_of(place.corpus)
    first = make(place, CHILDREN, ana)
    second = make(place, VOUCHERS, ben)

    undo(place, first.id, ben)
    undo(place, second.id, ana)

    left = files_of(place.corpus)
    assert left.keys() - before.keys() == {TAUGHT}  # with its head and nothing else
    assert {name: left[name] for name in before} == before
    assert "[[" not in left[TAUGHT].decode()
    assert [change.state for change in read_changes(place.corpus)] == ["undone", "undone", "live", "live"]


def test_what_was_changed_since_is_not_taken_back_over_it(place: Workplace, ana: Hand, ben: Hand) -> None:
    first = make(place, VOUCHERS, ana)
    make(place, replace(VOUCHERS, text="No."), ben)

    with pytest.raises(TeachingError, match="changed since"):
        undo(place, first.id, ana)
    assert answers_to(place, "Do you sell vouchers?") == ["No."]


def test_a_wording_that_was_taught_to_an_answer_follows_it(place: Workplace, ana: Hand) -> None:
    make(place, VOUCHERS, ana)
    make(place, TeachWording("got a coupon thing", document="clinic", quote=VOUCHERS.text), ana)

    make(place, replace(VOUCHERS, text="Only in December, at the desk."), ana)

    assert answers_to(place, "got a coupon thing") == ["Only in December, at the desk."]
    with pytest.raises(TeachingError, match="wordings are taught"):
        make(place, replace(VOUCHERS, text=None, topic=None), ana)


def test_comments_and_order_of_files_by_hand_stay(place: Workplace, ana: Hand) -> None:
    make(place, VOUCHERS, ana)
    path = place.corpus / TAUGHT
    path.write_text(path.read_text() + "\n# Ben likes this one.\n")
    clinic = place.corpus / "clinic.md"
    clinic.write_text(clinic.read_text() + "\n<!-- to be asked again in May -->\n")

    change = make(place, TeachWording("forms of sedation", topic="sedation"), ana)
    make(place, WriteAnswer("Where do I park?", "Behind the house."), ana)
    undo(place, change.id, ana)
    make(place, replace(VOUCHERS, text="Only in December."), ana)

    assert "# Ben likes this one.\n" in path.read_text()
    assert "<!-- to be asked again in May -->" in clinic.read_text()


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (TeachWording("do you offer SEDATION?", topic="vouchers"), "stands already below sedation"),
        (TeachWording("???", topic="vouchers"), "no words"),
        (TeachWording("a", topic="fees"), "no topic 'fees'. There are: sedation, vouchers"),
        (TeachWording("what now", document="faq", quote="not there"), "0 times"),
        (TeachWording("I want to kill myself", topic="sedation"), "sign of danger"),
        (WriteAnswer("Opening hours", "Nine to five."), "question mark"),
        (WriteAnswer("Is *this* shown?", "Yes."), "signs of Markdown"),
        (WriteAnswer("Is there an answer?", "  \n"), "empty"),
        (WriteAnswer("Is there one?", "Yes.\n\n## And more?\n\nYes."), "heading"),
        (WriteAnswer("I can't breathe, what now?", "Wait."), "sign of danger"),
        (WriteAnswer("Is it free?", "No.", "fees"), "no topic 'fees'"),
    ],
)
def test_what_cannot_be_taught_is_told_and_leaves_everything_as_it_is(place: Workplace, ana: Hand, operation, message) -> None:
    before = files_of(place.corpus)

    with pytest.raises(FaqError, match=message):
        make(place, operation, ana)

    assert files_of(place.corpus) == before
    assert read_changes(place.corpus) == []


def test_what_makes_a_recorded_question_worse_must_be_confirmed(place: Workplace, ana: Hand) -> None:
    trial = try_change(place, VOUCHERS, ana)

    assert [change.question.id for change in trial.changes if change.worse] == ["q2"]
    with pytest.raises(SecondLookError, match="Do you sell vouchers") as caught:
        publish(place, trial, ana)
    assert caught.value.trial is trial
    assert read_changes(place.corpus) == []
    assert publish(place, trial, ana, confirmed=True).state == "live"


def test_absolute_wording_in_an_answer_must_be_looked_at_twice(place: Workplace, ana: Hand) -> None:
    trial = try_change(place, WriteAnswer("Will it last?", "It is guaranteed."), ana)

    assert trial.second_look == ["“Will it last?”, paragraph 1: absolute wording without a caution: “guaranteed”"]


def test_a_second_person_approves_where_the_settings_want_it(place: Workplace, ana: Hand, ben: Hand) -> None:
    place = replace(place, settings=Settings(approval=True))
    with pytest.raises(TeachingError, match="second person"):
        make(place, CHILDREN, ana)
    draft = save_draft(place, CHILDREN, ana)
    trial = try_change(place, draft.operation, ben)

    with pytest.raises(TeachingError, match="Ana wrote this"):
        publish(place, trial, ana, draft=draft)
    live = publish(place, trial, ben, draft=draft)

    assert [(step.state, step.by) for step in live.steps] == [("draft", "Ana"), ("live", "Ben")]


def test_a_draft_that_is_dropped_is_no_draft_any_more(place: Workplace, ana: Hand, ben: Hand) -> None:
    draft = save_draft(place, CHILDREN, ana)

    drop_draft(place, draft.id, ben)

    with pytest.raises(TeachingError, match="dropped"):
        find_draft(place, draft.id)


def test_a_change_that_was_tried_before_another_one_is_tried_again(place: Workplace, ana: Hand, ben: Hand) -> None:
    trial = try_change(place, CHILDREN, ana)
    make(place, TeachWording("kiddies too?", document="faq", quote="Yes, from the first tooth on."), ben)

    publish(place, trial, ana)

    assert answers_to(place, "kiddies too?") == answers_to(place, "can my nipper come along")


def test_two_processes_at_once_lose_nothing(place: Workplace) -> None:
    code = (
        "import sys; from microneedling_faq.cli import main\n"
        "sys.exit(max(main(['teach', f'{sys.argv[3]} of {n} children', '--quote', 'Yes, from the first tooth on.', "
        "'--corpus', sys.argv[1], '--index', sys.argv[2], '--by', sys.argv[3]]) for n in range(4)))"
    )
    places = [str(place.corpus), str(place.index)]
    running = [
        subprocess.Popen([sys.executable, "-c", code, *places, name], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for name in ("Ana", "Ben")
    ]
    told = [process.communicate(timeout=600) for process in running]

    assert [process.returncode for process in running] == [0, 0], told
    changes = read_changes(place.corpus)
    assert [change.id for change in changes] == list(range(1, 9))
    assert {change.state for change in changes} == {"live"}
    assert (place.corpus / TAUGHT).read_text().count("[[answers]]") == 8
    assert stale_because(read_manifest(place.index), place.corpus, place.model) is None


def test_a_kill_at_any_step_leaves_the_change_out_or_whole(original: Path, tmp_path: Path) -> None:
    script = Path(__file__).parent / "killed_changes.py"
    command = [sys.executable, str(script), str(original), str(tmp_path / "scratch")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)

    assert len(found) > 10
    for each in found:
        assert each["states"] in ([], ["publishing"], ["live"])
        assert each["after"] == ([] if not each["states"] else ["live"])
        assert each["answers"] == (["Yes, from $20 at the desk."] if each["after"] else [])
    assert [each["killed"] for each in found] == [True] * (len(found) - 1) + [False]
    assert found[-1]["states"] == ["live"]
    assert found[-1]["kept"] == 0


def test_a_damaged_record_is_named(place: Workplace, ana: Hand) -> None:
    change = make(place, CHILDREN, ana)
    path = place.corpus / f"staff/changes/{change.id:04}.json"
    path.write_text(path.read_text().replace("Ana", "Eve"))

    with pytest.raises(TeachingError, match=r"0001\.json: the record of a change is damaged"):
        find_change(place.corpus, change.id)
