"""
The rules of EN 16931-1 for electronic invoices, and those of Peppol and XRechnung that a receiver acts on.

Each breach names its rule as the standard's validation artefacts do (ConnectingEurope/eInvoicing-EN16931),
and says in a plain sentence what is wrong. Where those artefacts differ between syntaxes, the milder form
holds: a false alarm costs more than a missed formality. Of the lists of codes, those of kinds of invoices,
currencies and VAT categories are checked: the others change nothing for who pays what.
"""

from collections.abc import Iterator

from shared.domain.reading import BrokenRule
from shared.engines.einvoice.breaches import note
from shared.engines.einvoice.profiles import Profile, profile_of
from shared.engines.einvoice.rules_header import header_breaches
from shared.engines.einvoice.rules_lines import adjustment_breaches, line_breaches
from shared.engines.einvoice.rules_sums import decimal_breaches, sum_breaches
from shared.engines.einvoice.rules_tax import breakdown_breaches, category_breaches, rate_breaches
from shared.engines.einvoice.terms import Terms


def broken_rules(terms: Terms) -> tuple[BrokenRule, ...]:
    """Return the rules that a document breaks, each once, as far as it promises to keep them."""
    first: dict[str, BrokenRule] = {}
    for rule in _breaches(terms):
        first.setdefault(rule.id, rule)
    return tuple(first.values())


def _breaches(terms: Terms) -> Iterator[BrokenRule]:
    profile = profile_of(terms.specification)
    yield from sum_breaches(terms, profile)
    yield from rate_breaches(terms)
    if terms.specification is None:
        yield note("BR-01", "It does not say which standard it follows.")
    if profile is Profile.PARTIAL:
        return
    yield from header_breaches(terms)
    yield from line_breaches(terms)
    yield from adjustment_breaches(terms)
    yield from breakdown_breaches(terms)
    if terms.lines:
        yield from category_breaches(terms)
    yield from decimal_breaches(terms)
