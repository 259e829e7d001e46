"""What a process and the child it keeps say to each other."""

from __future__ import annotations

import os
import signal
from threading import Thread

from workers.errands import Errands


def test_an_errand_is_given_taken_and_done() -> None:
    errands = Errands()
    taken: list[str | None] = []

    def serve() -> None:
        taken.append(errands.take())
        errands.say_done()

    child = Thread(target=serve)
    child.start()

    assert errands.give("job 1")
    assert errands.is_done()
    child.join()
    assert taken == ["job 1"]
    errands.stay_as_parent()
    errands.close()


def test_an_errand_sent_to_a_child_that_dies_before_it_takes_it_is_not_given() -> None:
    errands = Errands()
    pid = os.fork()
    if pid == 0:
        try:
            errands.stay_as_child()
            signal.pause()
        finally:
            os._exit(1)
    errands.stay_as_parent()
    given: list[bool] = []
    giving = Thread(target=lambda: given.append(errands.give("job 1")))
    giving.start()
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    giving.join(10)
    errands.close()

    assert given == [False]
