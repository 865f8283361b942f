"""A bulletin as a card: for whoever writes it, for whoever gets it, and who has seen it. Long words are paged, never cut."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.channels.channel import Button, Line, Message, Picture
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.deciding import sites_of
from bot.conversation.paging import pages, turning_of
from bot.conversation.record import EXTENSIONS
from bot.engine.talk import Text
from bot.presses.bulletins import (
    DropBulletin,
    ForRole,
    ForSite,
    HandleIt,
    RemindOfBulletin,
    SeenBulletin,
    SendBulletin,
    ShowBulletin,
    ShowBulletins,
    WhoHasSeen,
    WriteBulletin,
)
from bot.presses.buttons import button
from bot.store.bulletins import Got, KeptBulletin
from bot.store.people import Who

NAMED = 10  # sites that are named on a card
HANDLING = {
    "internal": Text("Internal only"),
    "managers": Text("Only for managers; tell nobody else"),
    "partners": Text("May be passed on to business partners"),
    "free": Text("May be passed on"),
}
SEEN = Text("Seen")


def handled(context: Context, one: KeptBulletin, lang: str) -> str:
    """Who may read it on: one of our own words, or what was written."""
    known = HANDLING.get(one.handling)
    return context.wording.say(known, lang) if known else one.handling


def words_for(context: Context, one: KeptBulletin, lang: str) -> tuple[str, str]:
    """What somebody reads, and in which language that is where it is not theirs."""
    wanted = lang.split("_", maxsplit=1)[0]
    if wanted == one.lang or one.other:
        return (one.words if wanted == one.lang else one.other), ""
    return one.words, context.wording.name(context.wording.language(one.lang))


def _moment(context: Context, one: KeptBulletin, zone: str, lang: str) -> str:
    return context.wording.fill(one.sent_at.astimezone(ZoneInfo(zone)), lang) if one.sent_at else ""


def head(context: Context, one: KeptBulletin, zone: str, lang: str) -> tuple[Line, ...]:
    """Who sent it and when; of one from outside the source, its date, and who may read it on."""
    say = context.wording.say
    other = words_for(context, one, lang)[1]
    rows = (
        (Text("From"), " ".join(one.by.split())),
        (Text("Sent"), _moment(context, one, zone, lang)),
        (Text("Source"), _source(context, one, zone, lang)),
        (Text("Handling"), handled(context, one, lang)),
        (Text("Written in"), other),
    )
    return tuple(Line(say(label, lang), value) for label, value in rows if value)


def received(
    context: Context, one: KeptBulletin, who: Who, page: int = 0, *, seen: bool = False, note: Text | None = None
) -> Message:
    """As somebody gets it, with the button that says it was seen."""
    say, lang = context.wording.say, context.reads(who)
    shown = pages([Line("", words_for(context, one, lang)[0])])
    page = min(page, len(shown) - 1)
    title = say(Text("Bulletin"), lang)
    last = page + 1 == len(shown)
    return Message(
        title=title,
        note=say(note, lang) if note else "",
        progress=(page + 1, len(shown)) if len(shown) > 1 else None,
        head=head(context, one, who.zone, lang),
        lines=shown[page],
        hint=say(Text("You have seen it."), lang) if seen else "",
        options=() if seen or not last else (button(say(SEEN, lang), SeenBulletin(one.id), "good"),),
        controls=turning_of(page, len(shown), lambda to: ShowBulletin(one.id, to)),
        fallback=f"{title}: {shown[0][0].value[:120]}",
    )  # fmt: skip


def picture(context: Context, one: KeptBulletin, lang: str) -> tuple[Picture, ...]:
    """The photo or document that goes along."""
    found = context.tx.files.by_digest((one.file,)).get(one.file) if one.file else None
    if found is None:
        return ()
    name = f"bulletin-{one.id}.{EXTENSIONS.get(found[0], 'bin')}"
    return (Picture(one.file, found[0], name, context.wording.say(Text("Sent with a bulletin"), lang)),)


def for_whom(context: Context, one: KeptBulletin) -> str:
    say = context.say
    names = sites_of(context, one.organisation_id)
    sites = [names[id] for id in one.sites if id in names]
    more = f" +{len(sites) - NAMED}" if len(sites) > NAMED else ""
    roles = (
        context.wording.fill(tuple(ROLE[role] for role in one.roles), context.lang)
        if one.roles
        else say(Text("all roles"))
    )
    where = context.wording.fill(tuple(sites[:NAMED]), context.lang) + more if sites else say(Text("all sites"))
    return f"{roles}; {where}"


def preview(context: Context, one: KeptBulletin, page: int, note: Text | None = None) -> Message:
    """As it would be sent, and what can be changed."""
    say, lang = context.say, context.lang
    parts = [(one.lang, one.words), *([(_other(context, one), one.other)] if one.other else [])]
    texts = [Line(context.wording.name(context.wording.language(of)), words) for of, words in parts if words]
    shown = pages(texts) if texts else [()]
    page = min(page, len(shown) - 1)
    rows = (
        (Text("For"), for_whom(context, one)),
        (Text("People"), str(context.tx.bulletins.reaches(one))),
        (Text("Source"), _source(context, one, context.who.zone, lang)),
        (Text("Handling"), handled(context, one, lang)),
        (Text("File"), say(Text("one goes along")) if one.file else ""),
    )
    title = say(Text("Bulletin, not sent yet"))
    return Message(
        title=title,
        note=say(note) if note else "",
        head=tuple(Line(say(label), value) for label, value in rows if value),
        lines=shown[page],
        hint=_language(context, one),
        options=_changes(context, one),
        columns=2,
        controls=(
            *turning_of(page, len(shown), lambda to: ShowBulletin(one.id, to)),
            button(say(Text("Throw it away")), DropBulletin(one.id), "bad"),
            context.menu_button(),
        ),
        fallback=title,
    )


def _source(context: Context, one: KeptBulletin, zone: str, lang: str) -> str:
    """Who wrote it first, and on which day where its reader is."""
    day = context.wording.fill(one.source_at.astimezone(ZoneInfo(zone)).date(), lang) if one.source_at else ""
    return ", ".join(filter(None, (one.source, day)))


def _other(context: Context, one: KeptBulletin) -> str:
    return next(lang for lang in context.wording.languages if lang != one.lang)


def _language(context: Context, one: KeptBulletin) -> str:
    if one.other or not one.words:
        return ""
    fill = {"language": context.wording.name(one.lang)}
    return context.say(
        Text("Whoever reads another language gets it as it is, and reads that it is in {language}.", fill)
    )


def _changes(context: Context, one: KeptBulletin) -> tuple[Button, ...]:
    say = context.say
    other = {"language": context.wording.name(_other(context, one))}
    send = (button(say(Text("Send it")), SendBulletin(one.id), "good"),) if one.words or one.file else ()
    return (
        *send,
        button(say(Text("Which roles")), ForRole(one.id)),
        button(say(Text("Which sites")), ForSite(one.id)),
        button(say(Text("Change the words")), WriteBulletin(one.id, "words")),
        button(say(Text("In {language}", other)), WriteBulletin(one.id, "other")),
        button(say(Text("Add a photo or a file")), WriteBulletin(one.id, "file")),
        button(say(Text("Source")), WriteBulletin(one.id, "source")),
        button(say(Text("Handling")), HandleIt(one.id)),
    )


def who_has_seen(context: Context, one: KeptBulletin, got: list[Got], page: int, note: Text | None = None) -> Message:
    """Those who have not first, and among them those to whom it did not come."""
    left = [each for each in got if each.seen_at is None and each.left_at is None]
    seen = [each for each in got if each.seen_at]
    lines = [_line(context, each) for each in (*left, *seen)]
    shown = pages(lines)
    page = min(page, len(shown) - 1)
    count = {"count": len(left), "of": len(left) + len(seen)}
    title = context.say(Text("Bulletin: who has seen it"))
    remind = (button(context.say(Text("Remind them")), RemindOfBulletin(one.id), "primary"),) if left else ()
    return Message(
        title=title,
        note=context.say(note) if note else "",
        head=(Line("", one.words[:200] + ("…" if len(one.words) > 200 else "")),),
        text=context.say(Text("Not seen by {count} of {of}", count) if left else Text("Everybody has seen it.")),
        lines=shown[page],
        options=remind,
        controls=(
            *turning_of(page, len(shown), lambda to: WhoHasSeen(one.id, to)),
            button(context.say(Text("Read it")), ShowBulletin(one.id)),
            button(context.say(Text("All bulletins")), ShowBulletins()),
            context.menu_button(),
        ),
        fallback=title,
    )


def _line(context: Context, one: Got) -> Line:
    words = (context.say(ROLE.get(one.role, Text(one.role))), one.site, context.say(state(context, one)))
    return Line(" ".join(one.name.split()), ", ".join(words))


def state(context: Context, one: Got) -> Text:
    """Seen and when; come; not come; not sent yet."""
    zone = ZoneInfo(context.who.zone)
    if one.seen_at:
        return Text("seen {when}", {"when": one.seen_at.astimezone(zone)})
    if one.lost_at:
        return Text("not delivered")
    if one.came_at:
        return Text("delivered, not seen")
    return Text("on its way") if one.told_at else Text("no chat yet")
