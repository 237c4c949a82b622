"""What the tests of `infra.azure` share."""

import json
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from infra.azure.build import TEMPLATE

DATA = Path(__file__).parents[3] / "data" / "arm"

TODAY = date(2026, 11, 23)
"""The day the template was last looked over; its API versions are judged as of then."""


@cache
def _template() -> dict[str, Any]:
    return dict(json.loads(TEMPLATE.read_bytes()))


def template() -> dict[str, Any]:
    """Return the template, to be changed at will."""
    return deepcopy(_template())
