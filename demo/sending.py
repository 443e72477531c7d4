"""The departments' mornings: a second process writes each day's lists and sends them in, ahead of the day played.

A list is sent and read (`intake.doors.receive`) as any upload is; the day itself commits it at half past six. Two
processors share the work so, and nothing but the waiting changes.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.process
import multiprocessing.synchronize
import queue
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connections

if TYPE_CHECKING:
    from demo.lists import Sent

#: Mornings that may lie ready: enough to work ahead of the day, few enough not to hold the campaign's list for long.
AHEAD = 90
_Message = tuple[date, "list[tuple[UUID, Sent]]"] | str


@dataclass
class Departments:
    """Hands out what was sent on a morning, in the order of the days. To be made before this process has threads."""

    _ready: multiprocessing.synchronize.Event = field(init=False)
    _mornings: multiprocessing.Queue[_Message] = field(init=False)
    _process: multiprocessing.process.BaseProcess = field(init=False)

    def __post_init__(self) -> None:
        # A copy of this process, awake already; it must not share open books.
        for connection in connections.all(initialized_only=True):
            connection.close()
        context = multiprocessing.get_context("fork")
        self._ready, self._mornings = context.Event(), context.Queue(AHEAD)
        self._process = context.Process(target=_send, args=(self._ready, self._mornings), daemon=True)
        self._process.start()

    def begin(self) -> None:
        """Let the departments send: the county's places and staff are there."""
        self._ready.set()

    def of(self, on: date) -> list[tuple[UUID, Sent]]:
        """Return the uploads that lie ready on a morning, each with what was sent; wait for them."""
        while True:
            try:
                message = self._mornings.get(timeout=1)
            except queue.Empty:
                assert self._process.is_alive(), "the departments stopped sending"
                continue
            assert not isinstance(message, str), message
            assert message[0] == on, "mornings come in the order of the days"
            return message[1]


def _send(may_send: multiprocessing.synchronize.Event, mornings: multiprocessing.Queue[_Message]) -> None:
    """Send every morning's lists, in a process of its own."""
    try:
        from demo.lists import FIRST_ON, LAST_ON, Lists
        from demo.play import in_a_hurry
        from tongchou.base import disk

        lists = Lists()
        while not may_send.wait(1):
            if _alone():
                return
        in_a_hurry()
        on = FIRST_ON
        with disk.not_waiting():
            while on <= LAST_ON + timedelta(days=1) and not _alone():
                mornings.put((on, [(_sent_in(sent, on), replace(sent, content=b"")) for sent in lists.of(on)]))
                on += timedelta(days=1)
    except Exception as fault:
        mornings.put(f"{type(fault).__name__}: {fault}")
        raise


def _alone() -> bool:
    """Say whether whoever plays was killed: nobody is left to send to."""
    player = multiprocessing.parent_process()
    return player is None or not player.is_alive()


def _sent_in(sent: Sent, on: date) -> UUID:
    from tongchou.base import clock
    from tongchou.intake.doors import receive
    from tongchou.registers.staff.models import User

    at = clock.local(on, 6, 30)
    officer = User.objects.get(username="officer")
    with clock.at(at):
        return receive(
            "screening", sent.content, sent.file_name, user=officer, at=at, on=sent.on, sender=sent.sender
        ).pk
