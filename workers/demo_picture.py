"""The pictures of the demo broadcast as ffmpeg arguments. Pure but for the caption cards it words.

Every shot is encoded alike, in closed groups of two seconds as live encoders do, so that shots are
joined by copying.
"""

from __future__ import annotations

from collections.abc import Iterable

from workers.demo_script import Board, Shot

WIDTH, HEIGHT, RATE = 1280, 720, 30
_KBPS = 2500
_ROOM = (1536, 864)
#: The portraits' own sizes.
_PORTRAITS = {"collins": (512, 512), "hopper": (512, 600)}
_STILL = f"loop=loop=-1:size=1:start=0,setpts=N/{RATE}/TB"
_FILL = (
    f"scale={WIDTH}:{HEIGHT}:force_original_aspect_ratio=increase,crop={WIDTH}:{HEIGHT},setsar=1"
)
_ASS_HEAD = f"""[Script Info]
ScriptType: v4.00+
PlayResX: {WIDTH}
PlayResY: {HEIGHT}

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, Bold, BorderStyle, \
Outline, Shadow, Alignment, MarginL, MarginR, MarginV
Style: card,Pretendard,54,&HFFFFFF,&H40000000,&H40000000,1,1,3,0,5,20,20,20
Style: board,Pretendard,34,&HFFFFFF,&H80201510,&H80201510,1,3,12,0,9,36,36,36

[Events]
Format: Start, End, Style, Text
"""


def shot_args(number: int, shot: Shot, cards: str) -> list[str]:
    """Arguments that encode one shot as `shot-<number>.mp4` in the current folder.

    Pieces are found in `pieces/`, fonts in `fonts/`, both below the current folder.

    Args:
        number: Its place among the shots.
        shot: What is seen.
        cards: Name of an ASS file with what is written over the picture, or "".
    """
    inputs, graph = _graph(number, shot)
    written = f",ass={cards}:fontsdir=fonts" if cards else ""
    frames = shot.seconds * RATE
    exact = f",fps={RATE},trim=end_frame={frames},setpts=N/{RATE}/TB"
    # Photographs come in the full range, films in the narrow one: all shots have to be alike.
    end = f"{exact}{written},scale=out_range=tv,format=yuv420p[v]"
    return [
        *(part for name in inputs for part in ("-i", f"pieces/{name}")),
        *("-filter_complex", graph + end, "-map", "[v]", "-frames:v", str(frames)),
        *("-c:v", "libx264", "-preset", "superfast", "-profile:v", "high", "-bf", "2"),
        # No buffer limit: with one, x264 on two threads does not repeat itself.
        *("-b:v", f"{_KBPS}k"),
        *("-x264-params", f"keyint={2 * RATE}:min-keyint={2 * RATE}:scenecut=0:open-gop=0"),
        # A fixed number of threads: x264 decides differently with another.
        *("-threads", "2", "-video_track_timescale", "15360"),
        *("-flags:v", "+bitexact", "-fflags", "+bitexact", f"shot-{number:02}.mp4"),
    ]


def card_text(shot: Shot, boards: Iterable[Board], *, is_last: bool) -> str:
    """What is written over a shot, as an ASS file; "" for nothing."""
    if shot.kind == "waiting":
        line = "다음 방송에서 만나요\\NSee you next time" if is_last else (
            "잠시 후 방송이 시작됩니다\\NStarting soon")  # fmt: skip
        return _ASS_HEAD + _event("card", 0, shot.seconds, line)
    events = [
        _event("board", max(0, b.from_s - shot.start_s), b.to_s - shot.start_s, b.text)
        for b in boards
        if shot.start_s < b.to_s and b.from_s < shot.start_s + shot.seconds
    ]
    return _ASS_HEAD + "".join(events) if events else ""


def _event(style: str, start_s: int, end_s: int, text: str) -> str:
    return f"Dialogue: {_ass_time(start_s)},{_ass_time(end_s)},{style},{text}\n"


def _ass_time(seconds: int) -> str:
    return f"0:{seconds // 60:02}:{seconds % 60:02}.00"


def _graph(number: int, shot: Shot) -> tuple[tuple[str, ...], str]:
    """Inputs of a shot and its filters, without an output label."""
    if shot.kind == "waiting":
        return ("cup.jpg",), _waiting()
    if shot.kind == "host":
        name, room = _room(shot.place)
        return (name, f"{shot.who}.png"), f"{room};{_person(1, shot.who, shot, number)}"
    if shot.kind == "two":
        return _two(number, shot)
    if shot.piece == "cup":
        return ("cup.jpg",), _cup()
    stream = "v:1" if shot.piece == "clean-room" else "v:0"
    film = f"[0:{stream}]trim=start={shot.from_s},setpts=PTS-STARTPTS,fps={RATE},{_FILL}"
    return (f"{shot.piece}.mp4",), film


def _waiting() -> str:
    """A dim picture with a bar that moves; the same every eight seconds."""
    bar = f"color=white@0.7:s={WIDTH // 4}x8:r={RATE}[bar]"
    return (
        f"[0:v]{_FILL},gblur=30,eq=brightness=-0.25,{_STILL}[back];{bar};"
        "[back][bar]overlay=x='W*3/8+W/4*sin(PI*t/4)':y='H*0.7'"
    )


def _cup() -> str:
    """The camera moves slowly over the cup."""
    return (
        f"[0:v]scale={WIDTH * 3 // 2}:-2,setsar=1,{_STILL},"
        f"crop={WIDTH}:{HEIGHT}:x='(in_w-out_w)*(0.2+0.07*t)':y='(in_h-out_h)*(0.25+0.03*t)'"
    )


def _room(place: str) -> tuple[str, str]:
    """The input of a set and its filters up to the label [back]: a blurred room, slowly moving."""
    width, height = _ROOM
    fill = f"scale={width}:{height}:force_original_aspect_ratio=increase,crop={width}:{height}"
    drift = f"crop={WIDTH}:{HEIGHT}:x='(in_w-out_w)/2*(1+0.5*sin(2*PI*t/19))':y='(in_h-out_h)/2'"
    looks = {
        "cafe": ("cup.jpg", f"[0:v]{fill},gblur=18,eq=brightness=0.02"),
        "gallery": ("clean-room.mp4", f"[0:v:1]trim=start=6,trim=end_frame=1,{fill},gblur=7,"
                                      "eq=brightness=0.12:contrast=0.8"),
        "wall": ("bottles.mp4", f"[0:v:0]trim=start=1,trim=end_frame=1,{fill},gblur=12,"
                                "eq=brightness=0.04:saturation=0.8"),
    }  # fmt: skip
    name, look = looks[place]
    return name, f"{look},setsar=1,{_STILL},{drift}[back]"


def _person(index: int, who: str, shot: Shot, number: int, *, under: str = "back") -> str:
    """A portrait cut out from input `index`, swaying and nodding in front of [`under`]."""
    width, height = (round(side * shot.scale / 2) * 2 for side in _PORTRAITS[who])
    top = max(24, HEIGHT - height) + 8
    left = (
        f"W*{shot.x:.3f}-w/2+{shot.sway}*sin(2*PI*t/11+{number})+{shot.sway // 4}*sin(2*PI*t/3.1)"
    )
    return (
        f"[{index}:v]scale={width}:{height}:flags=lanczos,format=yuva420p,{_STILL}[{who}];"
        f"[{under}][{who}]overlay=x='{left}':y='{top}+6*sin(2*PI*t*0.55)'"
    )


def _two(number: int, shot: Shot) -> tuple[tuple[str, ...], str]:
    name, room = _room(shot.place)
    left = Shot("host", 0, shot.seconds, scale=shot.scale, x=0.27, sway=shot.sway)
    right = Shot("host", 0, shot.seconds, scale=shot.scale * 0.92, x=0.75, sway=shot.sway)
    first = _person(1, "collins", left, number)
    second = _person(2, "hopper", right, number + 2, under="one")
    return (name, "collins.png", "hopper.png"), f"{room};{first}[one];{second}"
