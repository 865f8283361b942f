"""What people do on the demo page, done with the hands of the stand-ins' people.

Knows what a doing is called on the page and what it is called in Python. Knows no HTTP.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.person import SlackPerson
from bot.sandbox.slack.shapes import Json
from bot.sandbox.slack.surface import Control, Surface, controls
from bot.sandbox.telegram.person import TelegramPerson

LARGEST_ALBUM = 10  # core.telegram.org/bots/api#sendmediagroup
SAMPLE_NUMBER = "+15555550100"


class Unknown(Exception):
    """Something the page asked for that is not there to be done."""


@dataclass(frozen=True)
class File:
    data: bytes
    name: str
    mime: str


def act(person: SlackPerson | TelegramPerson, doing: Json) -> None:
    """LookupError or ValueError when this person cannot do it now, Unknown when nobody can."""
    if isinstance(person, SlackPerson):
        _act_in_slack(person, doing)
    else:
        _act_in_telegram(person, doing)


def send(person: SlackPerson | TelegramPerson, kind: str, files: Sequence[File], text: str) -> None:
    if not files:
        raise Unknown("There is no file to send.")
    if isinstance(person, SlackPerson):
        person.upload_several([(file.data, file.name, file.mime) for file in files], text)
    else:
        _send_in_telegram(person, kind, files, text)


def submit(person: SlackPerson, values: Json, files: Mapping[str, Sequence[File]]) -> None:
    """Submit the modal; `files` are those of its file inputs, by block_id."""
    ids = {block: [person.add_file(file.data, file.name, file.mime) for file in some] for block, some in files.items()}
    person.submit(values | ids)


def _act_in_slack(person: SlackPerson, doing: Json) -> None:
    match _word(doing, "do"):
        case "say":
            person.say(_word(doing, "text"))
        case "command":
            person.command(_word(doing, "command"), str(doing.get("text", "")))
        case "shortcut":
            person.shortcut(_word(doing, "callback_id"), ts=doing.get("message_ts"))
        case "home":
            person.open_home()
        case "submit":
            person.submit(dict(doing.get("values") or {}))
        case "close":
            person.close()
        case _:
            _use_control(person, doing)


def _use_control(person: SlackPerson, doing: Json) -> None:
    place = {"ts": doing.get("ts"), "where": doing.get("where")}
    match doing["do"]:
        case "click":
            person.click(_button(person, doing), **place)
        case "choose":
            person.choose(*_several(doing.get("value")), of=_field(person, doing), **place)
        case "pick":
            person.pick(_word(doing, "value"), of=_field(person, doing), **place)
        case "type":
            person.fill(_field(person, doing) or "", str(doing.get("value", "")), **place)
        case other:
            raise Unknown(f"Nobody can do {other!r} in Slack.")


def _act_in_telegram(person: TelegramPerson, doing: Json) -> None:
    match _word(doing, "do"):
        case "say":
            person.say(_word(doing, "text"))
        case "press":
            person.press(_word(doing, "button"), message_id=doing.get("message_id"))
        case "location":
            person.send_location(float(doing.get("lat", "")), float(doing.get("lon", "")), doing.get("accuracy"))
        case "contact":
            person.send_contact(SAMPLE_NUMBER)
        case other:
            raise Unknown(f"Nobody can do {other!r} in Telegram.")


def _send_in_telegram(person: TelegramPerson, kind: str, files: Sequence[File], text: str) -> None:
    match kind:
        case "photo":
            _send_photos(person, [file.data for file in files], text)
        case "voice":
            for file in files:
                person.send_voice(file.data, file.mime)
        case "video":
            for file, caption in zip(files, _captions(text), strict=False):
                person.send_video(file.data, file.name, file.mime, caption)
        case "document":
            for file, caption in zip(files, _captions(text), strict=False):
                person.send_document(file.data, file.name, file.mime, caption)
        case other:
            raise Unknown(f"Telegram sends no {other!r}.")


def _send_photos(person: TelegramPerson, photos: Sequence[bytes], text: str) -> None:
    for begin, caption in zip(range(0, len(photos), LARGEST_ALBUM), _captions(text), strict=False):
        album = list(photos[begin : begin + LARGEST_ALBUM])
        if len(album) == 1:
            person.send_photo(album[0], caption)
        else:
            person.send_album(album, caption)


def _captions(text: str) -> Iterator[str]:
    """The words go with the first, nothing with the others."""
    yield text
    while True:
        yield ""


def _word(doing: Json, name: str) -> str:
    word = doing.get(name)
    if not isinstance(word, str) or not word:
        raise Unknown(f"This needs {name!r}, a text.")
    return word


def _several(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value not in (None, "") else []


# The hands of a Slack person find a control by one word, the first that fits. The page knows exactly which control was
# used, and says the word that leads there.


def _button(person: SlackPerson, doing: Json) -> str:
    if "action_id" not in doing:
        return _word(doing, "button")
    buttons = [one for one in _controls(person, doing) if one.element["type"].endswith("button") or _options(one)]
    words = [str(doing["value"])] if doing.get("value") else []
    return _telling(buttons, [*words, str(doing["action_id"])], doing)


def _field(person: SlackPerson, doing: Json) -> str | None:
    if "action_id" not in doing:
        return doing.get("of")
    fields = [one for one in _controls(person, doing) if not one.element["type"].endswith("button")]
    return _telling(fields, [str(doing["action_id"]), str(doing.get("block_id"))], doing)


def _telling(shown: Sequence[Control], words: Sequence[str], doing: Json) -> str:
    """The first of the words, or else the label, by which the control that is meant is found before any other."""
    meant = next((one for one in shown if _is_meant(one, doing)), None)
    if meant is None:
        raise LookupError(f"no control {doing['action_id']!r} is shown there")
    label = str((meant.element.get("text") or {}).get("text") or "")
    for word in filter(None, [*words, label]):
        if next((one for one in shown if word in one.names or word in _options(one)), None) is meant:
            return word
    raise LookupError(f"{doing['action_id']!r} cannot be told apart from another control")


def _is_meant(control: Control, doing: Json) -> bool:
    if control.place != (doing.get("block_id"), doing["action_id"]):
        return False
    return doing["do"] != "click" or doing.get("value") in {control.element.get("value"), *_options(control)}


def _options(control: Control) -> list[str]:
    """The values in an overflow menu, each of which is pressed like a button."""
    return [option["value"] for option in control.element["options"]] if control.element["type"] == "overflow" else []


def _controls(person: SlackPerson, doing: Json) -> list[Control]:
    match doing.get("where"):
        case "home":
            shown = person.home
        case "modal":
            shown = person.modal
        case _:
            shown = person.message(str(doing.get("ts")))
    if shown is None:
        raise LookupError("that is not shown anymore")
    return list(controls(Surface("", "", shown.get("blocks", []), shown)))
