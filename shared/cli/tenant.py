"""`tenant`: take clients in, name their people, and give keys to their partners' systems."""

import json
import secrets
import sys
import uuid
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from shared.domain.errors import Conflict, IntakeError, Malformed, NotFound
from shared.domain.ids import TenantId, parse_tenant_id, sha256_of
from shared.domain.roles import Role
from shared.domain.tenancy import (
    Admission,
    ExportFormat,
    NoticeWish,
    PartnerKey,
    ReadingPolicy,
    Reviewer,
    TenantProfile,
)
from shared.pipeline.govern import Govern
from shared.ports.tenants import Tenants

FAILED = 2
"""Exit status: nothing was changed, and the reason is on standard error."""

SECRET_BYTES = 32
"""What `PartnerKey` asks for."""

BACKTEST_DAYS = 30

KEY_ID_BYTES = 4
"""Enough to tell one tenant's keys apart; it is no secret."""


OPERATOR = Reviewer(reviewer_id="operator", name="Operator", email="", roles=(Role.ADMIN,))
"""In the log, who changed a policy from a terminal of the deployment."""


class Directory(NamedTuple):
    """The tenants, the region that new ones live in, and what writes their policies."""

    tenants: Tenants
    region: str
    govern: Govern


@contextmanager
def _opened() -> Iterator[Directory]:
    from shared.settings import Settings
    from shared.wiring import build

    settings = Settings.load()
    with closing(build(settings)) as app:
        yield Directory(app.tenants, settings.region, app.govern)


@dataclass(frozen=True)
class TenantCommand:
    """Everything about tenants. A change is seen by every process within half a minute."""

    open_directory: Callable[[], AbstractContextManager[Directory]] = _opened
    new_secret: Callable[[int], str] = secrets.token_urlsafe

    name = "tenant"
    help = "add clients, their people and their partners' keys; show them"

    def configure(self, parser: ArgumentParser) -> None:
        """Take the subcommand and its arguments."""
        actions = parser.add_subparsers(required=True, metavar="ACTION")
        add = actions.add_parser("add", help="take a client in")
        add.add_argument("client", metavar="NAME")
        add.add_argument("--id", metavar="GUID", help="default: a new one")
        add.add_argument("--webhook", metavar="URL", help="where signed notices go besides mail")
        add.add_argument(
            "--reading", type=ReadingPolicy, choices=tuple(ReadingPolicy), default=ReadingPolicy.LOCAL_FIRST
        )
        add.set_defaults(act=self._add)
        everyone = actions.add_parser("list", help="print every client's id, region and name")
        everyone.set_defaults(act=self._list)
        show = actions.add_parser("show", help="print what is known about a client, as JSON")
        show.add_argument("tenant", metavar="ID")
        show.set_defaults(act=self._show)
        self._configure_people(actions.add_parser("person", help="name somebody, or change what they may do"))
        key = actions.add_parser("key", help="give a partner's system a key, or withdraw one")
        key.add_argument("tenant", metavar="ID")
        what = key.add_mutually_exclusive_group(required=True)
        what.add_argument("--label", metavar="TEXT", help="whose it is; the new key is printed once")
        what.add_argument("--withdraw", metavar="KEY", help="id of a key that is to stop working")
        key.set_defaults(act=self._key)
        exports = actions.add_parser("exports", help="say in what exports are laid out besides JSON")
        exports.add_argument("tenant", metavar="ID")
        exports.add_argument(
            "formats", nargs="*", type=ExportFormat, choices=tuple(ExportFormat), metavar="FORMAT"
        )
        exports.set_defaults(act=self._exports)
        notices = actions.add_parser(
            "notices", help="say where notices go besides mail; without any: nowhere"
        )
        notices.add_argument("tenant", metavar="ID")
        notices.add_argument("--webhook", metavar="URL", help="of a system of the client's; they are signed")
        notices.add_argument(
            "--teams", metavar="URL", help="of a Teams workflow that posts cards to a channel"
        )
        notices.set_defaults(act=self._notices)
        self._configure_policy(actions.add_parser("policy", help="print, check, try or change the policy"))

    def _configure_people(self, parser: ArgumentParser) -> None:
        parser.add_argument("tenant", metavar="ID")
        parser.add_argument("person", metavar="PERSON", help="what they are called in the log, as `anna`")
        parser.add_argument("--name", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--role", type=Role, choices=tuple(Role), action="append", metavar="ROLE")
        parser.add_argument("--object-id", metavar="OID", help="their object id in Entra ID; else no sign-in")
        parser.add_argument(
            "--notices",
            choices=[each.value for each in NoticeWish],
            default=NoticeWish.EACH.value,
            help="each (the default), or only what is handed on to them or overdue",
        )
        parser.set_defaults(act=self._person)

    def _configure_policy(self, parser: ArgumentParser) -> None:
        parser.add_argument("tenant", metavar="ID")
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--check", metavar="FILE", help="say whether FILE is a policy, or where it is wrong"
        )
        what.add_argument("--set", metavar="FILE", help="put FILE in force")
        what.add_argument("--trial", metavar="FILE", help="let FILE decide too, without doing anything by it")
        what.add_argument("--backtest", metavar="FILE", help="print what FILE would have made of the past")
        what.add_argument("--promote", action="store_true", help="put the policy on trial in force")
        what.add_argument("--drop", action="store_true", help="end the trial")
        what.add_argument("--lift", action="store_true", help="lift the stricter level after corrections")
        parser.add_argument("--days", type=int, default=BACKTEST_DAYS, help="default %(default)s")
        parser.set_defaults(act=self._policy)

    def run(self, arguments: Namespace) -> int:
        """Do what the subcommand says; 0 if it was done."""
        try:
            with self.open_directory() as directory:
                arguments.act(arguments, directory)
        except IntakeError as error:
            print(error.message, file=sys.stderr)
            return FAILED
        return 0

    def _add(self, arguments: Namespace, directory: Directory) -> None:
        tenant_id = parse_tenant_id(arguments.id or str(uuid.uuid4()))
        if directory.tenants.find(tenant_id) is not None:
            raise Conflict("tenant.exists", "There is a tenant of this id.")
        profile = TenantProfile(
            tenant_id=tenant_id,
            name=arguments.client,
            home_region=directory.region,
            reading_policy=arguments.reading,
            webhook_url=arguments.webhook,
        )
        directory.tenants.save(profile)
        print(tenant_id)

    def _list(self, _arguments: Namespace, directory: Directory) -> None:
        for tenant_id in directory.tenants.ids():
            profile = _known(directory.tenants, tenant_id)
            print(f"{tenant_id}  {profile.home_region}  {profile.name}")

    def _show(self, arguments: Namespace, directory: Directory) -> None:
        profile = _known(directory.tenants, parse_tenant_id(arguments.tenant))
        # A digest of a key is of no use to a reader, and need not travel through terminals and tickets;
        # neither need an address that lets whoever knows it write into a channel.
        shown = profile.model_dump(
            mode="json", exclude={"partner_keys": {"__all__": {"secret_sha256"}}, "teams_url": True}
        )
        print(json.dumps(shown, indent=2, ensure_ascii=False))

    def _person(self, arguments: Namespace, directory: Directory) -> None:
        profile = _known(directory.tenants, parse_tenant_id(arguments.tenant))
        person = Reviewer(
            reviewer_id=arguments.person,
            name=arguments.name,
            email=arguments.email,
            roles=tuple(arguments.role or (Role.CLERK,)),
            object_id=arguments.object_id,
            notices=NoticeWish(arguments.notices),
        )
        known = {each.reviewer_id: each for each in profile.reviewers}
        reviewers = tuple({**known, person.reviewer_id: person}.values())
        directory.tenants.save(profile.model_copy(update={"reviewers": reviewers}))

    def _key(self, arguments: Namespace, directory: Directory) -> None:
        profile = _known(directory.tenants, parse_tenant_id(arguments.tenant))
        if arguments.withdraw is not None:
            kept = tuple(key for key in profile.partner_keys if key.key_id != arguments.withdraw)
            if len(kept) == len(profile.partner_keys):
                raise NotFound("key.unknown", "The tenant has no key of this id.")
            directory.tenants.save(profile.model_copy(update={"partner_keys": kept}))
            return
        secret = self.new_secret(SECRET_BYTES)
        key = PartnerKey(
            key_id=secrets.token_hex(KEY_ID_BYTES),
            label=arguments.label,
            secret_sha256=sha256_of(secret.encode()),
        )
        directory.tenants.save(profile.model_copy(update={"partner_keys": (*profile.partner_keys, key)}))
        print(f"{profile.tenant_id}.{key.key_id}.{secret}")

    def _exports(self, arguments: Namespace, directory: Directory) -> None:
        profile = _known(directory.tenants, parse_tenant_id(arguments.tenant))
        wanted = tuple(dict.fromkeys(arguments.formats))
        directory.tenants.save(profile.model_copy(update={"export_formats": wanted}))

    def _notices(self, arguments: Namespace, directory: Directory) -> None:
        profile = _known(directory.tenants, parse_tenant_id(arguments.tenant))
        told = {"webhook_url": arguments.webhook, "teams_url": arguments.teams}
        directory.tenants.save(profile.model_copy(update=told))

    def _policy(self, arguments: Namespace, directory: Directory) -> None:
        tenant_id = parse_tenant_id(arguments.tenant)
        scope = Admission(directory.tenants, region=directory.region).admit(tenant_id)
        govern = directory.govern
        book, text = govern.in_force(scope)
        if arguments.check:
            govern.check(scope, _text(arguments.check))
            print("This is a policy.")
        elif arguments.backtest:
            found = govern.backtest(scope, _text(arguments.backtest), days=arguments.days)
            print(found.model_dump_json(indent=2))
        elif arguments.set or arguments.trial:
            written = _text(arguments.set or arguments.trial)
            trial = arguments.trial is not None
            govern.write(scope, OPERATOR, written, revision=book.events, on_trial=trial)
        elif arguments.promote:
            govern.promote(scope, OPERATOR, revision=book.events)
        elif arguments.drop:
            govern.drop(scope, OPERATOR, revision=book.events)
        elif arguments.lift:
            govern.lift(scope, OPERATOR, revision=book.events)
        else:
            print(text, end="")


def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Malformed("policy.file", f"{file} cannot be read as text.") from error


def _known(tenants: Tenants, tenant_id: TenantId) -> TenantProfile:
    profile = tenants.find(tenant_id)
    if profile is None:
        raise NotFound("tenant.unknown", "There is no tenant of this id.")
    return profile
