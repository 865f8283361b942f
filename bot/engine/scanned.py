"""The numbers that barcodes in photos say: offered where a seal is asked for, and asked about where another was typed.

They stand beside the answer with the photo, and are an answer only when somebody says so. Knows no picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date

from bot.engine.beside import codes
from bot.engine.defaults import Offer
from bot.engine.flow import Step
from bot.engine.kinds import Container, Plate, Seal
from bot.engine.kinds.codes import SEAL
from bot.engine.kinds.typed import capitals
from bot.engine.talk import Answers, Option, Refused, Text, Typed, Value

SEVERAL = 4  # numbers; a picture with more is of a box or of a sheet of labels, and says nothing of one seal
FEW = 5  # signs; a shorter number can stand at the end of another by chance
BETWEEN = re.compile(r"[^A-Z0-9Ñ]")  # what makers put between the signs of a number
READ = Text("Read from the photo: {number}")
DIFFERS = Text("The barcode in the photo says {numbers}, and you typed {typed}. Which is so?")
SIGN_AGAIN = Text("An answer has been changed since you signed. Please sign again.")
ANSWER_AGAIN = Text("An answer that this one depends on has been changed. Please answer this again.")


def numbers(texts: Sequence[str]) -> tuple[str, ...]:
    """What may be the number of a seal or a unit among the texts of barcodes; of too many none."""
    written = dict.fromkeys(BETWEEN.sub("", capitals(text)) for text in texts)
    fitting = tuple(one for one in written if SEAL.fullmatch(one))
    return fitting if len(fitting) <= SEVERAL else ()


def looked_for(here: Step | None, asked: Sequence[Step]) -> bool:
    """Is it worth looking for barcodes in a photo that comes now?"""
    if here is None:
        return False
    return isinstance(here.kind, Seal | Container | Plate) or any(_photo_of(s, asked) == here.id for s in asked)


def _photo_of(step: Step, asked: Sequence[Step]) -> str:
    """The question for the photo of a seal; the first of a row is in the photo of the last."""
    if not isinstance(step.kind, Seal):
        return ""
    if step.ledger:
        return step.ledger.photo
    return next((one.ledger.photo for one in asked if one.ledger and one.ledger.first == step.id), "")


def offered_from_photo(here: Step, asked: Sequence[Step], answers: Answers, again: Sequence[str]) -> Iterator[Offer]:
    """What its photo says; and what was typed, where the photo that came later says something else."""
    for number in codes(answers, photo) if (photo := _photo_of(here, asked)) else ():
        yield Offer(number, Text(READ.source, {"number": number}))
    typed = answers.get(here.id)
    if isinstance(typed, str) and here.id in again and _against(here, typed, answers):
        yield Offer(typed, Text("Keep {number}", {"number": typed}))


def read_for(here: Step | None, said: Sequence[str] | None, today: date) -> Iterator[Offer]:
    """What barcodes say that the open question takes."""
    for number in said or ():
        with suppress(Refused):
            if here and isinstance(here.kind, Seal | Container | Plate) and here.kind.read(Typed(number), (), today):
                yield Offer(number, Text(READ.source, {"number": number}))


def as_in_photo(here: Step, value: Value, draft: Sequence[str], answers: Answers, again: Sequence[str]) -> None:
    """Raises Refused for a number that its photo does not show, until the person is sure."""
    kept = here.id in again and answers.get(here.id) == value
    if not isinstance(value, str) or value in draft or kept or not (read := _against(here, value, answers)):
        return
    meant = (
        *(Option(number, Text(READ.source, {"number": number})) for number in read),
        Option(value, Text("Keep {number}", {"number": value})),
    )
    raise Refused(DIFFERS.source, {"numbers": read, "typed": value}, meant, (value,))


def _against(here: Step, value: str, answers: Answers) -> tuple[str, ...]:
    """What the photo of one seal says, if that is another number. Of a row it shows any, or the label of the box."""
    if not isinstance(here.kind, Seal) or here.ledger is None or here.ledger.first:
        return ()
    read = codes(answers, here.ledger.photo)
    return () if any(_same(value, one) for one in read) else read


def _same(typed: str, read: str) -> bool:
    """Many barcodes leave out the letters in front."""
    shorter, longer = sorted((typed, read), key=len)
    return typed == read or (len(shorter) >= FEW and longer.endswith(shorter))


def shaken_by_photo(here: Step, asked: Sequence[Step], answers: Answers) -> Iterator[str]:
    """The seals whose photo is this one, and shows another number."""
    for step in asked if codes(answers, here.id) else ():
        typed = answers.get(step.id)
        if step.ledger and step.ledger.photo == here.id and isinstance(typed, str) and _against(step, typed, answers):
            yield step.id


def why_again(here: Step, answers: Answers) -> Text:
    """Why a question that has an answer is asked once more."""
    typed = answers.get(here.id)
    if isinstance(typed, str) and (read := _against(here, typed, answers)):
        return Text(DIFFERS.source, {"numbers": read, "typed": typed})
    return SIGN_AGAIN if here.kind and here.kind.seals else ANSWER_AGAIN
