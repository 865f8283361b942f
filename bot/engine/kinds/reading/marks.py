"""The numbers of seals and units among the words that people type around them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.engine.identifiers import tidy

# What people write in front of a number to say what it is, in both languages and the words of all countries.
_LABELS = """
    NO N SN NS NUM NUMB NUMERO NUMEROS NUMBER NUMBERS NRO NR NBR SERIE SERIAL FOLIO ID CODE CODIGO CLAVE
    SEAL SEALS SELLO SELLOS PRECINTO PRECINTOS MARCHAMO MARCHAMOS BOLT CABLE CANDADO TAG
    CONTAINER CONTAINERS CONTENEDOR CONTENEDORES CONT CNTR CTNR CTR BOX CAJA REMOLQUE SEMIRREMOLQUE TRAILER CHASSIS
    UNIT UNIDAD UNID TRACTOR TRACTO TRACTOCAMION TRACTOMULA MULA CABEZOTE CABEZAL TRUCK CAMION RIG ECO ECONOMICO
    FURGON CARRETA PLANA PLATAFORMA TRAILA VEHICULO VEHICLE CARRO
    PLATE PLATES PLACA PLACAS MATRICULA PATENTE LICENSE LICENCE LIC REG PLT
"""
# Words of a sentence that say nothing about the number.
_FILLERS = """
    IT ITS IT'S IS THE THIS THAT ARE WAS HAS HAVE READS SAYS SHOWS HERE PLEASE MY OUR OF FOR ON AT AND
    EL LA LOS LAS LO ES SON ERA ESTE ESTA ESTO ESE ESA DE DEL SE LEE DICE TIENE TRAE CON MI SU NUESTRO
    AQUI POR FAVOR Y EN AL GRACIAS THANKS SEGURIDAD SECURITY ALTA HIGH TAMANO TAMAÑO TIPO SIZE TYPE REEFER DRY SECO
    REFRIGERADO SAID DIJO FUE VIENE MARCA GOT SEE VEO UNO DOS TRES CUATRO ONE TWO THREE FOUR
    YA OK OKAY LISTO PUES NOW DONE PERDON SORRY THX TKS TNX PLS PLZ PORFA PORFAVOR
"""
# Short words that are no letters of a number and leave open what was meant.
_WORDS = """
    AZUL ROJO ROJA GRIS BLUE RED GREY GRAY PINK ROTO ROTA CUT BAD GOOD BIEN MAL BAJO LADO OTRO OTRA HAY PERO NADA TODO SOLO
    AHI ALLA VACIO LLENO FULL EASY CREO SEGUN LUEGO VIEJO NUEVO NEW OLD ONLY LEFT NOT NUM EJES AXLE
"""
LABELS, FILLERS = frozenset(_LABELS.split()), frozenset(_FILLERS.split())
KNOWN = LABELS | FILLERS | {"S/N"}
WORDS = frozenset(_WORDS.split())
NOT = frozenset(("NO", "NOT", "NI", "SIN", "WITHOUT", "ISN'T", "NUNCA", "NINGUN", "NINGUNO", "NINGUNA", "NONE"))
JOINTS = frozenset((",", "Y", "E", "AND", "O", "OR", "U"))
LONG = 5  # signs: two groups of so many are more likely two numbers than one

NUMBER_SIGN = re.compile(r"(?<![A-Z0-9])N\s?[.\-]\s?[OA]S?(?![A-Z])\.?\s*:?")  # "N.º 12", "N.o12"
LABELLED = re.compile(rf"(?<![A-Z0-9/])(?:{'|'.join(sorted(LABELS, key=len, reverse=True))})\s?[.:#°=]+")
GLUED = re.compile(rf"(?:{'|'.join(sorted(LABELS, key=len, reverse=True))})(?=[0-9])")
STANDARD = re.compile(
    r"ISO(?:\s?/?\s?PAS)?\s?17712(?::?\s?20[0-9]{2})?"
)  # stamped on high-security seals, on every one
COUNTED = re.compile(
    rf"(?<![A-Z0-9/])(?:{'|'.join(sorted(LABELS, key=len, reverse=True))})\s?[1-9]\s?:|(?<![A-Z0-9/-])[1-9]\s?[:)]\s"
)  # "seal 1: 123", "2) 124"
DOUBT = re.compile(r"\?+(?=\s|$)")
APART = re.compile(r"[\s:=#°\"'()\[\]{}*!¡¿<>«»“”„]+")
EITHER_SIDE = re.compile(rf"(?<=[A-Z0-9]{{{LONG}}})/(?=[A-Z0-9]{{{LONG}}})|\s/+\s")
RANGE = re.compile(rf"(?<=[0-9]{{{LONG}}})\s?-\s?(?=[0-9]{{{LONG}}})")
SIGN = "\u00a7"  # stands where a label with its full stop or colon was: nothing else is meant by that


@dataclass(frozen=True)
class Found:
    """What may be the number, the likeliest first. `several` are numbers beside each other; `sure` needs no question."""

    codes: tuple[str, ...] = ()
    several: bool = False
    sure: bool = False


def marks(line: str) -> Found:
    """The number in a line of capitals."""
    tokens = _spelt(_tokens(DOUBT.sub(" ", line)))
    places = [n for n, token in enumerate(tokens) if _digit(token)]
    if not places:
        return Found()
    first, last = places[0], places[-1] + 1
    while first and tokens[first - 1] not in JOINTS and _letters(tokens[first - 1]):
        first -= 1
    while last < len(tokens) and _letters(tokens[last]):
        last += 1
    numbers = _numbers(tokens[first:last])
    if len(numbers) > 1:
        return Found(numbers, several=True)
    found = _one(numbers[0], tokens[:first], tokens[first:last], tokens[last:])
    return Found(found.codes) if DOUBT.search(line) else found


def _tokens(line: str) -> list[str]:
    """Words and groups of signs, without what stands between them."""
    marked = _unaccented(line).replace("_", "-")
    for label in (STANDARD, NUMBER_SIGN, COUNTED, LABELLED):
        marked = label.sub(f" {SIGN} ", marked)
    spaced = re.sub(r"([,;&+|])", " , ", EITHER_SIDE.sub(" , ", RANGE.sub(" ", marked)))
    return [token for part in APART.split(spaced) if (token := part.strip(".-/_") or ("," if part == "," else ""))]


def _spelt(tokens: Sequence[str]) -> list[str]:
    """Letters that were spelled before the first digit, in one piece: U L 482 is UL 482."""
    runs = [[*run] for _, run in groupby(tokens, key=lambda token: len(token) == 1 and token.isalpha())]
    apart = (["".join(run)] if len(run) > 1 and all(len(t) == 1 and t.isalpha() for t in run) else run for run in runs)
    return [token for run in apart for token in run]


def _unaccented(line: str) -> str:
    apart = unicodedata.normalize("NFD", line.replace("Ñ", "\0"))
    return "".join(c for c in apart if not unicodedata.combining(c)).replace("\0", "Ñ")


def _digit(token: str) -> bool:
    return any(c.isdigit() for c in token)


def _letters(token: str) -> bool:
    """Letters that may belong to a number: the ABC of ABC 123."""
    letters = tidy(token)
    return len(letters) <= 4 and letters.isalpha() and token not in KNOWN | NOT | WORDS


def _numbers(core: Sequence[str]) -> tuple[str, ...]:
    """The numbers from the first digit to the last: one in groups, or several beside each other."""
    groups: list[list[str]] = [[]]
    for place, token in enumerate(core):
        between = any(map(_digit, core[:place])) and any(map(_digit, core[place:]))
        if not _digit(token) and (not _letters(token) or (token in JOINTS and between)):
            groups.append([])
        else:
            groups[-1].append(token)
    joined = tuple(dict.fromkeys(tidy("".join(group)) for group in groups if any(map(_digit, group))))
    if _commas_only(core) and not all(len(number) >= LONG for number in joined):
        return (tidy("".join(t for t in core if t != ",")),)
    if len(joined) == 1 and sum(_digit(t) and len(tidy(t)) >= LONG for t in core) > 1:
        each = tuple(dict.fromkeys(_led_by_letters(core)))
        return (*each, *joined) if len(each) > 1 else each
    return joined


def _led_by_letters(core: Sequence[str]) -> Iterator[str]:
    """Each group of digits with the letters in front of it."""
    letters = ""
    for token in core:
        letters += tidy(token)
        if _digit(token):
            yield letters
            letters = ""


def _commas_only(core: Sequence[str]) -> bool:
    """Nothing but commas parts the groups: 123,456 is one number as often as two."""
    between = [t for t in core if not _digit(t) and (t in JOINTS or t in KNOWN)]
    return bool(between) and all(t == "," for t in between)


def _one(number: str, before: Sequence[str], core: Sequence[str], after: Sequence[str]) -> Found:
    """The one number, and whether the words around it leave no doubt."""
    rest = [t for t in (*before, *after) if t not in (SIGN, ",")]
    glued = GLUED.match(number) if len(core) == 1 else None
    if glued:
        return Found((number[glued.end() :], number))
    if (
        len(rest) == 1
        and before
        and before[-1] == rest[0]
        and rest[0] in KNOWN
        and len(rest[0]) <= 2
        and rest[0] != "NO"
    ):
        return Found((number, rest[0] + number))
    if len(core) == 2 and re.fullmatch("[1-9]", core[0]) and len(core[1]) >= LONG and any(t in LABELS for t in rest):
        return Found((tidy(core[1]), number))  # "seal 1 123456" is the first of several, or begins with a 1
    labels = [*before[:-1], *after] if before and before[-1] == "NO" else rest
    sure = all(t in KNOWN for t in rest) and not any(t in NOT for t in labels)
    digits = tidy("".join(t for t in core if _digit(t)))
    return Found((number,), sure=True) if sure else Found(tuple(dict.fromkeys((number, digits))))
