"""How soon a letter is tried again."""

from bot.outbox.health import TRIES, Health, Pace


def waits(health: Health, chat: str, tries: int) -> list[float]:
    """How long a chat waits from try to try, if nothing else goes wrong."""
    now, found = 0.0, []
    for number in range(tries):
        found.append(health.wait(chat, number, now))
        now += found[-1]
    return found


def test_a_chat_that_fails_alone_is_tried_every_few_seconds_for_minutes_and_for_hours_in_all() -> None:
    found = waits(Health(Pace(25, 25)), "77", TRIES)

    assert max(found[:60]) <= 3
    assert sum(found[:60]) > 150
    assert sum(found) > 7 * 3600


def test_many_chats_that_fail_alone_are_tried_a_few_a_second_together() -> None:
    health = Health(Pace(25, 25))
    for number in range(200):
        health.wait(str(number), 0, 0.0)

    assert health.wait("77", 3, 1.0) > 15

    for number in range(200):
        health.arrived(str(number))

    assert health.wait("77", 3, 2.0) == 3
