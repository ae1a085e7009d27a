"""What is told at the last moment is heard, though nobody looks any more once all is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pytestqt.qtbot import QtBot
from trainers import DEADLINE, Signalling

from gdviz.session import Session
from gdviz.training.mapper import Mapper
from gdviz.training.snapshot import Snapshot
from gdviz.training.trainer import Trainer


class InBetween(Signalling):
    """A mailbox in which something happens just when somebody looks into it, once."""

    happens: Callable[[], None] | None = None

    def take(self) -> Snapshot | None:
        if self.happens is not None:
            happens, self.happens = self.happens, None
            happens()
        return super().take()


def test_a_moment_that_is_kept_while_the_session_looks_arrives(open_session: Callable[..., Session], qtbot: QtBot):
    mailbox = InBetween()
    session = open_session(trainer=Trainer(latest=mailbox))
    qtbot.waitUntil(lambda: session.snapshot is not None and session.settled)
    arrived: list[object] = []
    session.kept.connect(lambda ticket, _saved: arrived.append(ticket))

    def keep() -> None:
        session.keep("ticket")
        with mailbox.arrived:
            done = lambda: mailbox.seen[-1].acknowledged >= session._conductor.posted  # noqa: E731
            assert mailbox.arrived.wait_for(done, DEADLINE)

    mailbox.happens = keep
    session.step(1)
    qtbot.waitUntil(lambda: mailbox.happens is None and session.settled)
    assert arrived == ["ticket"]


def test_a_mapper_whose_failure_nobody_has_heard_is_not_idle(qtbot: QtBot):
    mapper = Mapper()

    def fail() -> Iterator[None]:
        raise ZeroDivisionError("on purpose")
        yield

    mapper.ask("heatmap", fail)
    qtbot.waitUntil(lambda: mapper.failures.waiting and mapper.idle_of("heatmap"))
    assert not mapper.idle
    failure = mapper.failures.take()
    assert failure is not None
    assert failure[0] == "ZeroDivisionError: on purpose"
    assert mapper.idle
    assert mapper.stop()
