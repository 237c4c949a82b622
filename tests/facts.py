"""Facts that events of each kind may state."""

from hypothesis import strategies as st

from shared.domain.audit_facts import FACTS, Form
from shared.domain.proof.canonical import INTEGER_MAX

EXAMPLES = {
    Form.COUNT: 7,
    Form.DIGEST: "0f" * 32,
    Form.CODE: "channel:e-invoice/2.1+a",
    Form.CODES: "total.mismatch,vendor.unknown",
    Form.DATE: "2026-11-23",
}
VALUES = {
    form: st.integers(0, INTEGER_MAX)
    if form is Form.COUNT
    else st.from_regex(form.value, fullmatch=True, alphabet=st.characters(codec="ascii"))
    for form in Form
}


def example_facts(action):
    """Return one example of every fact of an event's kind."""
    known = FACTS[action]
    return {name: EXAMPLES[form] for name, form in {**known.required, **known.optional}.items()}


def facts_of(action):
    """Give everything that events of a kind may state."""
    known = FACTS[action]
    return st.fixed_dictionaries(
        {name: VALUES[form] for name, form in known.required.items()},
        optional={name: VALUES[form] for name, form in known.optional.items()},
    )
