"""How the commands talk: progress, results, files written whole or not at all."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

from transcripts.progress import Progress

# Names of ours like "verify:shorts" must not become pictures, nor brackets in file names styles.
_out = Console(highlight=False, soft_wrap=True, emoji=False, markup=False)
_err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False, markup=False)
_PLAIN_EVERY_S = 10.0


def say(text: str) -> None:
    """A line for people, on stderr so that results stay clean. Markup in it is not interpreted."""
    _err.print(text, markup=False)


def show(text: str) -> None:
    """A line of the result, on stdout."""
    _out.print(text, markup=False)


def result(value: Any, *, as_json: bool, text: str = "") -> None:
    """The result: one JSON object with --json, else the text."""
    if as_json:
        sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
    elif text:
        show(text)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A bar on a terminal, a line every ten seconds elsewhere."""
    if not _err.is_terminal:
        yield _plain(label)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with RichProgress(*columns, console=_err, transient=True) as bars:
        task = bars.add_task(label, total=1.0)
        yield lambda share: bars.update(task, completed=share)


def _plain(label: str) -> Progress:
    last = time.monotonic()

    def report(share: float) -> None:
        nonlocal last
        if time.monotonic() - last >= _PLAIN_EVERY_S:
            last = time.monotonic()
            say(f"{label}: {share:.0%}")

    return report


def write_json(path: Path, value: Any) -> None:
    """Write a UTF-8 JSON file, whole or not at all."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file, whole or not at all."""
    write_file(path, text)


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file, text as UTF-8 with its own line ends, whole or not at all."""
    with writing(path) as draft:
        draft.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """A draft beside `path` that takes its place when the block ends well.

    The draft keeps the suffix, since ffmpeg chooses the container by it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".draft-", suffix=path.suffix, dir=path.parent)
    os.close(descriptor)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o644)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
