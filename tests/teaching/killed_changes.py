"""Run by test_publishing in a process of its own: makes a change over and over, killed a step later each time.

A step is a file that is moved, made as a folder or removed, as Python's audit hooks see it. Prints a JSON list: for each kill
the states of the changes as they were found, and whether the answer is there after the program has finished what was cut short.
"""

import json
import os
import shutil
import signal
import sys
from datetime import date
from pathlib import Path

from making import chatbot_of

from microneedling_faq.encoder.model_files import find_model
from microneedling_faq.settings import Settings
from microneedling_faq.teaching.answers import WriteAnswer
from microneedling_faq.teaching.change_log import read_changes
from microneedling_faq.teaching.operations import Hand
from microneedling_faq.teaching.publishing import finish_interrupted, publish
from microneedling_faq.teaching.trial import Trial, Workplace, try_change

STEPS = frozenset({"os.rename", "os.mkdir", "os.remove"})
ANA = Hand("Ana", date(2026, 11, 30))


def publish_and_be_killed(place: Workplace, trial: Trial, after_steps: int) -> bool:
    """Publish in a child process that kills itself at a step; tell whether it came so far."""
    child = os.fork()
    if child == 0:
        done = 0

        def die_in_time(event: str, _arguments: object) -> None:
            nonlocal done
            if event in STEPS:
                done += 1
                if done > after_steps:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(die_in_time)
        try:
            publish(place, trial, ANA, confirmed=True)
        finally:
            os._exit(int(sys.exc_info()[0] is not None))
    _, status = os.waitpid(child, 0)
    if status not in (0, signal.SIGKILL):
        raise RuntimeError(f"the change failed by itself, status {status}")
    return status == signal.SIGKILL


def main(folder: Path, scratch: Path) -> None:
    place = Workplace(scratch / "corpus", scratch / "index", find_model(), Settings())
    shutil.copytree(folder, scratch)
    trial = try_change(place, WriteAnswer("Do you sell vouchers?", "Yes, from $20 at the desk.", "vouchers"), ANA)
    tried = Path(shutil.copytree(scratch, scratch.parent / "tried"))
    found = []
    killed = True
    while killed:
        killed = publish_and_be_killed(place, trial, after_steps=len(found))
        states = [change.state for change in read_changes(place.corpus)]
        finish_interrupted(place)
        after = [change.state for change in read_changes(place.corpus)]
        reply = chatbot_of(place).reply("can I buy a gift card")
        answers = [passage.text for passage in reply.passages]
        kept = sorted(path.name for path in (place.corpus / "staff/changes/files").glob("*")) if after == ["live"] else []
        found.append({"killed": killed, "states": states, "after": after, "answers": answers, "kept": len(kept)})
        shutil.rmtree(scratch)
        shutil.copytree(tried, scratch)
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
