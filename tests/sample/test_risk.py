"""Three lanes of a past, with last year's assessment and this year's, as everybody reads them."""

from datetime import UTC, datetime

from bot.conversation.lanes import laned, waiting
from bot.sample.risk import lanes
from tests.saying import LIBRARY


async def test_three_lanes_have_an_assessment_of_last_year_and_one_of_this(storage, world):
    ana = await storage.transaction(lambda tx: world.who(tx, "Ana"))
    now = datetime(2026, 11, 21, 17, tzinfo=UTC)
    await storage.transaction(lambda tx: LIBRARY.publish(tx, now))

    made = await storage.transaction(lambda tx: lanes(tx, LIBRARY, ana, now, "By the police report."))

    every = await storage.transaction(lambda tx: laned(tx, ana.organisation_id, "America/Chicago", now.date()))
    assert [(one.threat, one.due.why) for one in every] == [("high", ""), ("medium", ""), ("low", "")]
    done = await storage.transaction(lambda tx: [tx.risks.finished(ana.organisation_id, id) for id in made])
    assert [[one.vulnerability for one in some] for some in done] == [
        ["medium", "high"],
        ["low", "medium"],
        ["low", "medium"],
    ]
    assert await storage.transaction(lambda tx: waiting(tx, ana.organisation_id, "America/Chicago", now.date())) == (
        0,
        1,
    )
