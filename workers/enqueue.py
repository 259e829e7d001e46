"""The doorbell: tells workers that there is something to do. Redis holds nothing that may not go.

Jobs carry ids and numbers only. What is to be done, and whether it still is, is in the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from redis import Redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import BusyLoadingError, ConnectionError, RedisError, TimeoutError  # noqa: A004
from redis.retry import Retry
from rq import Queue as RqQueue
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job

from workers.pipeline import Queue
from workers.settings import Settings

RUN_STEP = "workers.jobs.run_step_job"
_FAILURE_KEPT_S = 600
#: A job that is neither waiting in its queue nor doing its work after this has been lost.
LOST_AFTER = timedelta(seconds=15)
_PATIENT_TRIES = 40
_BACKLOG = "-backlog"
#: Moves a waiting job before another one, or to the end when that one has just been taken.
_MOVE_BEFORE = """
if redis.call('LREM', KEYS[1], 1, ARGV[1]) == 1 then
  if redis.call('LINSERT', KEYS[1], 'BEFORE', ARGV[2], ARGV[1]) <= 0 then
    redis.call('RPUSH', KEYS[1], ARGV[1])
  end
end
"""


@dataclass(frozen=True, slots=True)
class StepJob:
    """What travels through Redis.

    Attributes:
        recording_id: For which recording.
        clip_id: For which clip, "" for none.
        step_key: What is to be made.
        number: Of the attempt; together with the key it makes the job's id, so that announcing
            the same attempt twice is one job.
        is_backlog: It must not make people wait.
    """

    recording_id: str
    clip_id: str
    step_key: str
    number: int
    is_backlog: bool = False

    @property
    def id(self) -> str:
        """RQ job id: letters, digits, `_` and `-` only; the key of a part has a dot."""
        key = self.step_key.replace(".", "_")
        return f"{key}-{self.number}{_BACKLOG if self.is_backlog else ''}"


class Doorbell:
    """Queues of announced work, one for each kind of worker."""

    def __init__(self, redis: Redis, *, lost_after: timedelta = LOST_AFTER) -> None:
        self._redis = redis
        self._lost_after = lost_after
        self._queues = {
            queue: RqQueue(queue.value, connection=redis, serializer="json") for queue in Queue
        }

    def waiting(self, queue: Queue) -> list[str]:
        """Ids of the jobs that wait for a worker, the next one first."""
        return list(self._queues[queue].get_job_ids())

    def ring(self, queue: Queue, job: StepJob, *, timeout_s: int) -> bool:
        """Announce a job unless it is announced already. True when it is new.

        What people wait for goes before all backlog, and behind what others wait for. A job that
        Redis believes to be somewhere, while nobody has it, is announced again.
        """
        if not self._is_lost(job.id):
            return False
        try:
            self._queues[queue].enqueue_call(
                RUN_STEP,
                args=(job.recording_id, job.clip_id, job.step_key, job.number),
                job_id=job.id,
                timeout=timeout_s,
                result_ttl=0,
                failure_ttl=_FAILURE_KEPT_S,
                unique=True,
            )
        except DuplicateJobError:
            return False  # announced by another process between our look and our call
        if not job.is_backlog:
            self._pass_backlog(queue, job.id)
        return True

    def _pass_backlog(self, queue: Queue, job_id: str) -> None:
        first = next((i for i in self.waiting(queue) if i.endswith(_BACKLOG)), None)
        if first is not None:
            self._redis.eval(_MOVE_BEFORE, 1, self._queues[queue].key, job_id, first)

    def _is_lost(self, job_id: str) -> bool:
        """Whether nobody has the job. What is left of a lost one is cleared away."""
        try:
            job = Job.fetch(job_id, connection=self._redis, serializer="json")
        except NoSuchJobError:
            return True
        seen = [t for t in (job.enqueued_at, job.started_at, job.ended_at) if t is not None]
        if seen and datetime.now(UTC) - max(map(_aware, seen)) < self._lost_after:
            return False
        job.delete(delete_dependents=False)
        return True


def connect(url: str) -> Redis:
    """A connection that outlives a restart of the server: it tries again for about two minutes."""
    keepalive = {} if url.startswith("unix:") else {"socket_keepalive": True}
    return Redis.from_url(
        url,
        retry=Retry(ExponentialWithJitterBackoff(base=0.2, cap=3), _PATIENT_TRIES),
        retry_on_error=[ConnectionError, TimeoutError, BusyLoadingError],
        **keepalive,
    )


def connect_impatient(url: str) -> Redis:
    """A connection for somebody who can do without: one try, two seconds."""
    return Redis.from_url(
        url, retry=Retry(ExponentialWithJitterBackoff(), 0), socket_timeout=2,
        socket_connect_timeout=2,
    )  # fmt: skip


def queue_lengths(settings: Settings) -> dict[Queue, int] | None:
    """Jobs that wait in each queue, or None when Redis does not answer."""
    if not settings.redis_url:
        return None
    try:
        with connect_impatient(settings.redis_url) as redis:
            return {
                queue: RqQueue(queue.value, connection=redis, serializer="json").count
                for queue in Queue
            }
    except RedisError:
        return None


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
