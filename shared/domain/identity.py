"""Who somebody is, in the words of the issuer that signed them in."""

from typing import Annotated

from pydantic import Field

from shared.domain.ids import TenantId
from shared.domain.model import Model

NAME_CHARACTERS_MAX = 200
"""Of a name as shown."""


class Identity(Model):
    """A person whom the issuer vouches for. An application is never one."""

    object_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")]
    """Who they are, for ever (Entra `oid`)."""
    name: Annotated[str, Field(max_length=NAME_CHARACTERS_MAX)] = ""
    """As shown; nothing is decided by it."""


class Membership(Model):
    """A tenant that somebody works for."""

    tenant_id: TenantId
    name: str
