"""Lines that people brought, put together into sentences. Pure.

A subtitle is as long as fits the screen: a sentence runs over three of them, or two share one.
Clips, questions and captions go by sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from transcripts.hearing import UNSPACED
from transcripts.model import Segment, Transcript
from transcripts.segments import Breaks, SaidWord, sentences


def in_sentences(transcript: Transcript, korean_breaks: Breaks) -> Transcript:
    """The transcript in sentences, each of one speaker; lines without word times stay as they are.

    Args:
        transcript: With word times where its text was found in the sound.
        korean_breaks: Sentence limits of a Korean text without relying on marks.
    """
    main, out = transcript.language, list[Segment]()
    for lines in _runs(transcript.segments):
        if lines[0].words:
            said = (word for line in lines for word in _said(line, line.language or main))
            found = sentences(said, main, korean_breaks)
            out.extend(replace(sentence, speaker=lines[0].speaker) for sentence in found)
        else:
            out.extend(lines)
    return replace(transcript, segments=tuple(out))


def _runs(lines: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Lines of one speaker whose words follow each other."""
    run: list[Segment] = []
    for line in lines:
        if run and not _goes_on(run[-1], line):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _goes_on(line: Segment, following: Segment) -> bool:
    """Two talking at once, or two subtitles shown at once, do not."""
    if not line.words or not following.words or line.speaker != following.speaker:
        return False
    return line.words[-1].span.start_ms <= following.words[0].span.start_ms


def _said(line: Segment, language: str) -> Iterator[SaidWord]:
    """The words of a line, and whether a space stands before each of them."""
    at = 0
    for number, word in enumerate(line.words):
        found = line.text.find(word.text, at)
        is_spaced = language not in UNSPACED if number == 0 else found != at
        at = found + len(word.text) if found >= 0 else at
        yield SaidWord(word, language, is_spaced)
