"""`afterlive demo` and `afterlive process`: the main job without server or queue."""

from __future__ import annotations

import shutil
import time
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clipping.errors import BrandFileRefused
from exporters.escape import web_address
from transcripts.progress import Progress
from workers.brief import PLATFORMS, Brief, ClipRequest
from workers.cli import console
from workers.cli.given import SoundTrack
from workers.cli.highlights import LENGTHS, chosen_lengths
from workers.errors import StageFailed, WorkersError

if TYPE_CHECKING:
    from workers.brand_folder import LocalBrand
    from workers.folder import WrittenFolder

DEMO_OUT = Path("demo-out")

Out = Annotated[Path | None, typer.Option(help="Folder for the result.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def process(
    recordings: Annotated[list[Path], typer.Argument(metavar="RECORDING…", show_default=False)],
    chat: Annotated[Path | None, typer.Option(help="Chat file, any known format.")] = None,
    metrics: Annotated[Path | None, typer.Option(help="Viewers and orders, CSV.")] = None,
    offers: Annotated[Path | None, typer.Option(help="Coupons, discounts and pins, CSV.")] = None,
    products: Annotated[Path | None, typer.Option(help="Product list, CSV or JSON.")] = None,
    transcript: Annotated[
        Path | None, typer.Option(help="Transcript you have: SRT, VTT or JSON.")
    ] = None,
    out: Out = None,
    platforms: Annotated[str, typer.Option(help="Comma-separated.")] = ",".join(PLATFORMS),
    clips: Annotated[
        int | None, typer.Option("--clips", "--count", min=1, max=100, help="How many clips.")
    ] = None,
    product: Annotated[str, typer.Option(help="Clips only about this product id.")] = "",
    keyword: Annotated[str, typer.Option(help="Clips only where this is said.")] = "",
    from_ms: Annotated[int | None, typer.Option(min=0, help="Clips only after this.")] = None,
    to_ms: Annotated[int | None, typer.Option(min=1, help="Clips only before this.")] = None,
    length: Annotated[str, typer.Option(help=f"Kind of clips: {LENGTHS}.")] = "",
    tighten: Annotated[
        bool, typer.Option("--tighten", help="Cut long pauses and hesitations out of clips.")
    ] = False,
    brand: Annotated[
        Path | None,
        typer.Option(help="Folder with brand.json, font, logo, card, intro, outro: any of them."),
    ] = None,
    language: Annotated[str | None, typer.Option(help="Of the speech, as “ko” or “en”.")] = None,
    model: Annotated[str | None, typer.Option(help="Speech model: name or path.")] = None,
    track: SoundTrack = "",
    day: Annotated[
        datetime | None,
        typer.Option(
            "--date", formats=["%Y-%m-%d"], help="Day of the broadcast; else as in the file's name."
        ),
    ] = None,
    site_url: Annotated[
        str | None, typer.Option(help="Where the folder's files will be on the web.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Turn recordings into clips, a FAQ and product pages. A second run does only what changed."""
    from workers.settings import load_settings

    sidecars = {
        "chat_file": chat,
        "metrics_file": metrics,
        "offers_file": offers,
        "products_file": products,
        "transcript_file": transcript,
    }
    given = {name: path for name, path in sidecars.items() if path is not None}
    if len(recordings) > 1 and given:
        raise typer.BadParameter("chat, metrics, offers and products belong to one recording")
    brief = Brief(
        language=language,
        model=model,
        sound_track=track,
        platforms=chosen_platforms(platforms),
        clip_count=clips,
        tighten=tighten,
        recorded_on=day.date().isoformat() if day else None,
        site_url=chosen_site(site_url),
        language_model=load_settings().language_model_identity,
        asked=_asked(product, keyword, from_ms, to_ms, length),
    )
    written: list[WrittenFolder] = []
    failed: list[str] = []
    for recording in recordings:
        folder = _folder_for(recording, out, several=len(recordings) > 1)
        try:
            asked = replace(brief.on_day_of(recording.name), show_title=recording.stem)
            written.append(run_main_job({"media": recording, **given}, asked, folder, brand))
        except (WorkersError, BrandFileRefused, OSError) as error:
            failed.append(f"{recording.name}: {_sentence(error)}")
            console.say(f"error: {failed[-1]}")
    _tell(written, failed, as_json=as_json)
    if failed:
        raise typer.Exit(1)


def demo(out: Out = None, as_json: AsJson = False) -> None:
    """Run the main job on the demo broadcast and say where everything is."""
    from clipping.ffmpeg import find_ffmpeg
    from workers.demo_broadcast import build_demo, find_pieces
    from workers.settings import load_settings

    folder = out or DEMO_OUT
    with console.progress("demo broadcast") as progress:
        show = build_demo(
            find_pieces(), folder / "broadcast", find_ffmpeg(load_settings().ffmpeg), progress
        )
    written = run_main_job(show.sources(), Brief(), folder / "result")
    _tell([written], [], as_json=as_json)
    missing = 3 - len(written.clips)
    if missing > 0:
        raise WorkersError(f"The demo made only {len(written.clips)} clips; the notes say why.")


def run_main_job(
    sources: dict[str, Path], brief: Brief, folder: Path, brand: Path | None = None
) -> WrittenFolder:
    """Process one recording into `folder`, telling each step.

    Raises:
        FileNotFoundError: a given file is not there.
        BrandFileRefused: a file of the brand kit cannot be used.
        StageFailed: it is no usable recording.
    """
    from workers.folder import write_folder
    from workers.process import WORK_FOLDER
    from workers.process import process as process_recording

    for path in sources.values():
        if not path.is_file():
            raise FileNotFoundError(2, "There is no such file", str(path))
    work, is_new = folder / WORK_FOLDER, not folder.exists()
    try:
        kit = _brand(brand, work)
        given = {**sources, **kit.files}
        done = process_recording(given, brief, work, _Steps(), kit.kit)
    except (StageFailed, BrandFileRefused):
        if is_new:  # a file that is no recording leaves nothing behind
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return write_folder(done, folder, work)


def _brand(folder: Path | None, work: Path) -> LocalBrand:
    from workers.brand_folder import LocalBrand, read_brand
    from workers.settings import load_settings

    return read_brand(folder, work / "brand", load_settings().ffmpeg) if folder else LocalBrand()


def _asked(
    product: str, keyword: str, from_ms: int | None, to_ms: int | None, length: str
) -> ClipRequest | None:
    """What was asked of all clips; None where nothing was, so that work done before is kept."""
    chosen_lengths([length] if length else None)
    if to_ms is not None and (from_ms or 0) >= to_ms:
        raise typer.BadParameter("--from-ms must lie before --to-ms")
    asked = ClipRequest(product, keyword, from_ms, to_ms, length)
    return None if asked == ClipRequest() else asked


def chosen_site(text: str | None) -> str | None:
    """An address on the web; anything else is wrong use."""
    if text is None or web_address(text):
        return text
    raise typer.BadParameter("--site-url takes an address such as https://shop.example/live/7")


def chosen_platforms(text: str) -> tuple[str, ...]:
    """Platforms from a comma-separated list; a wrong name is wrong use."""
    names = tuple(dict.fromkeys(name.strip().lower() for name in text.split(",") if name.strip()))
    unknown = [name for name in names if name not in PLATFORMS]
    if unknown or not names:
        known = ", ".join(PLATFORMS)
        raise typer.BadParameter(f"unknown platform {', '.join(unknown) or '(none)'}: use {known}")
    return names


class _Steps:
    """Shows each step that takes longer than a moment."""

    def __call__(self, name: str) -> AbstractContextManager[Progress]:
        """A progress display for a step."""
        return _Step(name)


class _Step(AbstractContextManager[Progress]):
    _QUICK_S = 0.5

    def __init__(self, name: str) -> None:
        self._name = name
        self._display = console.progress(name)

    def __enter__(self) -> Progress:
        self._start = time.monotonic()
        return self._display.__enter__()

    def __exit__(self, *exc: object) -> None:
        self._display.__exit__(*exc)  # type: ignore[arg-type]  # the same triple, untyped here
        took = time.monotonic() - self._start
        if took >= self._QUICK_S and exc[0] is None:
            console.say(f"{self._name}: done in {took:.1f} s")


def _folder_for(recording: Path, out: Path | None, *, several: bool) -> Path:
    from workers.folder import slug

    name = slug(recording.stem, "recording")
    if out is None:
        return Path(f"{name}.afterlive")
    return out / name if several else out


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}"
    return str(error)


def _tell(written: list[WrittenFolder], failed: list[str], *, as_json: bool) -> None:
    value = {
        "recordings": [
            {
                "folder": str(one.folder),
                "report": str(one.report),
                "clips": [
                    {"folder": str(c), "files": sorted(f.name for f in c.glob("*.mp4"))}
                    for c in one.clips
                ],
                "notes": list(one.notes),
            }
            for one in written
        ],
        "failed": failed,
    }
    console.result(value, as_json=as_json, text="\n".join(_lines(written)))


def _lines(written: list[WrittenFolder]) -> list[str]:
    lines = []
    for one in written:
        lines.append(f"{one.folder}")
        for clip in one.clips:
            files = ", ".join(sorted(f.stem for f in clip.glob("*.mp4"))) or "nothing to post"
            lines.append(f"  clip     {clip}: {files}")
        for name, path in (
            ("FAQ", "faq/faq.html"),
            ("replay", "replay.html"),
            ("timeline", "timeline.otio"),
        ):
            if (one.folder / path).is_file():
                lines.append(f"  {name:8} {one.folder / path}")
        lines += [f"  product  {p}" for p in sorted((one.folder / "products").glob("*/page.html"))]
        lines += [f"  note     {note}" for note in one.notes]
        lines.append(f"  report   {one.report}")
    return lines
