"""
The Keys API of Key Vault (api-version 7.x) over HTTP, for the unmodified `azure-keyvault-keys`.

Imitated: keys of RSA, EC and oct (HSM kinds as software), versions, listing in pages, updates, soft delete,
rotation on request, rotation policies (kept, not carried out), backup and restore, and every operation.
Not imitated: secrets, certificates, managed HSM, key release, access policies and roles: any bearer token
opens everything. Deleted keys stay until they are purged.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, ValidationError

from infra.local.keyvault.errors import BadParameter, VaultError
from infra.local.keyvault.jwk import JSONWebKey, generate, size_bits
from infra.local.keyvault.operations import Operation, OperationRequest
from infra.local.keyvault.records import RECOVERY_DAYS, KeyRecord, KeyVersion
from infra.local.keyvault.vault import KeyChange, Vault
from infra.local.web import Application, NotJSON, Request, Response, json_response
from infra.local.web import application as web_application

# A backup of a key with many versions is the largest body; Azure's own limit on a request is about this.
BODY_SIZE_MAX_BYTES = 1024 * 1024

# Azure's own largest page.
PAGE_SIZE_MAX = 25

DAY_S = 24 * 60 * 60

# The SDK asks without a token first and takes the scope from this; the tenant is nobody's.
CHALLENGE = (
    'Bearer authorization="https://login.localhost/00000000-0000-0000-0000-000000000001", '
    'resource="https://vault.azure.net"'
)

OPERATIONS: Mapping[str, Operation] = {
    "encrypt": "encrypt",
    "decrypt": "decrypt",
    "wrapkey": "wrapKey",
    "unwrapkey": "unwrapKey",
    "sign": "sign",
    "verify": "verify",
}


class CreateKey(KeyChange):
    """The body of a request to make a key."""

    kty: str
    """RSA, EC or oct, each with or without `-HSM`."""
    key_size: int | None = None
    """In bits."""
    crv: str | None = None
    """The curve of an EC key."""
    public_exponent: Literal[65537] | None = None
    """Only the usual one."""


class ImportedKey(JSONWebKey):
    """The key in a request to import one."""

    key_ops: tuple[str, ...] | None = None
    """What it may be used for."""


class ImportKey(KeyChange):
    """The body of a request to import a key."""

    key: ImportedKey
    """The key with its private part."""


class RestoreKey(BaseModel):
    """The body of a request to restore a key."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    value: str
    """What a backup returned."""


def application(vault: Vault) -> Application:
    """Return the ASGI application that serves a vault."""
    return web_application(_Keys(vault).answer, body_size_max_bytes=BODY_SIZE_MAX_BYTES)


class _Keys:
    """Requests in, vault calls, answers out."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        name, version = r"/keys/(?P<name>[^/]+)", r"(?:/(?P<version>[^/]+))?"
        deleted = r"/deletedkeys/(?P<name>[^/]+)"
        operation = rf"/(?P<operation>{'|'.join(OPERATIONS)})"
        table: list[tuple[str, str, Callable[..., Awaitable[dict[str, Any] | None]]]] = [
            ("GET", r"/keys", self._list),
            ("POST", r"/keys/restore", self._restore),
            ("POST", rf"{name}/create", self._create),
            ("POST", rf"{name}/rotate", self._rotate),
            ("POST", rf"{name}/backup", self._backup),
            ("GET", rf"{name}/versions", self._list_versions),
            ("GET", rf"{name}/rotationpolicy", self._rotation_policy),
            ("PUT", rf"{name}/rotationpolicy", self._set_rotation_policy),
            ("PUT", name, self._import),
            ("DELETE", name, self._delete),
            ("POST", rf"{name}{version}{operation}", self._use),
            ("PATCH", rf"{name}{version}", self._update),
            ("GET", rf"{name}{version}", self._get),
            ("GET", r"/deletedkeys", self._list_deleted),
            ("GET", deleted, self._get_deleted),
            ("DELETE", deleted, self._purge),
            ("POST", rf"{deleted}/recover", self._recover),
        ]
        self._routes = [(method, re.compile(pattern), answer) for method, pattern, answer in table]

    async def answer(self, request: Request) -> Response:
        if not request.headers.get("authorization", "").removeprefix("Bearer ").strip():
            message = "AKV10000: Request is missing a Bearer or PoP token."
            return _failure(401, "Unauthorized", message, [("www-authenticate", CHALLENGE)])
        try:
            return await self._route(request)
        except VaultError as error:
            return _failure(error.status, error.code, str(error))

    async def _route(self, request: Request) -> Response:
        for method, pattern, answer in self._routes:
            found = pattern.fullmatch(request.path.rstrip("/"))
            if found is not None and method == request.method:
                value = await answer(request, **found.groupdict(""))
                return Response(204) if value is None else json_response(200, value)
        return _failure(404, "NotFound", f"{request.method} {request.path} is not imitated")

    async def _create(self, request: Request, name: str) -> dict[str, Any]:
        wanted = _parse(CreateKey, request)
        return await self._generate(request, name, wanted, wanted.kty, wanted.key_size, wanted.crv)

    async def _rotate(self, request: Request, name: str) -> dict[str, Any]:
        old = self._vault.version(name)
        change = KeyChange(key_ops=old.operations, tags=old.tags)
        kind = old.material
        return await self._generate(request, name, change, kind.kty, size_bits(kind), kind.crv)

    async def _generate(
        self,
        request: Request,
        name: str,
        change: KeyChange,
        kty: str,
        size: int | None,
        curve: str | None,
    ) -> dict[str, Any]:
        # A large RSA key takes seconds to find; the rest of the bench goes on meanwhile.
        material = await asyncio.to_thread(generate, kty, size_bits=size, curve=curve)
        return _bundle(request, name, self._vault.add(name, material, change))

    async def _import(self, request: Request, name: str) -> dict[str, Any]:
        wanted = _parse(ImportKey, request)
        material = JSONWebKey.model_validate(wanted.key.model_dump(exclude={"key_ops"}))
        change = wanted.model_copy(update={"key_ops": wanted.key.key_ops})
        return _bundle(request, name, self._vault.add(name, material, change))

    async def _get(self, request: Request, name: str, version: str) -> dict[str, Any]:
        return _bundle(request, name, self._vault.version(name, version))

    async def _update(self, request: Request, name: str, version: str) -> dict[str, Any]:
        changed = self._vault.update(name, version, _parse(KeyChange, request))
        return _bundle(request, name, changed)

    async def _use(self, request: Request, name: str, version: str, operation: str) -> dict[str, Any]:
        wanted = _parse(OperationRequest, request)
        used, result = self._vault.use(OPERATIONS[operation], name, version, wanted)
        return {"kid": _identifier(request, name, used.version), **result}

    async def _list(self, request: Request) -> dict[str, Any]:
        records = map(self._vault.record, self._vault.names())
        return _page(request, [self._listed(request, each) for each in records])

    async def _list_versions(self, request: Request, name: str) -> dict[str, Any]:
        versions = self._vault.record(name).versions
        return _page(request, [_item(each, _identifier(request, name, each.version)) for each in versions])

    async def _list_deleted(self, request: Request) -> dict[str, Any]:
        records = map(self._vault.deleted_record, self._vault.deleted_names())
        return _page(request, [self._listed(request, each) | _deletion(request, each) for each in records])

    def _listed(self, request: Request, record: KeyRecord) -> dict[str, Any]:
        return _item(record.current, _identifier(request, record.name))

    async def _delete(self, request: Request, name: str) -> dict[str, Any]:
        return _deleted_bundle(request, self._vault.delete(name))

    async def _get_deleted(self, request: Request, name: str) -> dict[str, Any]:
        return _deleted_bundle(request, self._vault.deleted_record(name))

    async def _recover(self, request: Request, name: str) -> dict[str, Any]:
        return _bundle(request, name, self._vault.recover(name).current)

    async def _purge(self, _request: Request, name: str) -> None:
        self._vault.purge(name)

    async def _backup(self, _request: Request, name: str) -> dict[str, Any]:
        return {"value": self._vault.backup(name)}

    async def _restore(self, request: Request) -> dict[str, Any]:
        record = self._vault.restore(_parse(RestoreKey, request).value)
        return _bundle(request, record.name, record.current)

    async def _rotation_policy(self, request: Request, name: str) -> dict[str, Any]:
        policy = self._vault.record(name).rotation_policy or {"lifetimeActions": [], "attributes": {}}
        return {**policy, "id": f"{_identifier(request, name)}/rotationpolicy"}

    async def _set_rotation_policy(self, request: Request, name: str) -> dict[str, Any]:
        policy = _json(request)
        if not isinstance(policy, dict):
            raise BadParameter("a rotation policy is a JSON object")
        self._vault.set_rotation_policy(name, policy)
        return await self._rotation_policy(request, name)


def _json(request: Request) -> Any:
    try:
        return request.json()
    except NotJSON as error:
        raise BadParameter(str(error)) from error


def _parse[T: BaseModel](model: type[T], request: Request) -> T:
    try:
        return model.model_validate(_json(request) or {})
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise BadParameter(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _failure(status: int, code: str, message: str, headers: Sequence[tuple[str, str]] = ()) -> Response:
    return json_response(status, {"error": {"code": code, "message": message}}, headers)


def _base(request: Request) -> str:
    return f"https://{request.headers.get('host', 'localhost')}"


def _identifier(request: Request, name: str, version: str = "") -> str:
    return f"{_base(request)}/keys/{name}/{version}".rstrip("/")


def _bundle(request: Request, name: str, version: KeyVersion) -> dict[str, Any]:
    key = {
        **version.material.public(),
        "kid": _identifier(request, name, version.version),
        "key_ops": version.operations,
    }
    return {"key": key, "attributes": version.attributes.described(), "tags": version.tags}


def _item(version: KeyVersion, identifier: str) -> dict[str, Any]:
    return {"kid": identifier, "attributes": version.attributes.described(), "tags": version.tags}


def _deletion(request: Request, record: KeyRecord) -> dict[str, Any]:
    deleted = record.deleted or 0
    return {
        "recoveryId": f"{_base(request)}/deletedkeys/{record.name}",
        "deletedDate": deleted,
        "scheduledPurgeDate": deleted + RECOVERY_DAYS * DAY_S,
    }


def _deleted_bundle(request: Request, record: KeyRecord) -> dict[str, Any]:
    return _bundle(request, record.name, record.current) | _deletion(request, record)


def _page(request: Request, items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    try:
        start = int(request.query.get("$skiptoken", "0"))
        size = min(int(request.query.get("maxresults", PAGE_SIZE_MAX)), PAGE_SIZE_MAX)
    except ValueError as error:
        raise BadParameter("maxresults and $skiptoken are whole numbers") from error
    if start < 0 or size < 1:
        raise BadParameter("maxresults is 1 to 25 and $skiptoken is not negative")
    end = start + size
    query = f"api-version={quote(request.query.get('api-version', ''))}&maxresults={size}&$skiptoken={end}"
    following = f"{_base(request)}{request.path}?{query}" if end < len(items) else None
    return {"value": items[start:end], "nextLink": following}
