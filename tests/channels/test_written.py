"""A message as it is kept: what is read at once, from memory, and what anybody reads later are the same."""

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.channels.channel import Button, Group, Line, Message
from bot.channels.written import MESSAGE, read, write

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
BUTTONS = st.lists(st.builds(Button, WORDS, WORDS, st.sampled_from(["plain", "good"])), max_size=3).map(tuple)
LINES = st.lists(st.builds(Line, WORDS, WORDS, WORDS), max_size=3).map(tuple)
SEVERAL = st.lists(WORDS, max_size=2).map(tuple)
MESSAGES = st.builds(
    Message,
    title=WORDS, note=WORDS, text=WORDS, hint=WORDS, lead=SEVERAL, head=LINES, lines=LINES, options=BUTTONS, controls=BUTTONS,
    groups=st.lists(st.builds(Group, WORDS, BUTTONS), max_size=2).map(tuple), upload=SEVERAL, calls=SEVERAL,
    progress=st.none() | st.tuples(st.integers(0, 99), st.integers(0, 99)), columns=st.integers(0, 3),
    only_in_place=st.booleans(), home=st.booleans(), entry=WORDS, about=WORDS,
)  # fmt: skip


@given(MESSAGES)
def test_a_message_is_the_same_from_memory_and_from_the_outbox(message: Message) -> None:
    body = write(message)

    at_once, later = read(body), read(body)
    assert at_once == later == message == TypeAdapter(Message).validate_json(body)
    assert MESSAGE.dump_json(later, exclude_defaults=True).decode() == body
