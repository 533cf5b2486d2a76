"""One answer: cold, from process start to print, and warm, in a process that has answered before."""

import json
from statistics import median

from .measuring import Finished, Row, command, ours, percentile, reference, turns
from .setting import Setting

QUESTION = "Does it help old acne scars?"
WARM_PASSES = 2  # over all questions, each round
COLD_BAR, MEMORY_BAR = 0.1, 0.45
WARM_BARS = {"p50": 0.45, "p95": 0.6, "p99": 1.0}  # of the reference at the same percentile: the slow replies count too
OWN_TIME_BAR_MS = 1.5
QUIET_COLD_BAR_S = 1.0


def measure_cold(setting: Setting) -> list[Row]:
    """`ask` from process start to its end, and its memory."""

    def plain() -> Finished:
        return reference("ask", setting.model, setting.plain_index, setting.plain_texts, QUESTION)

    mine, others = turns(setting.rounds, lambda: command("ask", QUESTION), plain)
    seconds, other_seconds = [one.seconds for one in mine], [one.seconds for one in others]
    memory, other_memory = [one.peak_mib for one in mine], [one.peak_mib for one in others]
    fast = median(seconds) <= COLD_BAR * median(other_seconds) and median(seconds) < QUIET_COLD_BAR_S
    small = median(memory) <= MEMORY_BAR * median(other_memory)
    return [
        Row("`ask`, process start to printed answer", "s", "ratio <= 0.10, < 1 s", seconds, other_seconds, fast),
        Row("`ask`, peak memory", "MiB", "ratio <= 0.45", memory, other_memory, small),
    ]


def measure_warm(setting: Setting) -> list[Row]:
    """The whole of `Chatbot.reply`, nothing remembered, against encoding and searching alone."""
    passes = str(WARM_PASSES)
    mine, others = turns(
        setting.rounds,
        lambda: ours("reply", setting.questions, passes).told,
        lambda: reference("reply", setting.model, setting.plain_index, setting.questions, passes).told,
    )
    parts = {name: [median(one[name]) * 1000 for one in mine] for name in mine[0]}
    plain = median(median(one["whole"]) for one in others) * 1000
    breakdown = {name: median(values) for name, values in parts.items()} | {"plain": plain}
    (setting.results / "breakdown.json").write_text(json.dumps(breakdown, indent=1) + "\n", encoding="utf-8")
    rows = []
    for name, bar in WARM_BARS.items():
        share = int(name[1:]) / 100
        whole = [percentile(one["whole"], share) * 1000 for one in mine]
        other = [percentile(one["whole"], share) * 1000 for one in others]
        meets = median(whole) <= bar * median(other)
        rows.append(Row(f"a warm reply, {name}", "ms", f"ratio <= {bar:.2f}", whole, other, meets))
    own = [median(one["own"]) * 1000 for one in mine]
    rows.append(Row("… all but the forward pass, p50", "ms", "<= 1.5 ms", own, [], median(own) <= OWN_TIME_BAR_MS))
    remembered = [median(one["remembered"]) * 1000 for one in mine]
    rows.append(Row("… asked before (embedding remembered), p50", "ms", "none", remembered, [], True))
    return rows
