"""The HTML of Bot API messages: tags and references into plain text and entities.

Offsets are in UTF-16 units, as in the Bot API. The rules follow TDLib's parser, error wording included.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.sandbox.telegram.wire import Json, Refused, bad_request

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
# The only named references the server knows; any other is kept as written.
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot)(?![A-Za-z]));?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
# One attribute's value: quoted either way, or a bare name token.
VALUE = re.compile(r"""\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]*)(?=[\s>]))""")
SPECIAL = re.compile("[<&]")
TAG_END = re.compile(r"[\s>]")
NAME_END = re.compile(r"[\s=>]")


@dataclass(frozen=True)
class Rich:
    """Plain text and what is marked in it."""

    text: str
    entities: list[Json] = field(default_factory=list)

    def content(self, text_name: str, entities_name: str) -> Json:
        """As the fields of a Message: "text" and "entities", or the same two for a caption."""
        if not self.text:
            return {}
        return {text_name: self.text} | ({entities_name: self.entities} if self.entities else {})


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def place(entity: Json) -> tuple[int, int]:
    """Where an entity belongs in the list: outer ones first."""
    return entity["offset"], -entity["length"]


def parsed_html(source: str) -> Rich:
    """The text without its tags, or the server's complaint about them."""
    if "<" not in source and "&" not in source:
        return Rich(source)
    return _HtmlParser(source).parse()


@dataclass(frozen=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    piece: int


class _HtmlParser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._pieces: list[str] = []
        self._offset = 0
        self._stack: list[_Open] = []
        self._entities: list[Json] = []

    def parse(self) -> Rich:
        for mark in iter(self._next_mark, ""):
            if mark == "&":
                self._reference()
            elif self._source.startswith("</", self._at):
                self._close_tag()
            else:
                self._open_tag()
        if self._stack:
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{self._stack[-1].tag}"')
        for entity in self._entities:
            if entity["type"] == "code":
                entity.pop("language", None)
        return Rich("".join(self._pieces), sorted(self._entities, key=place))

    def _next_mark(self) -> str:
        """Copies plain text up to the next special character."""
        match = SPECIAL.search(self._source, self._at)
        end = match.start() if match else len(self._source)
        self._copy(self._source[self._at : end])
        self._at = end
        return match[0] if match else ""

    def _copy(self, text: str) -> None:
        self._pieces.append(text)
        self._offset += units(text)

    def _reference(self) -> None:
        match = REFERENCE.match(self._source, self._at)
        character = _character(match) if match else ""
        self._copy(character or "&")
        self._at = match.end() if match and character else self._at + 1

    def _open_tag(self) -> None:
        begin = self._at
        tag = self._word(begin + 1).lower()
        if self._at == len(self._source):
            raise _unparsable(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in TAGS:
            raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        attributes = self._attributes(tag, begin)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self._stack.append(_Open(tag, attributes, self._offset, len(self._pieces)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._skip_spaces()
            if self._source.startswith(">", self._at):
                self._at += 1
                return attributes
            name = self._word(self._at, NAME_END).lower()
            if not name:
                where = self._byte(begin)
                raise _unparsable(f'Empty attribute name in the tag "{tag}" at byte offset {where}')
            attributes[name] = self._value(tag, name, begin)

    def _value(self, tag: str, name: str, begin: int) -> str:
        match = VALUE.match(self._source, self._at)
        if match:
            self._at = match.end()
            quoted = next((group for group in match.groups() if group is not None), "")
            return REFERENCE.sub(lambda reference: _character(reference) or reference[0], quoted)
        if ">" not in self._source[self._at :]:
            raise _unparsable(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
        if (tag, name) == ("blockquote", "expandable"):
            return ""
        raise _unparsable(
            f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {self._byte(begin)}'
        )

    def _close_tag(self) -> None:
        begin = self._at
        if not self._stack:
            raise _unparsable(f"Unexpected end tag at byte offset {self._byte(begin)}")
        tag = self._word(begin + 2).lower()
        self._skip_spaces()
        if not self._source.startswith(">", self._at):
            raise _unparsable(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self._at += 1
        opened = self._stack.pop()
        if tag and tag != opened.tag:
            raise _unparsable(
                f'Unmatched end tag at byte offset {self._byte(begin)}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self._offset > opened.offset:
            self._mark(opened)

    def _mark(self, opened: _Open) -> None:
        entity: Json = {"type": TAGS[opened.tag], "offset": opened.offset, "length": self._offset - opened.offset}
        extra = _extra(opened, "".join(self._pieces[opened.piece :]))
        if extra is None:
            return
        inner = self._entities[-1] if self._entities else {}
        if opened.tag == "pre" and inner.get("type") == "code" and place(inner) == place(entity):
            self._entities.pop()
            extra = {name: inner[name] for name in ("language",) if name in inner}
        self._entities.append(entity | extra)

    def _word(self, start: int, stop: re.Pattern[str] = TAG_END) -> str:
        match = stop.search(self._source, start)
        self._at = match.start() if match else len(self._source)
        return self._source[start : self._at]

    def _skip_spaces(self) -> None:
        while self._at < len(self._source) and self._source[self._at].isspace():
            self._at += 1

    def _byte(self, index: int) -> int:
        return len(self._source[:index].encode())


def _extra(opened: _Open, inside: str) -> Json | None:
    """What an entity says beyond its place; None where the server drops it."""
    match opened.tag:
        case "a":
            url = _checked_url(opened.attributes.get("href") or inside)
            return {"url": url} if url else None
        case "code":
            language = opened.attributes.get("class", "")
            return {"language": language[9:]} if language.startswith("language-") else {}
        case "blockquote" if "expandable" in opened.attributes:
            return {"type": "expandable_blockquote"}
        case "tg-emoji":
            if not opened.attributes.get("emoji-id", "").isdigit():
                raise _unparsable("Invalid custom emoji identifier specified")
            return {"custom_emoji_id": opened.attributes["emoji-id"]}
        case "tg-time":
            return _moment(opened.attributes)
    return {}


def _moment(attributes: dict[str, str]) -> Json:
    if not attributes.get("unix", "").isdigit():
        raise _unparsable("Invalid date-time specified")
    extra: Json = {"unix_time": int(attributes["unix"])}
    return extra | ({"date_time_format": attributes["format"]} if "format" in attributes else {})


def _checked_url(url: str) -> str:
    """The address as the server keeps it, empty where it does not take it for one."""
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme == "tg":
        return url
    if parts.scheme not in ("http", "https") or not parts.hostname or "." not in parts.hostname:
        return ""
    return url if parts.path else parts._replace(path="/").geturl()


def _character(match: re.Match[str]) -> str:
    """The character a reference stands for; empty where the server takes it literally."""
    hexadecimal, decimal, name = match.groups()
    if name:
        return NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if not 0 < code < 0x10FFFF or len(match[0].rstrip(";")) >= 10:
        return ""
    if 0xD800 <= code <= 0xDFFF:
        raise _unparsable(
            "Text contains invalid Unicode characters after decoding HTML entities,"
            " check for unmatched surrogate code units"
        )
    return chr(code)


def _unparsable(reason: str) -> Refused:
    return bad_request(f"can't parse entities: {reason}")
