"""How values are said to people: times, sizes, states, steps, reasons. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from clipping.model import Signal, SignalKind
from clipping.reasons import reason_sentence, rejection_sentence
from exporters.notes import note_sentence
from exporters.presets import PRESETS
from service.i18n import find_text, translate
from transcripts.questions.checks import explain, rule_of
from transcripts.questions.model import Check
from transcripts.timeline import Span, clock
from workers.brief import ClipRequest
from workers.pipeline import JsonValue
from workers.views import Decision, RecordingState, RecordingView, StepState

_UNITS = ("B", "KB", "MB", "GB", "TB")
#: Below so many minutes, what is left is told in steps of so many.
_MINUTES_IN_STEPS = ((20, 1), (60, 5), (300, 30), (math.inf, 60))
#: From a step's end to the beginning of the next one when a worker is free.
_BETWEEN_STEPS = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Part:
    """A reason with what it adds to the score, in points of a hundred."""

    sentence: str
    points: int


@dataclass(frozen=True, slots=True)
class Wording:
    """Says values in one language; templates know it as `say`."""

    language: str

    def step(self, name: str) -> str:
        """A step in plain words; a platform's step names the platform."""
        stage, _, platform = name.partition(":")
        words = find_text(self.language, f"step.{stage}", stage)
        if stage == "requested":
            return words
        return f"{words} · {self.platform(platform)}" if platform else words

    def platform(self, name: str) -> str:
        """A platform as it calls itself."""
        return PRESETS[name].label if name in PRESETS else name

    def state(self, state: str) -> str:
        """The state of a recording, clip or file."""
        return find_text(self.language, f"state.{state}", state)

    def source(self, kind: str) -> str:
        """What a file of a recording is."""
        return find_text(self.language, f"kind.{kind}", kind)

    def queue(self, name: str) -> str:
        """A kind of work."""
        return find_text(self.language, f"queue.{name}", name)

    def flag(self, flag: str) -> str:
        """Why an entry needs a second look."""
        return find_text(self.language, f"flag.{flag.partition(':')[0]}", flag)

    def warning(self, check: Check) -> str:
        """What a person must look at in an entry, with the words that say so."""
        return explain(check, "ko" if self.language == "ko" else "en")

    def law(self, check: Check) -> str:
        """The law that a warning rests on, or ""."""
        known = rule_of(check.rule)
        return known.law if known else ""

    def check(self, name: str) -> str:
        """A measured requirement."""
        return find_text(self.language, f"check.{name}", name.replace("_", " "))

    def rejected(self, reason: str) -> str:
        """Why the machine left a moment out."""
        return rejection_sentence(reason, self.language)

    def note(self, note: str) -> str:
        """What a stage says of its work, or why a step failed."""
        return note_sentence(note, self.language)

    def layout(self, name: str) -> str:
        """How a shot fills the picture."""
        return find_text(self.language, f"layout.{name}", name)

    def parts(self, because: Sequence[Mapping[str, JsonValue]], score: float) -> list[Part]:
        """The parts of a score as whole points that add up to it, each with its sentence."""
        strengths: dict[str, float] = {}
        for value in because:
            sentence = reason_sentence(_signal(value), self.language)
            strengths[sentence] = strengths.get(sentence, 0.0) + float(str(value["strength"]))
        shares = whole_points(list(strengths.values()), round(score * 100))
        found = [Part(s, n) for s, n in zip(strengths, shares, strict=True)]
        return sorted(found, key=lambda part: -part.points)

    def reason_name(self, kind: str) -> str:
        """A kind of reason in a word or two."""
        return find_text(self.language, f"reason.{kind}", kind)

    def rejection(self, reason: str) -> str:
        """Why a person rejected a clip: one of the page's reasons, or their own words."""
        return find_text(self.language, f"reject.{reason}", reason)

    def change(self, before: float, after: float) -> str:
        """How much a factor changed: "+18%"."""
        return f"{(after / before - 1) * 100:+.0f}%"

    def factor_share(self, factor: float) -> int:
        """How far a factor went of the way it may go, 0-100."""
        return round(100 * abs(math.log2(max(0.01, factor))))

    def request(self, wanted: ClipRequest, products: Mapping[str, str]) -> str:
        """What was asked for, in a line."""
        parts = [
            products.get(wanted.product_id, wanted.product_id),
            f"“{wanted.keyword}”" if wanted.keyword else "",
            self._part(wanted),
            translate(self.language, f"request.length_{wanted.length}") if wanted.length else "",
            translate(self.language, "request.of", n=wanted.count),
        ]
        return " · ".join(part for part in parts if part)

    def _part(self, wanted: ClipRequest) -> str:
        if wanted.start_ms is None and wanted.end_ms is None:
            return ""
        return f"{clock(wanted.start_ms or 0)}–{clock(wanted.end_ms) if wanted.end_ms else ''}"

    def length(self, ms: int) -> str:
        """A length of time: "23.4 s", "1 min 5 s", "2 h 3 min"."""
        if ms < 60_000:
            return translate(self.language, "length.seconds", s=f"{ms / 1000:.1f}")
        minutes, seconds = divmod(ms // 1000, 60)
        if minutes < 60:
            return translate(self.language, "length.minutes", m=minutes, s=seconds)
        return translate(self.language, "length.hours", h=minutes // 60, m=minutes % 60)

    def remaining(self, seconds: int) -> str:
        """How long it will still take, as roughly as it is known: minutes, then fives, halves."""
        if seconds < 45:
            return translate(self.language, "remaining.seconds")
        if seconds < 90:
            return translate(self.language, "remaining.soon")
        step = next(step for below, step in _MINUTES_IN_STEPS if seconds < 60 * below)
        minutes = step * round(seconds / 60 / step)
        hours, rest = divmod(minutes, 60)
        if not hours:
            return translate(self.language, "remaining.minutes", m=minutes)
        key = "remaining.hours_minutes" if rest else "remaining.hours"
        return translate(self.language, key, h=hours, m=rest)

    def ago(self, moment: datetime) -> str:
        """How long ago something was."""
        seconds = max(0, int((datetime.now(UTC) - moment).total_seconds()))
        if seconds < 10:
            return translate(self.language, "ago.now")
        for unit, size in (("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)):
            if seconds >= size:
                return translate(self.language, f"ago.{unit}", n=seconds // size)
        return translate(self.language, "ago.now")

    def day(self, moment: datetime) -> str:
        """A date as people write it."""
        local = moment.astimezone()
        return translate(self.language, "day", y=local.year, m=local.month, d=local.day,
                         t=f"{local:%H:%M}")  # fmt: skip

    def size(self, count: float) -> str:
        """A number of bytes."""
        unit = 0
        while count >= 1000 and unit < len(_UNITS) - 1:
            count, unit = count / 1000, unit + 1
        return f"{count:.1f} {_UNITS[unit]}" if unit else f"{count:.0f} B"

    def count(self, number: float) -> str:
        """A whole number with its thousands marked."""
        return f"{round(number):,}"

    def percent(self, share: float) -> str:
        """A share as a whole percentage; never 100 before it is whole."""
        return f"{int(share * 100)}%"

    def decided(self, decision: Decision) -> str:
        """Who decided what, and when."""
        return translate(self.language, f"decided.{decision.kind}",
                         who=decision.person or translate(self.language, "decided.program"),
                         when=self.ago(decision.at))  # fmt: skip

    def doing(self, recording: RecordingView) -> str:
        """What is being done of a recording right now, or what it waits for, in plain words."""
        if recording.state is RecordingState.QUEUED:
            if recording.queue_position:
                return translate(self.language, "recording.waiting", n=recording.queue_position)
            return translate(self.language, "recording.starting")
        running = [self.step(s.name) for s in recording.steps if s.state is StepState.RUNNING]
        if running:
            return ", ".join(dict.fromkeys(running))
        last = recording.seen_at
        is_between = last is None or datetime.now(UTC) - last < _BETWEEN_STEPS
        return translate(self.language, f"recording.{'preparing' if is_between else 'behind'}")


def whole_points(parts: Sequence[float], total: int) -> list[int]:
    """Whole numbers in the same proportion that add up to a total.

    >>> whole_points([0.5, 0.3, 0.3], 100)
    [46, 27, 27]
    """
    whole = math.fsum(parts)
    if whole <= 0:
        return [0] * len(parts)
    exact = [part / whole * total for part in parts]
    points = [math.floor(one) for one in exact]
    by_rest = sorted(range(len(parts)), key=lambda at: (points[at] - exact[at], at))
    for at in by_rest[: total - sum(points)]:
        points[at] += 1
    return points


def _signal(value: Mapping[str, JsonValue]) -> Signal:
    """A reason as `highlights.json` has it; read here, since its own reader loads numpy."""
    span = Span(int(str(value["start_ms"])), int(str(value["end_ms"])))
    kind, strength = SignalKind(str(value["kind"])), float(str(value["strength"]))
    return Signal(kind, span, strength, str(value.get("detail", "")))
