"""Ordered collections, against plain ones."""

from hypothesis import given
from hypothesis import strategies as st

from infra.local.servicebus.ordering import SLACK, PriorityMap, SequenceIndex

OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 9), st.integers(0, 9)),
        st.tuples(st.just("discard"), st.integers(0, 9), st.none()),
        st.tuples(st.just("pop"), st.none(), st.none()),
        st.tuples(st.just("pop_until"), st.integers(0, 9), st.none()),
    ),
    max_size=60,
)


@given(OPERATIONS)
def test_priority_map_as_a_dict(operations):
    """Keys come out by priority; putting again moves, discarding forgets."""
    found, model = PriorityMap(), {}
    for name, key, priority in operations:
        match name:
            case "put":
                found.put(key, priority)
                model[key] = priority
            case "discard":
                found.discard(key)
                model.pop(key, None)
            case "pop":
                popped = found.pop()
                assert (popped is None) == (not model)
                assert popped is None or model.pop(popped) <= min(model.values(), default=9)
            case "pop_until":
                popped = list(found.pop_until(key))
                assert set(popped) == {other for other in model if model[other] <= key}
                priorities = [model.pop(other) for other in popped]
                assert priorities == sorted(priorities)
        assert len(found) == len(model)
        assert all(key in found for key in model)


def test_equal_priorities_in_order():
    """Keys of one priority come out in the order they were put, whatever they are."""
    found = PriorityMap()
    for key in ("b", 3, "a", 1):
        found.put(key, 5)

    assert list(found.pop_until(5)) == ["b", 3, "a", 1]


def test_priority_map_stays_small():
    """What was moved or discarded a thousand times takes no room."""
    found = PriorityMap()

    for priority in range(1000):
        found.put("key", priority)
        found.put("other", priority)
        found.discard("other")

    assert len(found._heap) <= 2 * SLACK


@given(st.sets(st.integers(1, 500)), st.integers(0, 500))
def test_since(removed, start):
    """The numbers alive come in order from a given one upward, before and after forgetting."""
    index = SequenceIndex()
    alive = set(range(1, 500)) - removed
    for number in range(1, 500):
        index.append(number)

    expected = [number for number in sorted(alive) if number >= start]
    assert list(index.since(start, alive)) == expected
    index.shrink(alive, len(alive))
    assert list(index.since(start, alive)) == expected


def test_since_does_not_step_twice():
    """A long row of removed numbers is stepped over once."""
    index = SequenceIndex()
    for number in range(10_000):
        index.append(number)

    next(index.since(0, {9_999}))

    assert len(index._sequences) <= SLACK
