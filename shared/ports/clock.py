"""The need: to know the time."""

from collections.abc import Callable
from datetime import datetime

type Clock = Callable[[], datetime]
"""Gives the time now, in UTC."""
