import pytest

from tests.unit.engines.builders import InlineRunner


@pytest.fixture
def runner() -> InlineRunner:
    return InlineRunner()
