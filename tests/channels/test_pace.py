"""What everybody who sends for a bot keeps: its pause; and how small calls are tried again."""

import time

import pytest

from bot.channels.channel import Fault, Undeliverable
from bot.channels.pace import Pause
from bot.channels.retry import persist


async def test_a_pause_is_as_long_as_the_longest_that_was_asked_for():
    pause = Pause()
    asked: list[float] = []
    pause.on_pause = asked.append

    pause.seen(0.2)
    pause.set(0.01)
    began = time.monotonic()
    await pause.wait()

    assert time.monotonic() - began > 0.15
    assert pause.left == 0
    assert asked == [0.2]


def failing(*failures: Undeliverable | None):
    left = list(failures)
    tried: list[float] = []

    async def call() -> int:
        tried.append(time.monotonic())
        if left and (failure := left.pop(0)):
            raise failure
        return len(tried)

    return call, tried


async def test_a_small_call_is_tried_again_after_what_passes():
    call, _ = failing(Undeliverable("502", Fault.LATER))

    assert await persist(call, 5) == 2


async def test_a_small_call_waits_as_long_as_it_is_asked_to():
    call, tried = failing(Undeliverable("ratelimited", Fault.LATER, after=0.8))

    await persist(call, 5)

    assert tried[1] - tried[0] >= 0.8


@pytest.mark.parametrize("fault", [Fault.ADDRESS, Fault.CREDENTIALS, Fault.LETTER])
async def test_a_small_call_is_not_tried_again_after_what_stays(fault):
    call, tried = failing(Undeliverable("no", fault))

    with pytest.raises(Undeliverable):
        await persist(call, 5)
    assert len(tried) == 1


async def test_a_small_call_that_would_come_too_late_is_not_waited_for():
    call, tried = failing(Undeliverable("ratelimited", Fault.LATER, after=600))

    with pytest.raises(Undeliverable, match="ratelimited"):
        await persist(call, 5)
    assert len(tried) == 1
