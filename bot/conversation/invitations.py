"""The words that invite to answer by typing or sending."""

from __future__ import annotations

from bot.engine.talk import Text

INVITATIONS = {
    "text": Text("Type your answer as a message."),
    "code": Text("Type your answer below."),
    "number": Text("Type the number as a message."),
    "date": Text("Choose a day, or type it like 2026-11-21."),
    "time": Text("Type the time like 17:30."),
    "phone": Text("Type the number as a message."),
    "place": Text("Describe the place in a message."),
    "name": Text("Type your full name as a message. It is your signature."),
    "person": Text("Choose a name, or type it as a message."),
}
VOICE = Text("Type it, or send a voice note or a video.")
UPLOADS = {
    ("photo",): Text("Send the photo here."),
    ("photo", "video", "voice", "document"): Text("Send photos, videos, voice notes or a PDF here."),
}
