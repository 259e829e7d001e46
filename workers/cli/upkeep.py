"""`afterlive doctor` and `afterlive bench`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from workers.cli import console
from workers.settings import PREFIX, Settings, load_settings

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def doctor(
    prepare: Annotated[
        bool, typer.Option(help="Only make ready what the first run would: speech weights.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what is found, what is missing, and what to do."""
    from workers.doctor import examine

    findings = examine(load_settings())
    lines = []
    for finding in findings:
        mark = "ok  " if finding.ok else ("FAIL" if finding.required else "warn")
        lines.append(f"{mark} {finding.name:14} {finding.found}")
        if not finding.ok:
            lines.append(f"     {'':14} → {finding.todo}")
    if not prepare:
        lines += ["", "Settings (environment):", *_settings_lines()]
    console.result([asdict(f) for f in findings], as_json=as_json, text="\n".join(lines))
    if any(f.required and not f.ok for f in findings):
        raise typer.Exit(1)


def bench(
    name: Annotated[
        str,
        typer.Argument(help="scenes, analysis, speech, render, highlights, pages, or all of them."),
    ] = "all",
    media: Annotated[Path | None, typer.Option(help="Recording; else the demo.")] = None,
    minutes: Annotated[float, typer.Option(min=0.1, help="How much of it.")] = 2.0,
    rounds: Annotated[int, typer.Option(min=1, help="Runs of each side, in turns.")] = 3,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="JSON file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure time against a reference in the same run; figures are ratios."""
    from workers.benchmarks.running import run_benchmarks
    from workers.benchmarks.table import BENCHMARKS

    if name != "all" and name not in BENCHMARKS:
        raise typer.BadParameter(f"unknown benchmark {name}: use {', '.join(BENCHMARKS)} or all")
    chosen = tuple(BENCHMARKS.values()) if name == "all" else (BENCHMARKS[name],)
    results = run_benchmarks(chosen, media, minutes=minutes, rounds=rounds)
    value = [asdict(r) | {"ratio": r.ratio} for r in results]
    if output is not None:
        console.write_json(output, value)
    lines = [
        f"{r.name:16} {r.ours_s:7.2f} s, {r.against} {r.reference_s:.2f} s: ratio {r.ratio:.2f}"
        + ("" if r.budget is None else f" (at most {r.budget:.2f})")
        + (f"; {r.detail}" if r.detail else "")
        for r in results
    ]
    console.result(value, as_json=as_json, text="\n".join(lines))


def _settings_lines() -> list[str]:
    width = max(len(name) for name in Settings.model_fields) + len(PREFIX)
    return [
        f"  {(PREFIX + name).upper():{width}}  {field.description}"
        for name, field in Settings.model_fields.items()
    ]
