"""Learning from decisions and numbers: look, take a step, go back."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from starlette.responses import Response

from service.archives import numbers_table
from service.errors import BadRequest
from service.routes.files import KnownSenderRoute
from service.schemas.learning import LearningOut, NumbersOut
from service.visitor import ActorDep, AppDep
from workers.actions import learning

router = APIRouter(tags=["learning"], route_class=KnownSenderRoute)


@router.get("/learning")
def get_learning(app: AppDep, actor: ActorDep) -> LearningOut:
    """What has been learned of the workspace's taste, and every version of it."""
    return LearningOut.of(learning.learning(app, actor))


@router.post("/learning/apply")
def apply_learning(app: AppDep, actor: ActorDep) -> LearningOut:
    """One bounded step with everything decided since the last. Pages that are there stay."""
    return LearningOut.of(learning.apply_learning(app, actor))


@router.post("/learning/undo")
def undo_learning(app: AppDep, actor: ActorDep) -> LearningOut:
    """Back to the version before; again goes back further."""
    return LearningOut.of(learning.undo_learning(app, actor))


@router.get("/learning/numbers", response_class=Response)
def get_numbers_table(app: AppDep, actor: ActorDep) -> Response:
    """Approved clips as a table (CSV) to fill in: views, likes, clicks."""
    headers = {"Content-Disposition": 'attachment; filename="afterlive-numbers.csv"'}
    return Response(numbers_table(app, actor), media_type="text/csv", headers=headers)


@router.post("/learning/numbers")
def import_numbers(app: AppDep, actor: ActorDep, file: Annotated[UploadFile, File()]) -> NumbersOut:
    """How posts did: a table with clip_id and views, likes or clicks (multipart)."""
    with tempfile.TemporaryDirectory(prefix="numbers-") as folder:
        path = Path(folder) / "numbers.csv"
        with path.open("wb") as target:
            shutil.copyfileobj(file.file, target)
        if not path.stat().st_size:
            raise BadRequest("the table is empty")
        return NumbersOut.of(*learning.import_numbers(app, actor, path))


@router.post("/recordings/{recording_id}/suggest", status_code=204)
def suggest_again(recording_id: str, app: AppDep, actor: ActorDep) -> None:
    """Choose a recording's suggestions by the taste of now. Decided clips stay."""
    learning.suggest_again(app, actor, recording_id)
