"""What a person does in Slack beside typing an answer and pressing a button."""

from typing import Any

from bot.store.sql import answer
from tests.field.yard import ANA, Yard
from tests.seats import photo


async def at_where(at: Yard) -> None:
    await at.ana_does("/incident", "Seal broken, missing or wrong", "Seals missing from stock", "Today", "Skip")
    assert "Where?" in at.ana_sees()


def steps(at: Yard, step: str) -> list[Any]:
    return [value for name, value in at.kept() if name == step]


def whispers(at: Yard) -> list[dict[str, Any]]:
    return [m for m in at.ana.messages if m.get("ephemeral")]


def own(at: Yard) -> str:
    return next(m["ts"] for m in reversed(at.ana.messages) if m["user"] == ANA)


async def test_an_answer_in_a_thread_is_kept_and_gets_a_word_in_the_thread(at: Yard) -> None:
    await at_where(at)
    card = at.ana.messages[-1]["ts"]

    at.ana.say("Transportes del Norte", thread_ts=card)
    await at.settled()

    assert steps(at, "where") == ["Transportes del Norte"]
    (word,) = whispers(at)
    assert word["thread_ts"] == card
    assert "It goes on below" in word["text"]
    assert "Which seal numbers are missing?" in str(at.ana.messages)


async def test_an_answer_from_a_thread_to_the_channel_is_as_any_message(at: Yard) -> None:
    await at_where(at)

    at.ana.say("Dock 4", thread_ts=at.ana.messages[-1]["ts"], to_channel=True)
    await at.settled()

    assert steps(at, "where") == ["Dock 4"]


async def test_a_me_message_is_as_any_message(at: Yard) -> None:
    await at_where(at)

    at.ana.me("Dock 4")
    await at.settled()

    assert steps(at, "where") == ["Dock 4"]


async def test_the_names_of_emoji_are_kept_as_the_signs(at: Yard) -> None:
    await at_where(at)

    at.ana.say(":warning: Dock 4 :truck: gate :octagonal_sign: :our_logo:")
    await at.settled()

    assert steps(at, "where") == ["⚠️ Dock 4 🚚 gate 🛑 :our_logo:"]


async def test_an_answer_is_corrected_by_editing_its_message(at: Yard) -> None:
    await at_where(at)
    await at.ana_does("Dock 4")

    at.ana.edit(own(at), "Dock 14")
    await at.settled()

    assert steps(at, "where") == ["Dock 4", "Dock 14"]
    assert "“Where?” is now: Dock 14" in at.ana_sees()


async def test_a_deleted_message_leaves_its_answer_and_that_is_said(at: Yard) -> None:
    await at_where(at)
    await at.ana_does("Dock 4")

    at.ana.delete(own(at))
    await at.settled()

    assert steps(at, "where") == ["Dock 4"]
    assert "The answer in it is kept" in whispers(at)[-1]["text"]


async def test_a_message_that_is_passed_on_keeps_its_author_and_date(at: Yard) -> None:
    await at_where(at)

    at.ana.forward("behind dock 4", "Rosa", "1700000000.000100", "she says")
    await at.settled()

    assert steps(at, "where") == ["she says behind dock 4"]
    ((by, first),) = at.rows(answer.c.passed_on, answer.c.first_at)[-1:]
    assert (by, first.year) == ("Rosa", 2023)


async def test_a_report_from_a_message_begins_with_its_words_and_a_link_to_it(at: Yard) -> None:
    at.ana.say("look: trailer 53123 has a cut seal")
    await at.settled()
    ts = own(at)

    at.ana.shortcut("report_incident_from_message", ts=ts)
    await at.settled()

    (account,) = steps(at, "account")
    words, link = account.split("\n")
    assert words == "look: trailer 53123 has a cut seal"
    assert link.endswith(f"/archives/{at.ana.channel}/p{ts.replace('.', '')}")
    assert "kept as your account" in at.ana_sees()
    ((by, first),) = at.rows(answer.c.passed_on, answer.c.first_at)
    assert (by, first is not None) == ("Ana Ruiz", True)


async def test_a_report_from_a_message_has_its_photo_and_its_words(at: Yard) -> None:
    at.ana.upload(photo(1), "seal.jpg", "image/jpeg", "cut seal on 53123")
    await at.settled()
    assert at.runs() == 0

    at.ana.shortcut("report_incident_from_message", ts=own(at))
    await at.settled()

    (account,) = steps(at, "account")
    assert account.split("\n")[0] == "cut seal on 53123"
    (files,) = steps(at, "evidence")
    assert len(files) == 1
    assert "That message is kept with your report, with its files." in at.ana_sees()


async def test_a_report_from_a_message_without_words_has_its_photos_and_asks_for_the_account(at: Yard) -> None:
    at.ana.upload_several([(photo(n), f"{n}.jpg", "image/jpeg") for n in (1, 2)])
    await at.settled()

    at.ana.shortcut("report_incident_from_message", ts=own(at))
    await at.settled()

    (files,) = steps(at, "evidence")
    assert len(files) == 2
    assert steps(at, "account") == []


async def test_a_file_of_the_message_that_cannot_be_had_is_said(at: Yard) -> None:
    at.ana.upload(b"not a picture at all", "seal.jpg", "image/jpeg", "cut seal on 53123")
    await at.settled()

    at.ana.shortcut("report_incident_from_message", ts=own(at))
    await at.settled()

    assert "That is not a photo we can open." in at.ana_sees()
    assert steps(at, "account")


async def test_the_account_that_began_a_report_is_not_asked_for_again(at: Yard) -> None:
    at.ana.say("the seals are gone")
    await at.settled()
    at.ana.shortcut("report_incident_from_message", ts=own(at))
    await at.settled()

    await at.ana_does("Seal broken, missing or wrong", "Seals missing from stock", "Today", "Skip", "Dock 4", "4820914")

    assert "photos or documents" in at.ana_sees()


async def test_a_home_page_that_still_offers_what_is_over_is_drawn_anew_when_it_is_pressed(at: Yard) -> None:
    await at_where(at)
    at.ana.open_home()
    await at.settled()
    outdated = at.ana.home
    await at.ana_does("Cancel", "Yes, cancel")
    at.ana.screen.home = outdated
    assert "Not finished" in str(at.ana.home)

    at.ana.click(next(b for b in offered(outdated) if b.startswith("o:")), where="home")
    await at.settled()

    assert "This form was canceled." in str(at.ana.messages)
    assert "Not finished" not in str(at.ana.home)


def offered(home: dict[str, Any] | None) -> list[str]:
    """What the buttons of a Home page say to the program."""
    assert home
    return [e["value"] for block in home["blocks"] for e in block.get("elements", ()) if "value" in e]


# Text snippets, which Slack makes of a long paste.


def snippet(at: Yard, words: str, *, truncated: bool = False) -> Any:
    record = at.demo.slack.files.add(ANA, words.encode(), "Untitled.txt", "text/plain").record
    record |= {"mode": "snippet", "filetype": "text", "preview": words, "preview_is_truncated": truncated}
    return record


async def test_a_text_snippet_is_read_where_words_are_asked_for(at: Yard) -> None:
    await at_where(at)

    at.ana._share(snippet(at, "Dock 4, behind the scale\nnorth side"))
    await at.settled()

    assert steps(at, "where") == ["Dock 4, behind the scale north side"]


async def test_a_text_snippet_of_which_only_the_beginning_came_is_not_kept_as_the_whole(at: Yard) -> None:
    await at_where(at)

    at.ana._share(snippet(at, "Dock 4", truncated=True))
    await at.settled()

    assert steps(at, "where") == []
    assert "I can't accept that type of file" in at.ana_sees()


async def test_a_text_snippet_where_a_button_is_asked_for_gets_an_answer(at: Yard) -> None:
    await at.ana_does("/incident")
    before = at.ana_sees()

    at.ana._share(snippet(at, "a long story about a seal"))
    await at.settled()

    assert at.ana_sees() != before
