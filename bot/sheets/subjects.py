"""What a workbook has sheets about, in order, and the columns of each."""

from __future__ import annotations

from bot.engine.talk import Text
from bot.sheets import inspections
from bot.sheets.cells import DAY, FLAG, LIST, MOMENT, NUMBER, RECORD, Column, Subject

RECORDED, SITE, FORM = (
    Column("record", Text("Record"), RECORD),
    Column("site", Text("Site")),
    Column("form", Text("Form")),
)
ZONE, UNIT, SEVERITY = (
    Column("zone", Text("Time zone")),
    Column("unit", Text("Unit")),
    Column("severity", Text("Severity")),
)
STATE, ENDED, BY = Column("state", Text("State")), Column("ended", Text("Ended"), MOMENT), Column("by", Text("By"))
CRITERIA, BASC = Column("criteria", Text("Criteria"), LIST), Column("basc", Text("BASC clauses"), LIST)
FILES = Column("files", Text("Files"), LIST)
PERSON, ROLE = Column("person", Text("Name")), Column("role", Text("Role"))
DONE_BY, DONE_AT = Column("done_by", Text("Done by")), Column("done_at", Text("Done"), MOMENT)

NUMBERS = Subject("numbers", Text("Summary"), (
    Column("part", Text("Part")), Column("what", Text("What")), SITE, Column("number", Text("Number"), NUMBER),
    Column("before", Text("Period before"), NUMBER),
))  # fmt: skip
INSPECTIONS = Subject("inspections", Text("Inspections"), inspections.COLUMNS, open=True)
ANSWERS = Subject("answers", Text("Answers"), (
    RECORDED, SITE, FORM, ENDED, ZONE, BY, Column("station", Text("Station")), Column("question", Text("Question")),
    Column("answer", Text("Answer given")), Column("number", Text("Number"), NUMBER),
    Column("problem", Text("Problem"), FLAG), CRITERIA, BASC, FILES,
))  # fmt: skip
FINDINGS = Subject("findings", Text("Findings"), (
    RECORDED, SITE, FORM, ENDED, ZONE, BY, Column("station", Text("Station")), Column("question", Text("Question")),
    Column("answer", Text("Answer given")), Column("found", Text("What was found")), SEVERITY, CRITERIA, BASC, FILES,
))  # fmt: skip
INCIDENTS = Subject("incidents", Text("Incidents"), (
    RECORDED, SITE, FORM, Column("kind", Text("Sort")), SEVERITY,
    Column("incident", Text("Incident"), FLAG), Column("finished", Text("Complete"), FLAG), STATE, Column("units", Text("Unit"), LIST),
    Column("reported_by", Text("Reported by")), Column("reported", Text("Reported"), MOMENT),
    Column("taken", Text("Taken"), MOMENT), Column("taken_by", Text("First taken by")),
    Column("minutes_to_take", Text("Minutes until taken"), NUMBER), Column("resolved", Text("Resolved"), MOMENT),
    Column("resolved_by", Text("Resolved by")), Column("closed", Text("Closed"), MOMENT),
    Column("closed_by", Text("Closed by")), Column("minutes_to_close", Text("Minutes until closed"), NUMBER), ZONE,
    Column("handled_by", Text("In charge"), LIST), Column("cause", Text("Cause")),
    Column("measures", Text("What was done")),
))  # fmt: skip
ACTIONS = Subject("actions", Text("Corrective actions"), (
    Column("number", Text("Corrective action")), RECORDED, SITE, Column("what", Text("Measure")), SEVERITY,
    STATE, Column("owner", Text("In charge")), ROLE, Column("opened", Text("Opened"), MOMENT),
    Column("due", Text("Due date"), DAY), DONE_AT, DONE_BY, Column("checked_by", Text("Checked by")),
    Column("closed", Text("Closed"), MOMENT), Column("late", Text("Overdue"), FLAG), ZONE,
))  # fmt: skip
DUE = Subject("due", Text("What was due"), (
    SITE, FORM, PERSON, ROLE, Column("due", Text("Due"), MOMENT), Column("until", Text("In time until"), MOMENT), STATE,
    DONE_AT, DONE_BY, UNIT, RECORDED, ZONE,
))  # fmt: skip
TRAINING = Subject("training", Text("Training"), (
    PERSON, ROLE, SITE, Column("topic", Text("Topic")), Column("attempts", Text("Attempts"), NUMBER),
    Column("passed", Text("Passed"), NUMBER), Column("best", Text("Best result in %"), NUMBER),
    Column("mean", Text("Average in %"), NUMBER), Column("last", Text("Last time"), MOMENT), ZONE,
    Column("owing", Text("Overdue"), FLAG), Column("since", Text("Last passed"), MOMENT),
    Column("edition", Text("Edition"), NUMBER), Column("again", Text("Due again"), MOMENT),
))  # fmt: skip
SEALS = Subject("seals", Text("Seals"), (
    Column("seal", Text("Seal")), Column("event", Text("What happened")), UNIT, Column("whom", Text("Issued to")),
    Column("at", Text("When"), MOMENT), ZONE, SITE, BY, RECORDED, Column("disputed", Text("Not valid, because")),
    Column("taken_back", Text("Taken back"), FLAG),
))  # fmt: skip
UNITS = Subject("units", Text("Units"), (
    UNIT, Column("inspections", Text("Inspections"), NUMBER), Column("findings", Text("Findings"), NUMBER),
    Column("last", Text("Last time"), MOMENT), Column("record", Text("Last record"), RECORD), SITE,
    Column("held", Text("On hold since"), MOMENT), Column("hold_record", Text("Held by record")),
    Column("released", Text("Released"), MOMENT), Column("released_by", Text("Released by")), ZONE,
))  # fmt: skip
FORMS = Subject("forms", Text("Forms changed"), (
    Column("title", Text("Form")), Column("id", Text("Short name")), Column("genre", Text("Sort")),
    Column("revision", Text("Edition"), NUMBER), Column("published", Text("Valid from"), MOMENT), ZONE,
))  # fmt: skip
LOST = Subject("undelivered", Text("Not delivered"), (
    PERSON, SITE, Column("app", Text("App")), Column("written", Text("Written"), MOMENT), ZONE,
    Column("notice", Text("Notice"), FLAG), Column("why", Text("Why")),
))  # fmt: skip
LOOKS = Subject("looks", Text("Worth a second look"), (
    RECORDED, SITE, FORM, Column("at", Text("When"), MOMENT), ZONE, BY, Column("question", Text("Question")),
    Column("what", Text("What")), Column("said", Text("Answer given")),
))  # fmt: skip
SUBJECTS = (
    NUMBERS, INSPECTIONS, ANSWERS, FINDINGS, INCIDENTS, ACTIONS, DUE, TRAINING, SEALS, UNITS, FORMS, LOST, LOOKS,
)  # fmt: skip
OF_RECORDS = (INSPECTIONS, ANSWERS, FINDINGS, INCIDENTS)  # which have nothing but what stands in records
