"""Names as people sign, held against the name in the books."""

from __future__ import annotations

import re
import unicodedata

from bot.engine.kinds.typed import bare

# What people type where a name is asked for, and is none.
_NO_NAMES = """
    ok okay okey oki si sip yes yep no nop nope x xx xxx na nada none nobody nadie ninguno ninguna yo me myself mi same
    mismo listo lista done ready firma firmo firmado sign signed signature fin end enviar send confirm confirmo
    confirmado test prueba hola hello hi gracias thanks thank you aceptar acepto accept accepted agree enterado recibido
    de acuerdo va sale dale claro aja correcto correct name nombre mi nombre el la the un una driver conductor chofer operador guardia guard
    mero mera todo bien sin conforme vale que quien sabe igual idem anterior
"""
NO_NAMES = frozenset(_NO_NAMES.split())
# What people write in front of their name.
SIGNED = re.compile(
    r"^(?:firma(?:do)?(?: por| de)?|nombre|name|sign(?:ed|ature)?(?: by)?|soy|yo soy|me llamo|mi nombre es|my name is|"
    r"this is|i am|i'm|atte|atentamente)\b\s*[.:,]*\s+(?=\w)",
    re.IGNORECASE,
)
PICTURES = {"So", "Sk", "Me", "Cf", "Sm"}


def tidied(line: str) -> str:
    """A name without emoji and without what stands around it."""
    kept = "".join(" " if unicodedata.category(c) in PICTURES | {"Cn"} or c == "\ufe0f" else c for c in line)
    name = SIGNED.sub("", " ".join(kept.split()).strip(' ,;:-–—_*"()[]{}!¡¿?/\\|'))
    return f"{name})" if name.count("(") > name.count(")") else name


def parts(name: str) -> tuple[str, ...]:
    """The words of a name, small and without accents."""
    return tuple(re.findall(r"[^\W\d_]+", bare(name)))


def may_be_a_name(name: str) -> bool:
    """Letters, and more than what people type to get on."""
    words = parts(name)
    if not words or any(c.isdigit() for c in name) or len(name) > 80 or re.search(r"[^\w\s.,'’´`\-/()·]", name):
        return False
    whole = [w for w in words if w not in NO_NAMES]
    return bool(whole) and any(len(w) > 1 or not w.isascii() for w in whole)


def same_person(signed: str, book: str) -> bool:
    """Is this the name in the books, or a shorter or longer form of it? J. Pérez is Juan Pérez, Juan alone is not."""
    mine, theirs = parts(signed), parts(book)
    if mine == theirs:
        return True
    shorter, longer = sorted((mine, theirs), key=len)
    if {"y", "e", "and"} & set(longer) - set(shorter):  # two people
        return False
    return len(shorter) > 1 and all(any(_fits(s, one) for one in longer) for s in shorter) and _full(shorter, longer)


def _fits(short: str, whole: str) -> bool:
    return (
        short == whole or (len(short) == 1 and whole.startswith(short)) or (len(whole) == 1 and short.startswith(whole))
    )


def _full(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """At least one word is more than an initial in both."""
    return any(len(s) > 1 and s in longer for s in shorter)
