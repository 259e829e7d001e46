"""The benchmarks by name."""

from __future__ import annotations

from workers.benchmarks.analysis import analysis
from workers.benchmarks.highlights import highlights
from workers.benchmarks.length import length
from workers.benchmarks.pages import pages
from workers.benchmarks.picture import SCENES
from workers.benchmarks.render import render
from workers.benchmarks.running import Benchmark
from workers.benchmarks.speech import SPEECH

BENCHMARKS: dict[str, Benchmark] = {
    "scenes": SCENES,
    "analysis": analysis,
    "length": length,
    "speech": SPEECH,
    "render": render,
    "highlights": highlights,
    "pages": pages,
}
