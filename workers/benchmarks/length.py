"""What a minute of a long recording costs against one of a short one, step by step, without speech.

The long one is the piece several times over, joined without encoding; a show is made up for each,
so that text and chat grow as the recording does.
"""

from __future__ import annotations

import json
from pathlib import Path

from clipping.ffmpeg import SAFE_INPUT
from transcripts.messages import write_messages
from transcripts.model import transcript_to_json
from workers.benchmarks.analysis import median_costs, step_costs
from workers.benchmarks.made_show import made_up_show
from workers.benchmarks.running import BenchResult, Cost, Material

BUDGET = 1.05
#: So many times as long as the piece is the long recording: three hours for half an hour.
_TIMES = 6
_Sources = dict[str, Path]


def length(material: Material, rounds: int) -> list[BenchResult]:
    """The whole analysis without speech of a long and of a short recording, in turns; its steps."""
    short_s = material.info.duration_ms / 1000
    sides = _show(material, "short", 1), _show(material, "long", _TIMES)
    step_costs(sides[0], material.scratch)  # what is loaded at first use is ready from here on
    runs: tuple[list[dict[str, Cost]], ...] = [], []
    for _ in range(rounds):
        for costs, sources in zip(runs, sides, strict=True):
            costs.append(step_costs(sources, material.scratch))
    short, long = (median_costs(side) for side in runs)
    whole = sum(short.values(), Cost()), sum(long.values(), Cost())
    steps = [(f"- {name}", None, short[name], long[name]) for name in short]
    return [
        BenchResult(
            name=name,
            against=f"a minute of {short_s / 60:.1f}",
            budget=budget,
            minutes=_TIMES * short_s / 60,
            rounds=rounds,
            ours_s=of_long.wall_s / _TIMES,
            reference_s=of_short.wall_s,
            detail=f"{of_long.cpu_s / _TIMES / of_short.cpu_s:.2f} in processor time, "
            f"{of_long.cpu_s:.1f} s of it",
        )
        for name, budget, of_short, of_long in (("length", BUDGET, *whole), *steps)
    ]


def _show(material: Material, name: str, times: int) -> _Sources:
    """A recording so many times as long as the piece, and what is said and written in it."""
    folder = material.scratch / name
    folder.mkdir()
    media = folder / material.media.name
    again = ("-stream_loop", str(times - 1), "-i", str(material.media), "-c", "copy", str(media))
    length_ms = times * material.info.duration_ms
    material.ffmpeg.run((*SAFE_INPUT, *again), duration_ms=length_ms)
    show = made_up_show(max(1, round(length_ms / 60_000)))
    assert show.transcript is not None  # made up, with everything
    transcript, chat = folder / "transcript.json", folder / "chat.jsonl"
    transcript.write_text(json.dumps(transcript_to_json(show.transcript)), encoding="utf-8")
    chat.write_text("".join(write_messages(show.chat)), encoding="utf-8")
    return {"media": media, "transcript_file": transcript, "chat_file": chat}
