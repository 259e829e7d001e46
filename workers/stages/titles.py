"""The stage that asks a language model to word titles and hooks, and which clip comes first.

What it answers is text of a stranger: whatever the clip's own words do not carry is left out, and
what the rules wrote stays. The scores stay too; only places are shifted, half-way at most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from transcripts.grounding import material_of, unsupported
from transcripts.model import Transcript, transcript_from_json
from transcripts.timeline import Span
from workers.errors import LanguageModelFailed
from workers.language_model import find_language_model
from workers.pipeline import JsonValue, Work
from workers.settings import load_settings
from workers.stages.json_files import read_json, write_json

MOST_TITLE, MOST_HOOK = 40, 24
_MOST_SAID = 700
TASK = (
    "The material is a list of clips of a live-shopping broadcast: for each its id, what is said "
    f"in it, its products and a title. Write for each a better title of at most {MOST_TITLE} "
    f"characters and a hook of at most {MOST_HOOK} characters that makes a viewer stay, in the "
    "language of the clip and only from the words of that clip. Then order all ids, the clip that "
    'makes most viewers stay first. Answer as {"clips": [{"id": "", "title": "", "hook": ""}], '
    '"order": [""]}'
)


def run_titles(work: Work) -> None:
    """From suggestions and what is said in them: highlights.json with better words."""
    found = _read(work, "highlights", "highlights.json")
    settings = load_settings()
    model = find_language_model(settings)
    if model is None or settings.language_model_identity != work.params.get("language_model"):
        raise LanguageModelFailed("The language model is no longer set.")
    clips = found["highlights"]
    if clips:
        said = _said(work, clips)
        answer = model.ask(TASK, [_clip(clip, said[clip["id"]]) for clip in clips])
        worded, notes = reworded(clips, said, answer)
        found["highlights"] = worded
        found["notes"] = [*found.get("notes", []), *notes]
    write_json(work.draft / "highlights.json", found)


def reworded(
    clips: Sequence[Mapping[str, Any]],
    said: Mapping[str, Sequence[str]],
    answer: Mapping[str, Any],
) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Suggestions with the words and places of an answer, as far as they are supported. Pure.

    Args:
        clips: As in `highlights.json`, best first.
        said: For each id the texts that its words may come from.
        answer: Of the model; anything may be in it.
    """
    wanted = {entry["id"]: entry for entry in _entries(answer)}
    out, dropped = [], 0
    for clip in clips:
        worded = dict(clip)
        for name, most in (("title", MOST_TITLE), ("hook", MOST_HOOK)):
            text = _text(wanted.get(clip["id"], {}).get(name), most)
            if text is None:
                continue
            if unsupported(text, material_of(said[clip["id"]])):
                dropped += 1
            else:
                worded[name] = text
        out.append(worded)
    notes = [f"{dropped} texts of the language model were left out: the recording does not say so."]
    return _placed(out, answer.get("order")), tuple(notes if dropped else ())


def _placed(clips: list[dict[str, Any]], order: Any) -> list[dict[str, Any]]:
    """The clips with the place each takes: halfway between its score's and the model's."""
    ids = [clip["id"] for clip in clips]
    listed = order if isinstance(order, list) else []
    wanted = list(dict.fromkeys(one for one in listed if isinstance(one, str) and one in ids))
    if not wanted:
        return clips
    last = len(wanted)
    theirs = {id_: wanted.index(id_) if id_ in wanted else last for id_ in ids}
    places = sorted(range(len(ids)), key=lambda at: (at + theirs[ids[at]], at))
    return [{**clip, "place": places.index(at) + 1} for at, clip in enumerate(clips)]


def _entries(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = answer.get("clips")
    entries = listed if isinstance(listed, list) else []
    return [e for e in entries if isinstance(e, dict) and isinstance(e.get("id"), str)]


def _text(value: Any, most: int) -> str | None:
    """One line of plain text that is not too long, else None."""
    if not isinstance(value, str):
        return None
    text = " ".join(value.split()).strip("\"'“”‘’")
    return text if 0 < len(text) <= most and text.isprintable() else None


def _said(work: Work, clips: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """For each clip what is said in it, and the names of its products."""
    transcript = (
        transcript_from_json(_read(work, "transcript", "transcript.json"))
        if "transcript" in work.inputs
        else Transcript("und", 0)
    )
    names = {
        str(product["id"]): str(product.get("name", ""))
        for product in (
            _read(work, "sales", "products.json")["products"] if "sales" in work.inputs else ()
        )
    }
    return {
        clip["id"]: [
            *(
                segment.text
                for segment in transcript.within(Span(clip["start_ms"], clip["end_ms"]))
                if clip["start_ms"] <= segment.span.middle_ms < clip["end_ms"]
            ),
            *(names.get(id_, "") for id_ in clip.get("product_ids", ())),
        ]
        for clip in clips
    }


def _clip(clip: Mapping[str, Any], said: Sequence[str]) -> JsonValue:
    products = len(clip.get("product_ids", ()))
    return {
        "id": clip["id"],
        "said": " ".join(said[: len(said) - products])[:_MOST_SAID],
        "products": list(said[len(said) - products :]),
        "title": clip["title"],
    }


def _read(work: Work, stage: str, name: str) -> dict[str, Any]:
    return dict(read_json(work.inputs[stage] / name))
