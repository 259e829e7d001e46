"""A whole installation with one broadcast in it, without decoders: the stages write prepared files.

The store, the plans, the attempts and the actions are the real ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from service.app import create_app
from workers.actions import people, recordings, uploads
from workers.announce import outlook
from workers.application import Application, TablePlanner, open_application
from workers.brief import Brief, ClipOrder
from workers.jobs import perform
from workers.pipeline import Params, Work
from workers.plan import Step
from workers.settings import Settings
from workers.store import recordings as recording_rows
from workers.views import Actor, RecordingView, Role
from workers.worklist import plan_recordings

DURATION_MS = 180_000
SENTENCES = (
    (4_000, "안녕하세요 여러분 오늘은 수분크림을 가져왔어요"),
    (12_000, "이 제품은 오십 미리 용량에 오만 구천구백원이에요"),
    (22_000, "지금 쿠폰을 쓰시면 삼만 구천구백원에 가져가실 수 있어요"),
    (34_000, "민감한 피부도 괜찮냐고 물어보셨는데요"),
    (41_000, "네 저자극 테스트를 마쳐서 민감한 피부도 쓸 수 있어요"),
    (55_000, "손등에 발라 보면 이렇게 바로 스며드는 게 보이시죠"),
    (68_000, "끈적임이 하나도 없어서 여름에도 좋아요"),
    (90_000, "세트로 사시면 파우치도 같이 드려요"),
    (104_000, "배송은 내일 바로 출발해요"),
    (120_000, "남은 수량이 얼마 없으니까 서두르세요"),
)
QUESTION = "민감한 피부에 써도 되나요? <b>&"


@dataclass(frozen=True, slots=True)
class Showroom:
    """The installation, its web application, an admin's browser and a marketer's key."""

    app: Application
    web: FastAPI
    browser: TestClient
    csrf: str
    admin: Actor

    def stranger(self) -> TestClient:
        """A browser of nobody."""
        return TestClient(self.web, base_url="http://testserver", follow_redirects=False)

    def program(self, role: Role = Role.MARKETER) -> TestClient:
        """A program with a key of the admin's workspace."""
        key, _ = people.new_api_key(self.app, self.admin, "test", role)
        return self.with_key(key)

    def with_key(self, key: str) -> TestClient:
        """A program with this key."""
        client = self.stranger()
        client.headers["Authorization"] = f"Bearer {key}"
        return client


class PreparedPlanner(TablePlanner):
    """Plans by the stage table; the stages' work is to write prepared files."""

    def __init__(self, fill: Callable[[str, Work], None]) -> None:
        self.fill = fill

    def recording(
        self,
        digests: Mapping[str, str],
        brief: Brief,
        extra: Params | None,
        without: Collection[str],
    ) -> tuple[Step, ...]:
        steps = super().recording(digests, brief, extra, without)
        return tuple(map(self._prepared, steps))

    def clip(
        self,
        steps: Sequence[Step],
        digests: Mapping[str, str],
        brief: Brief,
        order: ClipOrder,
        *,
        final: bool,
    ) -> tuple[Step, ...]:
        planned = super().clip(steps, digests, brief, order, final=final)
        return tuple(map(self._prepared, planned))

    def _prepared(self, step: Step) -> Step:
        name = step.stage.name
        return replace(step, stage=replace(step.stage, run=lambda work: self.fill(name, work)))


def open_showroom(data: Path, fill: Callable[[str, Work], None] | None = None) -> Showroom:
    """An empty installation with one admin signed in."""
    settings = Settings(data_dir=data, secret="s" * 32)
    opened = open_application(settings)
    opened.store.migrate()
    app = replace(opened, planner=PreparedPlanner(fill or write_prepared))
    admin = people.ensure_default_workspace_and_admin(app)
    web = create_app(settings, app)
    browser = TestClient(web, base_url="http://testserver", follow_redirects=False)
    link = people.new_sign_in_link(app, people.ADMIN_EMAIL, "http://testserver")
    browser.post("/sign-in", data={"link": link.rsplit("/", 1)[-1]})
    csrf = browser.get("/api/v1/me").json()["csrf_token"]
    browser.headers["X-CSRF-Token"] = csrf
    return Showroom(app, web, browser, csrf, admin)


def add_broadcast(
    room: Showroom,
    media: Path | None = None,
    title: str = "수분크림 여름 특집",
    actor: Actor | None = None,
) -> RecordingView:
    """A broadcast with all its files."""
    folder = room.app.settings.data_dir / "brought"
    folder.mkdir(exist_ok=True)
    if media is None:
        media = folder / "live show.mp4"
        media.write_bytes(b"\0" * 5000 + title.encode())
    stored = uploads.store_file(room.app, media, media.name)
    sources = {}
    for kind in ("chat_file", "metrics_file", "offers_file", "products_file"):
        path = folder / f"{kind}.csv"
        path.write_text(f"{kind} of {title}", encoding="utf-8")
        sources[kind] = uploads.store_file(room.app, path, path.name)
    return recordings.create_recording(
        room.app, actor or room.admin, stored, title=title, sources=sources
    )


def work_until_done(room: Showroom, recording_id: str) -> None:
    """Do everything there is to do, as workers would."""
    while True:
        with room.app.store.read() as connection:
            rows = recording_rows.find_recordings(connection, [recording_id])
            plan = plan_recordings(connection, room.app, rows)[0]
            ready = outlook(connection, room.app, plan).ready
        if not ready:
            return
        for announced in ready:
            perform(room.app, announced.job, "worker-1")


def write_prepared(stage: str, work: Work) -> None:
    """Fill a stage's draft with what it would have found."""
    for name, value in prepared(stage, work.params).items():
        path = work.draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(value, bytes):
            path.write_bytes(value)
        else:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            path.write_text(text, encoding="utf-8")


def _preview(params: Params) -> dict[str, Any]:
    """The whole span, or what a pause cut out of its middle leaves."""
    start_ms, end_ms = params["span"]  # type: ignore[misc]
    middle = (start_ms + end_ms) // 2
    cuts = [middle - 500, middle + 500] if params.get("tighten") else []
    edges = [start_ms, *cuts, end_ms]
    pieces = [{"start_ms": a, "end_ms": b} for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return {"preview.mp4": bytes(range(256)) * 40, "preview.json": {"pieces": pieces}}


def prepared(stage: str, params: Params) -> dict[str, Any]:
    """The files of a stage."""
    makers: dict[str, Callable[[Params], dict[str, Any]]] = {
        "probe": lambda _: {"recording.json": {"duration_ms": DURATION_MS, "notes": []}},
        "sound": _sound,
        "transcript": _transcript,
        "scenes": _scenes,
        "chat": _chat,
        "sales": _sales,
        "signals": lambda _: {"signals.json": {"schema": 1, "signals": []}},
        "highlights": _highlights,
        "requested": _requested,
        "qa": _qa,
        "faq": lambda _: {f"faq.{kind}": "<p>faq</p>" for kind in ("html", "md", "csv", "jsonld")},
        "passages": lambda _: {"passages.json": {"schema": 1, "passages": [], "notes": []}},
        "replay": lambda _: {
            "replay.html": "<p>replay</p>",
            "replay.jsonld": "{}",
            "chapters.vtt": "WEBVTT",
        },
        "pages": lambda _: {
            f"cream/{n}": "<p>page</p>" for n in ("page.html", "page.md", "snippet.jsonld")
        },
        "frame": _frame,
        "preview": _preview,
        "cover": lambda _: {
            f"cover{n}.jpg": b"\xff\xd8\xff" + n.encode() for n in ("", "-2", "-3")
        },
        "render": lambda _: {
            "clip.mp4": b"finished video" * 100,
            "captions.srt": "1\n",
            "captions.ass": "",
            "render.json": {"notes": []},
        },
        "phrases": lambda _: {"phrases.json": {"breaks": {}}},
        "measure": lambda _: {"measured.json": {}},
        "verify": _verify,
        "package": lambda p: {"post.json": {"platform": p.get("platform"), "text": "게시글"}},
    }
    return makers[stage](params)


def words_of(start_ms: int, text: str) -> list[dict[str, Any]]:
    """Evenly spoken words of a sentence."""
    parts = text.split()
    return [
        {
            "start_ms": start_ms + 500 * place,
            "end_ms": start_ms + 500 * place + 450,
            "text": part,
            "probability": 0.9,
        }
        for place, part in enumerate(parts)
    ]


def _transcript(params: Params) -> dict[str, Any]:
    segments = []
    for start_ms, text in SENTENCES:
        words = words_of(start_ms, text)
        segments.append(
            {
                "start_ms": start_ms,
                "end_ms": words[-1]["end_ms"],
                "text": text,
                "speaker": None,
                "words": words,
            }
        )
    value = {"schema": 1, "language": "ko", "duration_ms": DURATION_MS, "segments": segments}
    return {
        "transcript.json": {**value, "notes": []},
        "transcript.srt": "1\n",
        "transcript.vtt": "WEBVTT",
    }


def _sound(params: Params) -> dict[str, Any]:
    levels = [-25.0 - (place * 7 % 23) for place in range(DURATION_MS // 100)]
    value = {"schema": 1, "step_ms": 100, "level_db": levels, "voiced": [], "music": []}
    return {"sound.json": value}


def _scenes(params: Params) -> dict[str, Any]:
    edges = [0, 20_000, 47_000, 88_000, 119_000, DURATION_MS]
    scenes = [{"start_ms": a, "end_ms": b} for a, b in pairwise(edges)]
    return {"scenes.json": {"schema": 1, "scenes": scenes}, "picture.json": {"notes": []}}


def _chat(params: Params) -> dict[str, Any]:
    lines = []
    for second in range(0, 180, 2):
        people_now = 9 if 24 <= second % 60 <= 34 else 2
        lines += [
            json.dumps(
                {
                    "at_ms": second * 1000,
                    "author_key": f"p{second % 7}-{person}",
                    "text": "가격 얼마예요?",
                    "kind": "chat",
                    "is_host": False,
                }
            )
            for person in range(people_now)
        ]
    return {
        "chat.jsonl": "\n".join(lines) + "\n",
        "report.json": {"notes": ["채팅 12줄은 시간이 없어 제외했습니다."]},
    }


def _sales(params: Params) -> dict[str, Any]:
    rows = [
        {
            "at_ms": 10_000 * n,
            "viewers": 800 + 40 * n - (n % 4) * 60,
            "orders": (n * 3) % 9 + (18 if n in (3, 4, 10) else 0),
            "revenue": None,
            "likes": None,
        }
        for n in range(18)
    ]
    offer = {
        "start_ms": 20_000,
        "end_ms": 62_000,
        "kind": "coupon",
        "label": "2만원 쿠폰",
        "product_id": "cream",
    }
    products = [
        {
            "id": "cream",
            "name": "수분크림 50ml",
            "aliases": [],
            "price": "59900",
            "url": "",
            "category": "",
        },
        {
            "id": "set",
            "name": "여름 세트",
            "aliases": [],
            "price": "99000",
            "url": "",
            "category": "",
        },
    ]
    return {
        "metrics.json": {"schema": 1, "metrics": rows, "notes": []},
        "offers.json": {"schema": 1, "offers": [offer], "notes": []},
        "products.json": {"schema": 1, "products": products, "notes": []},
    }


def _highlights(params: Params) -> dict[str, Any]:
    def because(kind: str, start_ms: int, detail: str) -> dict[str, Any]:
        return {
            "kind": kind,
            "strength": 0.8,
            "start_ms": start_ms,
            "end_ms": start_ms + 8000,
            "detail": detail,
        }

    found = [
        ("h1", 11_500, 33_000, 0.91, "price", "오만 구천구백원 수분크림을 삼만원대에", ["cream"]),
        ("h2", 33_500, 53_000, 0.78, "objection", "민감한 피부도 쓸 수 있을까요", ["cream"]),
        ("h3", 54_500, 76_000, 0.66, "demonstration", "손등에 바르면 바로 스며드는 수분감", []),
        ("h4", 89_500, 112_000, 0.52, "call_to_act", "세트로 사면 파우치까지", ["set"]),
    ]
    highlights = [
        {
            "id": id_,
            "start_ms": start,
            "end_ms": end,
            "score": score,
            "kind": kind,
            "title": title,
            "product_ids": ids,
            "because": [
                because(kind, start, "words=오만 구천구백원"),
                because("chat_burst", start, "people=47 seconds=8"),
                because("orders", start, "count=21 usual=4"),
            ],
        }
        for id_, start, end, score, kind, title, ids in found
    ]
    rejected = [
        {"start_ms": 0, "end_ms": 4000, "score": 0.2, "reason": "waiting"},
        {"start_ms": 120_000, "end_ms": 140_000, "score": 0.31, "reason": "raffle"},
    ]
    coverage = [
        {"product_id": "cream", "highlight_ids": ["h1", "h2"], "reason": "", "best": None},
        {
            "product_id": "set",
            "highlight_ids": [],
            "reason": "no_strong_reason",
            "best": {"start_ms": 89_500, "end_ms": 112_000},
        },
    ]
    value = {
        "schema": 1,
        "highlights": highlights,
        "rejected": rejected,
        "notes": [],
        "coverage": coverage,
    }
    return {"highlights.json": value}


def _requested(params: Params) -> dict[str, Any]:
    wanted = params["request"]
    assert isinstance(wanted, dict)
    start_ms, word = wanted["start_ms"] or 119_500, wanted["keyword"]
    highlight = {
        "id": "r1",
        "start_ms": start_ms,
        "end_ms": start_ms + 20_000,
        "score": 0.41,
        "kind": "call_to_act",
        "title": f"서두르세요 {word}",
        "product_ids": [wanted["product_id"]] if wanted["product_id"] else [],
        "because": [],
    }
    notes = ["1 of 3 suggestions: the rest overlaps, repeats or lies too close to these."]
    value = {"schema": 1, "highlights": [highlight], "rejected": [], "notes": notes}
    return {"highlights.json": value}


def _qa(params: Params) -> dict[str, Any]:
    pairs = [
        {
            "id": "q1",
            "question": {
                "text": QUESTION,
                "start_ms": 30_000,
                "end_ms": 33_000,
                "from": "chat",
                "asked_by": 12,
            },
            "answer": {
                "text": "네, 저자극 테스트를 마쳐서 민감한 피부도 쓸 수 있어요.",
                "start_ms": 41_000,
                "end_ms": 46_000,
            },
            "product_ids": ["cream"],
            "confidence": 0.82,
            "flags": ["health_claim"],
        },
        {
            "id": "q2",
            "question": {
                "text": "배송은 언제 되나요?",
                "start_ms": 100_000,
                "end_ms": 102_000,
                "from": "chat",
                "asked_by": 5,
            },
            "answer": {"text": "내일 바로 출발해요.", "start_ms": 104_000, "end_ms": 107_000},
            "product_ids": [],
            "confidence": 0.7,
            "flags": [],
        },
    ]
    open_question = {
        "id": "u1",
        "question": {
            "text": "성분표 볼 수 있어요?",
            "start_ms": 72_000,
            "end_ms": 74_000,
            "from": "chat",
            "asked_by": 4,
        },
        "product_ids": [],
    }
    return {"qa.json": {"schema": 1, "pairs": pairs, "unanswered": [open_question], "notes": []}}


def _frame(params: Params) -> dict[str, Any]:
    start_ms, end_ms = params["span"]  # type: ignore[misc]
    middle = (start_ms + end_ms) // 2  # type: ignore[operator]
    crop = {"at_ms": start_ms, "x": 500.0, "y": 0.0, "width": 405.0, "height": 720.0}
    shots = [
        {
            "start_ms": start_ms,
            "end_ms": middle,
            "layout": "track",
            "keys": [crop],
            "confidence": 0.9,
        },
        {"start_ms": middle, "end_ms": end_ms, "layout": "fit", "keys": [], "confidence": 0.3},
    ]
    return {"crop.json": {"schema": 1, "source": {"width": 1280, "height": 720}, "shots": shots}}


def _verify(params: Params) -> dict[str, Any]:
    checks = [
        {
            "name": "size",
            "passed": True,
            "measured": "1080×1920",
            "required": "1080×1920",
            "remedy": "",
        },
        {
            "name": "loudness",
            "passed": True,
            "measured": "-14.1 LUFS",
            "required": "-14 ±1",
            "remedy": "",
        },
    ]
    passed = params.get("platform") != "naver"
    if not passed:
        checks.append(
            {
                "name": "duration",
                "passed": False,
                "measured": "21.5 s",
                "required": "10-20 s",
                "remedy": "Trim the clip.",
            }
        )
    return {"verify.json": {"platform": params.get("platform"), "passed": passed, "checks": checks}}
