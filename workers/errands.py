"""What a process and the child it keeps say to each other: do this; I take it; it is done."""

from __future__ import annotations

import socket

_TAKEN, _DONE = b"!", b"."
_LONGEST = 1_000
#: A child that waits for an errand takes it in no time; one that does not is of no use.
_TAKEN_WITHIN_S = 30.0


class Errands:
    """A line between a process and its child, made before the fork.

    The answer to an errand stays unread until the next one is given, so that a signal that arrives
    while it is waited for loses nothing.
    """

    def __init__(self) -> None:
        self._parent, self._child = socket.socketpair()
        self._is_answered = False

    def stay_as_parent(self) -> None:
        """Call in the parent after the fork."""
        self._child.close()

    def stay_as_child(self) -> None:
        """Call in the child after the fork."""
        self._parent.close()

    def give(self, errand: str) -> bool:
        """From the parent: one more errand, a short line. False when no child has taken it.

        A line can be sent to a child that has just been killed; so the child's word is waited for.
        """
        try:
            if self._is_answered:
                self._parent.recv(len(_DONE))
                self._is_answered = False
            self._parent.settimeout(_TAKEN_WITHIN_S)
            self._parent.sendall(errand.encode() + b"\n")
            return self._parent.recv(len(_TAKEN)) == _TAKEN
        except OSError:
            return False
        finally:
            self._parent.settimeout(None)

    def is_done(self) -> bool:
        """In the parent: wait until the child has done its errand; False when it has gone."""
        try:
            self._is_answered = self._parent.recv(len(_DONE), socket.MSG_PEEK) == _DONE
        except ConnectionError:
            return False
        return self._is_answered

    def say_done(self) -> None:
        """From the child: ready for the next one."""
        self._child.sendall(_DONE)

    def take(self) -> str | None:
        """In the child: wait for the next errand, and take it; None when the parent has gone."""
        heard = b""
        while not heard.endswith(b"\n"):
            more = self._child.recv(_LONGEST)
            if not more:
                return None
            heard += more
        self._child.sendall(_TAKEN)
        return heard.decode().strip()

    def close(self) -> None:
        """The child hears that there is nothing more."""
        self._parent.close()
