"""Every duty there is. What a duty is for stands in its own file."""

from __future__ import annotations

from bot.duties import (
    actions,
    afterwards,
    asides,
    cancelling,
    chats,
    corrections,
    criteria,
    danger,
    doing,
    due,
    escalating,
    guide,
    incidents,
    inviting,
    joining,
    language,
    linking,
    menu,
    own,
    petitions,
    planning,
    proving,
    reaching,
    reminding,
    reports,
    resolving,
    runs,
    sight,
    signing_off,
    staffing,
    starting,
    strangers,
    summary,
    tasks,
    threads,
    timeline,
    unfinished,
    whereabouts,
)

# The order in which they hear of things, and in which the help lists their commands.
DUTIES = (
    threads.DUTY, resolving.DUTY, whereabouts.DUTY, menu.DUTY, starting.DUTY, runs.DUTY, tasks.DUTY, summary.DUTY, due.DUTY, criteria.DUTY, language.DUTY,
    linking.DUTY, cancelling.DUTY, reports.DUTY, actions.DUTY, doing.DUTY, proving.DUTY, signing_off.DUTY, guide.DUTY,
    asides.DUTY, afterwards.DUTY, corrections.DUTY, danger.DUTY, joining.DUTY, strangers.DUTY, petitions.DUTY, inviting.DUTY,
    staffing.DUTY, chats.DUTY, own.DUTY, planning.DUTY, reminding.DUTY, reaching.DUTY, unfinished.DUTY, sight.DUTY, incidents.DUTY,
    escalating.DUTY, timeline.DUTY,
)  # fmt: skip
