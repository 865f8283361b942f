"""`/training`: how somebody stands with what is asked of their role, and what they can begin; for those who look after others, how
those stand, and a reminder by button. Who has most to do comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.channels.channel import Button, Message
from bot.conversation.calling import ROLE
from bot.conversation.context import Context
from bot.conversation.duty import Duty
from bot.conversation.paging import pages, turning_of
from bot.conversation.pen import cut
from bot.conversation.trained import TITLE, everybody, reads_others, standing_line, trained
from bot.conversation.vocabulary import Word, begins, plain_words
from bot.duties import menu
from bot.engine.talk import Text
from bot.figures.training import Standing
from bot.presses.buttons import button
from bot.presses.every import MenuPress, StartFlow
from bot.presses.papering import SendCertificate
from bot.presses.training import RemindLearner, ShowLearner, ShowLearners, ShowRecall, ShowTopics, ShowTraining
from bot.store.counting_training import Learner

WORD = Text("/training")
LABEL = 75  # characters on a button
PAGE = 12  # people of a page
NAMED = 20  # people that a name can find
NOT_YOURS = Text("Only supervisors, managers and auditors see the training of others.")
NOBODY = Text("Nobody with that name has training to do.")
NONE = Text("No training is asked of your role.")
Turned = Callable[[int], MenuPress]  # the page before or behind
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Stands:
    """Somebody with all their topics."""

    learner: Learner
    topics: tuple[Standing, ...]

    @property
    def due(self) -> tuple[Standing, ...]:
        return tuple(one for one in self.topics if one.due)


def by_person(every: Iterable[Standing]) -> list[Stands]:
    """Whoever has most to do first, then whoever has waited longest."""
    found: dict[int, list[Standing]] = {}
    for one in every:
        found.setdefault(one.learner.person_id, []).append(one)
    people = [Stands(topics[0].learner, tuple(topics)) for topics in found.values()]
    return sorted(people, key=lambda one: (-len(one.due), _oldest(one), one.learner.name.casefold()))


def _oldest(one: Stands) -> datetime:
    return min((topic.again or NEVER for topic in one.due), default=NEVER)


# One's own.


def typed(context: Context, words: str) -> None:
    """One's own, or by the name of somebody else."""
    if words and reads_others(context):
        _named(context, words)
    else:
        show(context, edit=False)


def show(context: Context, page: int = 0, *, edit: bool) -> None:
    mine = trained(context)
    if not mine and reads_others(context):
        show_people(context, "", 0, edit=edit)
        return
    text = "\n".join((_said(context, mine) if mine else context.say(NONE), *_came_back(context)))
    options = (*_waiting(context), *(_way(context, one) for one in mine))
    _card(context, context.say(TITLE), text, mine, page, ShowTraining, options, edit=edit)


def _came_back(context: Context) -> tuple[str, ...]:
    """How the questions that came back were answered; they pass no quiz."""
    count, right = context.tx.recalls.score(context.who.person_id)
    said = Text("Questions that came back: {count}, answered right: {right}", {"count": count, "right": right})
    return (context.say(said),) if count else ()


def _waiting(context: Context) -> tuple[Button, ...]:
    """The way to the question that waits for its answer."""
    waits = [one for one in context.tx.recalls.of(context.who.person_id) if one.open][:1]
    return tuple(button(context.say(Text("Answer the open question")), ShowRecall(one.id), "primary") for one in waits)


def _said(context: Context, topics: Sequence[Standing]) -> str:
    due = sum(one.due for one in topics)
    if not due:
        return context.say(Text("Nothing is due now."))
    return context.say(Text("Due: {due} of {count}", {"due": due, "count": len(topics)}))


def _way(context: Context, one: Standing) -> Button:
    """What can be done about a topic: begin it, or have the certificate."""
    title = cut(context.say(one.title), LABEL - 20)
    if one.due or one.passed is None:
        return button(context.say(Text("Begin: {title}", {"title": title})), StartFlow(one.flow_id), "primary")
    return button(context.say(Text("Certificate: {title}", {"title": title})), SendCertificate(one.passed.run_id))


def _card(
    context: Context,
    title: str,
    text: str,
    topics: Sequence[Standing],
    page: int,
    to: Turned,
    options: tuple[Button, ...],
    *,
    edit: bool,
) -> None:
    """Topics with how each stands, page by page."""
    lines = pages([standing_line(context, one, context.lang) for one in topics])
    page = min(page, len(lines) - 1)
    message = Message(
        title=title,
        text=text,
        lines=lines[page],
        options=options,
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(*turning_of(page, len(lines), to), *_ways(context), context.menu_button()),
        fallback=f"{title} · {text}",
    )
    context.show("menu", message, edit=edit)


def _ways(context: Context) -> tuple[Button, ...]:
    if not reads_others(context):
        return ()
    say = context.say
    return button(say(Text("By person")), ShowLearners()), button(say(Text("By topic")), ShowTopics())


# That of others.


def _allowed(context: Context) -> bool:
    if not reads_others(context):
        context.toast(NOT_YOURS)
    return reads_others(context)


def show_people(context: Context, topic: str, page: int, *, edit: bool) -> None:
    """Everybody, or whom a topic is asked of."""
    if not _allowed(context):
        return
    every = [one for one in everybody(context) if topic in ("", one.flow_id)]
    title = context.say(every[0].title) if topic and every else context.say(TITLE)
    _people(context, by_person(every), title, page, lambda at: ShowLearners(topic, at), edit=edit)


def _people(context: Context, people: Sequence[Stands], title: str, page: int, to: Turned, *, edit: bool) -> None:
    last = max(len(people) - 1, 0) // PAGE
    page = min(page, last)
    due = sum(bool(one.due) for one in people)
    fill = {"due": due, "count": len(people), "topics": sum(len(one.due) for one in people)}
    text = context.say(Text("People with training due: {due} of {count}. Topics due in all: {topics}.", fill))
    message = Message(
        title=title,
        text=text,
        hint=context.say(Text("You can also type a name:")),
        lines=(context.command(WORD, "…"),),
        options=tuple(_person(context, one) for one in people[page * PAGE : (page + 1) * PAGE]),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(*turning_of(page, last + 1, to), *_ways(context), context.menu_button()),
        fallback=f"{title} · {text}",
    )
    context.show("menu", message, edit=edit)


def _person(context: Context, one: Stands) -> Button:
    name = cut(" ".join(one.learner.name.split()), LABEL - 25)
    fill = {"name": name, "due": len(one.due), "count": len(one.topics)}
    said = Text("{name}: {due} of {count} due", fill) if one.due else Text("{name}: nothing due", fill)
    return button(context.say(said), ShowLearner(one.learner.person_id), "bad" if one.due else "plain")


def _named(context: Context, words: str) -> None:
    found = [one for one in by_person(everybody(context)) if _fits(one.learner.name, words)]
    if len(found) == 1:
        show_learner(context, found[0].learner.person_id, 0, edit=False)
    elif found:
        _people(context, found, context.say(TITLE), 0, lambda at: ShowLearners("", at), edit=False)
    else:
        menu.show_menu(context, NOBODY)


def _fits(name: str, words: str) -> bool:
    return bool(plain_words(words)) and begins(name, words)


def _names(context: Context, words: str) -> bool:
    """Is it the name of somebody whose training they may see?"""
    if not reads_others(context):
        return False
    staff = context.tx.people.staff(context.who.organisation_id, tuple(ROLE))
    return any(_fits(who.name, words) for who in staff)


def theirs(context: Context, person_id: int) -> list[Standing]:
    """The topics of somebody whose training whoever is speaking may see; says so if it is not."""
    theirs = [one for one in everybody(context) if one.learner.person_id == person_id] if reads_others(context) else []
    if not theirs:
        context.toast(NOT_YOURS if not reads_others(context) else NOBODY)
    return theirs


def show_learner(context: Context, person_id: int, page: int, *, edit: bool) -> None:
    topics = theirs(context, person_id)
    if not topics:
        return
    who = topics[0].learner
    text = ", ".join((context.say(ROLE[who.role]), who.site, _said(context, topics)))
    due = any(one.due for one in topics) and person_id != context.who.person_id
    remind = (button(context.say(Text("Remind")), RemindLearner(person_id), "primary"),) if due else ()
    name = " ".join(who.name.split())
    _card(context, name, text, topics, page, lambda at: ShowLearner(person_id, at), remind, edit=edit)


def show_topics(context: Context, page: int, *, edit: bool) -> None:
    """Each topic, with how many it is due for."""
    if not _allowed(context):
        return
    found: dict[str, list[Standing]] = {}
    for one in everybody(context):
        found.setdefault(one.flow_id, []).append(one)
    topics = sorted(found.values(), key=lambda some: -sum(one.due for one in some))
    last = max(len(topics) - 1, 0) // PAGE
    page = min(page, last)
    title = context.say(Text("Training by topic"))
    message = Message(
        title=title,
        options=tuple(_topic(context, some) for some in topics[page * PAGE : (page + 1) * PAGE]),
        columns=1,
        choose=context.say(Text("Choose")),
        controls=(*turning_of(page, last + 1, ShowTopics), *_ways(context)[:1], context.menu_button()),
        fallback=title,
    )
    context.show("menu", message, edit=edit)


def _topic(context: Context, some: Sequence[Standing]) -> Button:
    title = cut(context.say(some[0].title), LABEL - 25)
    fill = {"title": title, "due": sum(one.due for one in some), "count": len(some)}
    return button(context.say(Text("{title}: {due} of {count} due", fill)), ShowLearners(some[0].flow_id))


DUTY = Duty(
    words=(Word("training", WORD, Text("What you have passed and what is due"), takes=_names),),
    commands={"training": typed},
    presses={
        ShowTraining: lambda context, press: show(context, press.page, edit=not press.at_home),
        ShowLearner: lambda context, press: show_learner(context, press.person, press.page, edit=True),
        ShowLearners: lambda context, press: show_people(context, press.topic, press.page, edit=not press.at_home),
        ShowTopics: lambda context, press: show_topics(context, press.page, edit=True),
    },
)
