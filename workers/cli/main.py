"""`afterlive`: the commands, and the one place that turns an error into a sentence."""

from __future__ import annotations

import logging
import signal
import sys
from types import FrameType
from typing import NoReturn

import typer

from clipping.errors import ClippingError
from exporters.errors import ExportersError
from transcripts.errors import TranscriptsError
from workers.cli import (
    chat,
    clips,
    console,
    exports,
    highlights,
    learning,
    mainjob,
    picture,
    questions,
    replay,
    speech,
    system,
    timeline,
    upkeep,
)
from workers.errors import WorkersError
from workers.settings import load_settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Give a live-commerce broadcast its second life: clips, FAQ and product pages.",
)
app.command()(mainjob.demo)
app.command()(mainjob.process)
app.command()(system.up)
app.command()(system.batch)
app.command()(system.serve)
app.command()(system.worker)
app.command()(system.scheduler)
app.command()(speech.transcribe)
app.command()(picture.scenes)
app.command()(chat.chat)
app.command()(highlights.highlights)
app.command()(questions.qa)
app.command()(picture.frame)
app.command()(clips.clip)
app.command()(clips.verify)
exports.export_app.command("replay")(replay.replay)
exports.export_app.command("timeline")(timeline.timeline)
app.add_typer(exports.export_app, name="export")
app.add_typer(learning.learn_app, name="learn")
app.command()(upkeep.bench)
app.command()(upkeep.doctor)

_KNOWN = (WorkersError, ClippingError, TranscriptsError, ExportersError, OSError)


def main() -> None:
    """Run the command line. Exit status: 0 done, 1 failed, 2 wrong use."""
    signal.signal(signal.SIGTERM, _stop)  # so that drafts are cleared and children end
    try:
        settings = load_settings()
        logging.basicConfig(level=settings.log_level, format="afterlive %(name)s %(message)s")
        for chatty in ("httpx", "rq", "faster_whisper", "pyscenedetect", "alembic", "libav"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
        app()
    except _KNOWN as error:
        _fail(str(error) or type(error).__name__)
    except Exception as error:
        logging.getLogger(__name__).debug("unexpected", exc_info=True)
        _fail(
            f"Something unexpected went wrong ({type(error).__name__}: {error}). "
            "AFTERLIVE_LOG_LEVEL=DEBUG shows where."
        )


def _fail(sentence: str) -> NoReturn:
    console.say(f"error: {sentence}")
    sys.exit(1)


def _stop(signum: int, frame: FrameType | None) -> NoReturn:
    del signum, frame
    sys.exit(143)


if __name__ == "__main__":
    main()
