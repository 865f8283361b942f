"""Ids that no earlier run has given: a stand-in that is restarted forgets everything, the bot's database nothing.

Does not know what is numbered.
"""

import time


def first_id() -> int:
    """Where counting begins: the microseconds since 1970. JavaScript reads such numbers exactly until the year 2255."""
    return time.time_ns() // 1000
