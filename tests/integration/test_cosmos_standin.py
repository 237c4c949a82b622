"""The Cosmos DB stand-in keeps the rules of the service, through the unmodified SDK."""

import threading
import time

import pytest
import uvicorn
from azure.core import MatchConditions
from azure.cosmos import CosmosClient, PartitionKey, exceptions

from infra.local.cosmos.application import application
from infra.local.cosmos.container import check_id
from infra.local.cosmos.errors import CosmosError

KEY = "c2VjcmV0LXNlY3JldC1zZWNyZXQ="


class Served:
    """The stand-in on a free port."""

    def __init__(self, path=None, key=KEY, clock=time.time):
        config = uvicorn.Config(
            application(path, key=key, clock=clock), host="127.0.0.1", port=0, log_level="error"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self):
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}/"

    def __exit__(self, *_):
        self._server.should_exit = True
        self._thread.join()


class Clock:
    """A clock that is set by hand."""

    def __init__(self):
        self.now = 1_800_000_000.0

    def __call__(self):
        return self.now


CLOCK = Clock()


@pytest.fixture(scope="module")
def database():
    with Served(clock=CLOCK) as url, CosmosClient(url, KEY) as client:
        yield client.create_database_if_not_exists("db")


@pytest.fixture
def container(database, request):
    name = request.node.name[:60].replace("[", "-").replace("]", "").replace("/", "-")
    return database.create_container(name, PartitionKey(["/tenant", "/thing"]), default_ttl=-1)


def document(name="a", tenant="t1", thing="x", **more):
    return {"id": name, "tenant": tenant, "thing": thing, **more}


KEY_OF = ["t1", "x"]


def test_a_document_is_created_read_and_deleted(container):
    """The plain life of a document."""
    made = container.create_item(document(n=1))

    assert container.read_item("a", KEY_OF)["n"] == 1
    assert made["_etag"]
    container.delete_item("a", KEY_OF)
    with pytest.raises(exceptions.CosmosResourceNotFoundError):
        container.read_item("a", KEY_OF)


def test_an_id_is_unique_in_its_partition_only(container):
    """Two partitions may hold the same id; one may not."""
    container.create_item(document())
    container.create_item(document(thing="y"))

    with pytest.raises(exceptions.CosmosResourceExistsError):
        container.create_item(document())


def test_a_read_with_another_key_finds_nothing(container):
    """No partition leaks into another."""
    container.create_item(document())

    with pytest.raises(exceptions.CosmosResourceNotFoundError):
        container.read_item("a", ["t2", "x"])


def test_an_id_has_at_most_1023_bytes(container):
    """The service's own limit."""
    with pytest.raises(exceptions.CosmosHttpResponseError) as caught:
        container.create_item(document("x" * 1024))

    assert caught.value.status_code == 400


@pytest.mark.parametrize("name", ["", "a/b", "a?b", "a#b", "a\\b", 7, None])
def test_ids_hold_no_path_characters(name):
    """What the service refuses is refused, though the SDK would not even send it."""
    with pytest.raises(CosmosError):
        check_id({"id": name})


def test_a_document_over_2_mb_is_refused(container):
    """The limit is the service's."""
    with pytest.raises(exceptions.CosmosHttpResponseError) as caught:
        container.create_item(document(text="x" * 2 * 1024 * 1024))

    assert caught.value.status_code == 413


def test_a_stale_etag_is_refused(container):
    """Optimistic concurrency: the second writer of one version loses."""
    first = container.create_item(document(n=1))
    container.replace_item("a", document(n=2))

    stale = {"etag": first["_etag"], "match_condition": MatchConditions.IfNotModified}
    for write in (
        lambda: container.replace_item("a", document(n=3), **stale),
        lambda: container.upsert_item(document(n=3), **stale),
        lambda: container.delete_item("a", KEY_OF, **stale),
    ):
        with pytest.raises(exceptions.CosmosAccessConditionFailedError):
            write()
    assert container.read_item("a", KEY_OF)["n"] == 2


def test_a_batch_is_all_or_nothing(container):
    """One failure undoes the rest and blames itself alone."""
    container.create_item(document("b"))

    with pytest.raises(exceptions.CosmosBatchOperationError) as caught:
        container.execute_item_batch(
            [("create", (document("c"),)), ("create", (document("b"),)), ("create", (document("d"),))],
            KEY_OF,
        )

    assert caught.value.error_index == 1
    assert [each["statusCode"] for each in caught.value.operation_responses] == [424, 409, 424]
    assert [each["id"] for each in container.query_items("SELECT * FROM c", partition_key=KEY_OF)] == ["b"]


def test_a_batch_does_every_kind_of_operation(container):
    """Create, upsert, replace with ETag, patch, read, delete."""
    made = container.create_item(document("r", n=1))
    container.create_item(document("gone"))

    results = container.execute_item_batch(
        [
            ("create", (document("c"),)),
            ("upsert", (document("u"),)),
            ("replace", ("r", document("r", n=2)), {"if_match_etag": made["_etag"]}),
            ("patch", ("r", [{"op": "incr", "path": "/n", "value": 5}])),
            ("read", ("r",)),
            ("delete", ("gone",)),
        ],
        KEY_OF,
    )

    assert [each["statusCode"] for each in results] == [201, 201, 200, 200, 200, 204]
    assert results[4]["resourceBody"]["n"] == 7


def test_a_batch_is_bounded_and_keeps_to_one_partition(container):
    """100 operations at most, each in the named partition."""
    many = [("create", (document(f"i{number}"),)) for number in range(101)]
    with pytest.raises(exceptions.CosmosHttpResponseError) as caught:
        container.execute_item_batch(many, KEY_OF)
    assert caught.value.status_code == 400

    with pytest.raises(exceptions.CosmosBatchOperationError):
        container.execute_item_batch([("create", (document("z", thing="y"),))], KEY_OF)


def test_a_patch_changes_parts_under_a_condition(container):
    """Set, add, remove, move; the condition is a query."""
    container.create_item(document(n=1, tags=["a"], old=1))

    container.patch_item(
        "a",
        KEY_OF,
        [
            {"op": "set", "path": "/n", "value": 2},
            {"op": "add", "path": "/tags/-", "value": "b"},
            {"op": "move", "from": "/old", "path": "/new"},
        ],
        filter_predicate="FROM c WHERE c.n = 1",
    )

    patched = container.read_item("a", KEY_OF)
    assert (patched["n"], patched["tags"], patched["new"]) == (2, ["a", "b"], 1)
    assert "old" not in patched
    with pytest.raises(exceptions.CosmosAccessConditionFailedError):
        container.patch_item(
            "a", KEY_OF, [{"op": "remove", "path": "/n"}], filter_predicate="FROM c WHERE c.n = 1"
        )


def test_a_query_sees_its_partition_or_prefix_only(container):
    """Whole key, prefix of a hierarchical key, everything: each exactly."""
    for tenant in ("t1", "t2"):
        for thing in ("x", "y"):
            container.create_item(document(f"{tenant}{thing}", tenant, thing))

    def found(**where):
        return sorted(each["id"] for each in container.query_items("SELECT * FROM c", **where))

    assert found(partition_key=KEY_OF) == ["t1x"]
    assert found(partition_key=["t1"]) == ["t1x", "t1y"]
    assert found(enable_cross_partition_query=True) == ["t1x", "t1y", "t2x", "t2y"]


def test_queries_sort_page_and_count(container):
    """Order, paging with continuation, parameters, aggregates."""
    for number in range(25):
        container.create_item(document(f"i{number:02}", n=number, even=number % 2 == 0))

    pages = container.query_items(
        "SELECT VALUE c.n FROM c WHERE c.even = @even ORDER BY c.n DESC",
        parameters=[{"name": "@even", "value": True}],
        partition_key=KEY_OF,
        max_item_count=5,
    ).by_page()
    sizes = [list(page) for page in pages]
    count = container.query_items("SELECT VALUE COUNT(1) FROM c", partition_key=KEY_OF)

    assert [len(page) for page in sizes] == [5, 5, 3]
    assert [number for page in sizes for number in page] == list(range(24, -1, -2))
    assert list(count) == [25]


def test_order_by_two_keys_needs_a_composite_index(database, container):
    """As in the service, not silently slow."""
    query = "SELECT * FROM c ORDER BY c.a, c.b DESC"
    with pytest.raises(exceptions.CosmosHttpResponseError) as caught:
        list(container.query_items(query, partition_key=KEY_OF))
    assert caught.value.status_code == 400
    index = [{"path": "/a", "order": "ascending"}, {"path": "/b", "order": "descending"}]
    indexed = database.create_container(
        "indexed", PartitionKey("/tenant"), indexing_policy={"compositeIndexes": [index]}
    )
    for number in range(4):
        indexed.create_item({"id": str(number), "tenant": "t", "a": number % 2, "b": number})

    assert [each["id"] for each in indexed.query_items(query, partition_key="t")] == ["2", "0", "3", "1"]


def test_what_is_no_query_is_refused(container):
    """Never a guess."""
    for query in ("SELECT", "DELETE FROM c", "SELECT * FROM c WHERE", "SELECT NOSUCH(c) FROM c"):
        with pytest.raises(exceptions.CosmosHttpResponseError) as caught:
            list(container.query_items(query, partition_key=KEY_OF))
        assert caught.value.status_code == 400


def test_documents_expire(container):
    """A document with a ttl is gone when its time is."""
    container.create_item(document(ttl=10))
    container.create_item(document("stays"))

    CLOCK.now += 11

    found = [each["id"] for each in container.query_items("SELECT * FROM c", partition_key=KEY_OF)]
    assert found == ["stays"]
    container.create_item(document())


def test_unique_keys_are_unique_in_a_partition(database):
    """The second document with the same value is a conflict."""
    unique = {"uniqueKeys": [{"paths": ["/mail"]}]}
    people = database.create_container("people", PartitionKey("/tenant"), unique_key_policy=unique)
    people.create_item({"id": "1", "tenant": "t", "mail": "a"})
    people.create_item({"id": "2", "tenant": "u", "mail": "a"})

    with pytest.raises(exceptions.CosmosResourceExistsError):
        people.create_item({"id": "3", "tenant": "t", "mail": "a"})


def test_the_change_feed_continues_where_it_stopped(container):
    """From the beginning, then only what is new."""
    container.create_item(document("a"))
    container.create_item(document("b"))
    feed = container.query_items_change_feed(start_time="Beginning")
    first = [each["id"] for each in feed]
    token = container.client_connection.last_response_headers["etag"]
    container.create_item(document("c"))

    later = container.query_items_change_feed(continuation=token)

    assert first == ["a", "b"]
    assert [each["id"] for each in later] == ["c"]


def test_many_items_are_read_at_once(container):
    """`read_items` over several partitions."""
    container.create_item(document("a"))
    container.create_item(document("b", thing="y"))

    found = container.read_items([("a", KEY_OF), ("b", ["t1", "y"]), ("c", KEY_OF)])

    assert sorted(each["id"] for each in found) == ["a", "b"]


def test_a_wrong_key_is_refused():
    """The signature is checked."""
    with (
        Served() as url,
        pytest.raises(exceptions.CosmosHttpResponseError) as caught,
        CosmosClient(url, "d3Jvbmctd3Jvbmctd3Jvbmc=") as client,
    ):
        client.create_database("db")

    assert caught.value.status_code == 401


def test_written_documents_outlive_the_process(tmp_path):
    """A second process over the same file finds everything."""
    path = tmp_path / "cosmos.db"
    with Served(path) as url, CosmosClient(url, KEY) as client:
        made = client.create_database("db").create_container("c", PartitionKey(["/tenant", "/thing"]))
        made.create_item(document(n=1))
    with Served(path) as url, CosmosClient(url, KEY) as client:
        again = client.get_database_client("db").get_container_client("c")

        assert again.read_item("a", KEY_OF)["n"] == 1
        with pytest.raises(exceptions.CosmosResourceExistsError):
            again.create_item(document())
