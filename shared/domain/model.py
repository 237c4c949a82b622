"""The base of every model that travels between rooms."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Frozen, and closed: an unknown field is an error, never a surprise."""

    model_config = ConfigDict(frozen=True, extra="forbid")
