"""Files sent to a bench as their senders would, and what became of them."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import BlobServiceClient, ContainerClient

from infra.local.answers import Invoice
from infra.local.client import PAGE_SIZE_MAX, Client, Posting, Refusal, Unreachable
from infra.local.options import BenchReport
from infra.local.settings import storage_connection
from shared.domain.invoice import RESTING

CONTAINERS = frozenset({".eml", ".msg", ".zip"})
"""Files that hold documents; they come in through the drop container."""

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".xml": "application/xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}
"""As a partner's system would declare them; anything else goes as octets."""

IN_FLIGHT_MAX = 48
"""Files on their way at once: enough to keep every stage of a bench busy."""

REST_LIMIT_S = 180.0
"""Until a sent file must rest: stale ones are set going again every twenty seconds."""

POLL_FIRST_S = 0.1
"""Before the second look at an invoice; each wait after is half as long again, up to the last."""

POLL_LAST_S = 0.5
"""All who wait share one list, so that they do not load the bench they wait for."""


class Stuck(Exception):
    """A file was taken in and did not come to rest in time."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    name: str
    """The file's."""
    invoices: tuple[Invoice, ...] = ()
    """At rest; none where the file was refused."""
    problem: str | None = None
    """Why it was refused, as the API or the dead letter names it."""
    lost: str | None = None
    """What kept us from hearing of it; it should be None always."""
    seconds: float = 0.0
    """From sending to rest."""


type Clock = Callable[[], float]
type Sleep = Callable[[float], None]
type Look = Callable[[], Outcome | None]
"""What became of a sent file; None while it is on its way."""


class Interrupted(Exception):
    """The wait was ended from another thread."""


class Pause:
    """Sleep for many threads, which one of them can end for all."""

    def __init__(self) -> None:
        self._over = threading.Event()

    def __call__(self, seconds: float) -> None:
        """Sleep. Raises Interrupted once the pause has been ended."""
        if self._over.wait(seconds):
            raise Interrupted

    def end(self) -> None:
        """Wake everyone up, now and from now on."""
        self._over.set()


class Way(Protocol):
    """A way into the bench."""

    def send(self, name: str, content: bytes) -> Look:
        """
        Hand a file in and return a look at what became of it.

        Raises:
            Refusal: it was refused at the door.
            Unreachable: nobody answered.
        """
        ...


class Watch:
    """The latest invoices, asked for once for all the threads that wait."""

    def __init__(self, client: Client, clock: Clock = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: Mapping[str, Invoice] = {}
        self._stale_at = clock()

    def invoice(self, invoice_id: str) -> Invoice:
        """Return an invoice as it was at most `POLL_LAST_S` ago. Raises as `Client.invoice`."""
        with self._lock:
            if self._clock() >= self._stale_at:
                latest = self._client.invoices({"limit": str(PAGE_SIZE_MAX)}).invoices
                self._seen = {view.invoice_id: view for view in latest}
                self._stale_at = self._clock() + POLL_LAST_S
            found = self._seen.get(invoice_id)
        return found or self._client.invoice(invoice_id)


class Post:
    """Over HTTP, as a partner's system."""

    def __init__(self, client: Client, watch: Watch) -> None:
        self._client = client
        self._watch = watch

    def send(self, name: str, content: bytes) -> Look:
        """Post the file; see `Way`."""
        suffix = Path(name).suffix.lower()
        key = hashlib.sha256(name.encode() + b"\0" + content).hexdigest()
        media_type = MEDIA_TYPES.get(suffix, "application/octet-stream")
        accepted = self._client.post(Posting(content, media_type, name, key))

        def look() -> Outcome | None:
            views = tuple(self._watch.invoice(each.invoice_id) for each in accepted)
            return Outcome(name, views) if all(view.state in RESTING for view in views) else None

        return look


class Drop:
    """Through the drop container, as a mail rule or a scanner."""

    def __init__(self, client: Client, container: ContainerClient, tenant_id: str) -> None:
        self._client = client
        self._container = container
        self._tenant_id = tenant_id

    def send(self, name: str, content: bytes) -> Look:
        """Write the blob; see `Way`."""
        blob = self._container.get_blob_client(f"{self._tenant_id}/{name}")
        blob.upload_blob(content, overwrite=True)

        def look() -> Outcome | None:
            try:
                blob.get_blob_properties()
            except ResourceNotFoundError:
                return self._taken(name, hashlib.sha256(content).hexdigest())
            return None

        return look

    def _taken(self, name: str, sha256: str) -> Outcome | None:
        letters = [letter for letter in self._client.dead_letters() if _is_from(letter.source, name)]
        views = tuple(
            view
            for view in self._client.each_invoice()
            if view.provenance.path[:1] == (name,) or view.sha256 == sha256
        )
        if not all(view.state in RESTING for view in views):
            return None
        return Outcome(name, views, problem=letters[0].code if letters else None)


def ways(report: BenchReport, client: Client) -> tuple[Post, Drop]:
    """Return both ways into a running bench."""
    blobs = BlobServiceClient.from_connection_string(storage_connection(report.ports))
    return Post(client, Watch(client)), Drop(client, blobs.get_container_client("drop"), report.tenant_id)


def follow(
    way: Way,
    name: str,
    content: bytes,
    *,
    clock: Clock = time.monotonic,
    sleep: Sleep = time.sleep,
) -> Outcome:
    """Send one file and return what became of it once it rests; never raises for what a bench does."""
    started = clock()
    try:
        outcome = _rest(way.send(name, content), started + REST_LIMIT_S, clock, sleep)
    except Refusal as refusal:
        outcome = Outcome(name, problem=refusal.code)
    except (Unreachable, Stuck) as error:
        outcome = Outcome(name, lost=str(error))
    return Outcome(
        name, outcome.invoices, problem=outcome.problem, lost=outcome.lost, seconds=clock() - started
    )


def send_all(
    chains: Iterable[Sequence[Path]], root: Path, post: Way, drop: Way, pause: Pause
) -> Iterator[Outcome]:
    """
    Yield what became of each file as it comes to rest, many on their way at once.

    Those of a chain are sent one after the other, each once the one before it rests.
    """

    def follow_chain(chain: Sequence[Path]) -> list[Outcome]:
        return [_follow_file(file, root, _way(file, post, drop), pause) for file in chain]

    with ThreadPoolExecutor(IN_FLIGHT_MAX) as pool:
        sent = [pool.submit(follow_chain, chain) for chain in chains]
        try:
            for each in as_completed(sent):
                yield from each.result()
        except BaseException:
            # Interrupted, here or where the outcomes go: no thread may wait for what nobody asks for.
            pause.end()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _way(file: Path, post: Way, drop: Way) -> Way:
    return drop if file.suffix.lower() in CONTAINERS else post


def _follow_file(file: Path, root: Path, way: Way, pause: Pause) -> Outcome:
    return follow(way, file.relative_to(root).as_posix(), file.read_bytes(), sleep=pause)


def _rest(
    look: Callable[[], Outcome | None],
    deadline: float,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
) -> Outcome:
    wait_s = POLL_FIRST_S
    while (outcome := look()) is None:
        if clock() > deadline:
            raise Stuck(f"not at rest after {REST_LIMIT_S:.0f} s")
        sleep(wait_s)
        wait_s = min(1.5 * wait_s, POLL_LAST_S)
    return outcome


def _is_from(source: str | None, name: str) -> bool:
    return source is not None and (source == name or source.startswith(f"{name}/"))
