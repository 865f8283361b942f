"""What several of the cases begin with."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.field.yard import Yard, yard


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Yard]:
    """A yard with people on both platforms."""
    async with yard(tmp_path) as made:
        yield made
