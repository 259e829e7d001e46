"""The sound of the demo broadcast as ffmpeg arguments: music, speech, room noise. Pure."""

from __future__ import annotations

from pathlib import Path

from transcripts.timeline import Span, seconds
from workers.demo_script import Script

_HZ = 48_000
#: Chords of two seconds each, in Hz.
_CHORDS = ((220.0, 277.18, 329.63), (196.0, 246.94, 293.66), (174.61, 220.0, 261.63),
           (196.0, 246.94, 329.63))  # fmt: skip


def sound_args(script: Script, pieces: Path) -> list[str]:
    """Arguments that make `sound.m4a` in the current folder; pieces are read from `pieces/`."""
    names = [_file_name(pieces, take.piece) for take in script.takes]
    takes = [
        f"[{n}:a]loudnorm=I=-19:TP=-3,aresample={_HZ},aformat=channel_layouts=mono,"
        f"adelay={take.at_ms}[s{n}]"
        for n, take in enumerate(script.takes)
    ]
    music = [f"{_music(span)}[m{n}]" for n, span in enumerate(script.waiting)]
    noise = f"anoisesrc=r={_HZ}:a=0.0009:c=pink:seed=7:d={script.seconds}[room]"
    labels = [f"[s{n}]" for n in range(len(takes))] + [f"[m{n}]" for n in range(len(music))]
    mix = (
        f"{''.join(labels)}[room]amix=inputs={len(labels) + 1}:normalize=0:duration=longest,"
        f"atrim=end={script.seconds},aformat=channel_layouts=stereo[a]"
    )
    return [
        *(part for name in names for part in ("-i", f"pieces/{name}")),
        *("-filter_complex", ";".join([*takes, *music, noise, mix]), "-map", "[a]"),
        *("-c:a", "aac", "-b:a", "128k", "-flags:a", "+bitexact", "-fflags", "+bitexact"),
        "sound.m4a",
    ]


def _file_name(pieces: Path, stem: str) -> str:
    """The file of a piece of speech, whatever its kind."""
    found = sorted(path.name for path in pieces.glob(f"{stem}.*"))
    return found[0] if found else f"{stem}.flac"


def _music(span: Span) -> str:
    """Plucked chords, quieter than speech, fading at both ends."""
    voices = "+".join(f"sin(2*PI*t*{_note(part)})" for part in range(3))
    length = seconds(span.duration_ms)
    fade_out = seconds(span.duration_ms - 500)
    return (
        f"aevalsrc='(0.10*exp(-2.5*mod(t,0.5))+0.035)*({voices})/2':s={_HZ}:d={length},"
        f"afade=t=in:d=0.3,afade=t=out:st={fade_out}:d=0.5,"
        f"aformat=channel_layouts=mono,adelay={span.start_ms}"
    )


def _note(part: int) -> str:
    """One voice's pitch as an expression of time: a chord every two seconds."""
    first, second, third, fourth = (chord[part] for chord in _CHORDS)
    at = "mod(t,8)"
    return f"if(lt({at},2),{first},if(lt({at},4),{second},if(lt({at},6),{third},{fourth})))"
