"""Which vendor an invoice is from: evidence for and against each candidate, weighed into one score."""

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from shared.domain.ids import VendorId
from shared.domain.names import similarity
from shared.domain.vendor import KeyKind, Vendor, VendorKey, VendorMatch, VendorOutcome, Weight

CANDIDATES_MAX = 20
"""Vendors that are weighed for one invoice: more share a key only where the key says little."""

CHOICES_MAX = 5
"""Candidates that a person is asked to choose from."""

MATCH_MIN = 40
"""Points from which a candidate is the vendor: an exact name alone, an account with a name much alike."""

DOUBT_MIN = 25
"""Points from which a candidate is worth asking a person about, though not enough to be the vendor."""

LEAD_MIN = 20
"""Points the best candidate must be ahead: less is a coin thrown between two."""

SURE_MIN, SURE_LEAD_MIN = 60, 40
"""Points, and points ahead, from which nobody needs to look: two independent kinds of evidence."""


class Points(IntEnum):
    """How much a kind of evidence says, tuned on generated years and judged by `make score`."""

    TAX_ID_SAME = 100
    TAX_ID_OTHER = -80
    IBAN_SAME = 50
    REGISTER_SAME = 70
    REGISTER_OTHER = -60
    MAIL_DOMAIN_SAME = 35
    PHONE_SAME = 25
    NAME_SAME = 40
    NAME_ALIKE = 25
    NAME_UNLIKE = -30
    NAME_OTHER = -60
    ADDRESS_SAME = 20
    ADDRESS_OTHER = -5
    LEGAL_FORM_SAME = 5
    LEGAL_FORM_OTHER = -20


NAME_ALIKE_MIN = 0.85
"""Likeness that misreading and abbreviation leave: one letter in seven."""

NAME_UNLIKE_MIN = 0.6
"""Likeness below which two names are two companies."""

_SAME = {
    KeyKind.TAX_ID: (Points.TAX_ID_SAME, Points.TAX_ID_OTHER),
    KeyKind.IBAN: (Points.IBAN_SAME, None),
    KeyKind.REGISTER: (Points.REGISTER_SAME, Points.REGISTER_OTHER),
    KeyKind.MAIL_DOMAIN: (Points.MAIL_DOMAIN_SAME, None),
    KeyKind.PHONE: (Points.PHONE_SAME, None),
    KeyKind.ADDRESS: (Points.ADDRESS_SAME, Points.ADDRESS_OTHER),
    KeyKind.LEGAL_FORM: (Points.LEGAL_FORM_SAME, Points.LEGAL_FORM_OTHER),
}
"""Points where a value agrees, and where all differ; a new account or domain speaks against nobody."""


class Candidate(NamedTuple):
    """A vendor, and what speaks for and against it."""

    vendor: Vendor
    weights: tuple[Weight, ...]

    @property
    def score(self) -> int:
        """The sum of the points."""
        return sum(weight.points for weight in self.weights)


def match_vendor(keys: tuple[VendorKey, ...], known: tuple[Vendor, ...]) -> VendorMatch:
    """
    Return which of the known vendors these keys point to.

    Unknown where nobody comes near: a new vendor, to be proposed. Ambiguous where two are close together, or
    where one comes near and not near enough. An entry that was merged stands for the one it went into.
    """
    ranked = rank(keys, known)
    if not ranked or ranked[0].score < DOUBT_MIN:
        return VendorMatch(outcome=VendorOutcome.UNKNOWN)
    best = ranked[0]
    lead = best.score - ranked[1].score if len(ranked) > 1 else best.score
    if best.score < MATCH_MIN or lead < LEAD_MIN:
        return VendorMatch(
            outcome=VendorOutcome.AMBIGUOUS,
            evidence=_evidence(best),
            weights=best.weights,
            score=best.score,
            candidates=_choices(ranked),
        )
    return VendorMatch(
        outcome=VendorOutcome.MATCHED,
        vendor_id=best.vendor.merged_into or best.vendor.vendor_id,
        name=best.vendor.name,
        evidence=_evidence(best),
        weights=best.weights,
        score=best.score,
        sure=best.score >= SURE_MIN and lead >= SURE_LEAD_MIN,
    )


def rank(keys: tuple[VendorKey, ...], known: tuple[Vendor, ...]) -> tuple[Candidate, ...]:
    """Return the candidates by score, best first; of entries that were merged, only the better one."""
    weighed = [Candidate(vendor, tuple(weigh(keys, vendor))) for vendor in _nearest(keys, known)]
    weighed.sort(key=lambda candidate: (-candidate.score, candidate.vendor.vendor_id))
    distinct: dict[str, Candidate] = {}
    for candidate in weighed:
        distinct.setdefault(candidate.vendor.merged_into or candidate.vendor.vendor_id, candidate)
    return tuple(distinct.values())


def _nearest(keys: tuple[VendorKey, ...], known: tuple[Vendor, ...]) -> tuple[Vendor, ...]:
    """Return those worth weighing: where too many share something, those that share the strongest kinds."""
    if len(known) <= CANDIDATES_MAX:
        return known
    stated = {(key.kind, key.value) for key in keys}
    order = list(KeyKind)

    def shared(vendor: Vendor) -> list[int]:
        return sorted(order.index(key.kind) for key in vendor.keys if (key.kind, key.value) in stated)

    nearest = sorted(known, key=lambda vendor: shared(vendor) or [len(order)])
    return tuple(nearest[:CANDIDATES_MAX])


def weigh(keys: tuple[VendorKey, ...], vendor: Vendor) -> Iterator[Weight]:
    """Give what each kind says about this vendor, strongest first; kinds that say nothing are left out."""
    stated, known = _by_kind(keys), _by_kind(vendor.keys)
    for kind in KeyKind:
        if kind not in stated or kind not in known:
            continue
        compare = _name_points if kind is KeyKind.NAME else _points
        if points := compare(kind, stated[kind], known[kind]):
            yield Weight(kind=kind, points=points)


def _by_kind(keys: tuple[VendorKey, ...]) -> dict[KeyKind, set[str]]:
    values: dict[KeyKind, set[str]] = {}
    for key in keys:
        values.setdefault(key.kind, set()).add(key.value)
    return values


def _points(kind: KeyKind, stated: set[str], known: set[str]) -> int | None:
    same, other = _SAME[kind]
    return same if stated & known else other


def _name_points(kind: KeyKind, stated: set[str], known: set[str]) -> int | None:
    del kind
    alike = 1 if stated & known else max(similarity(one, other) for one in stated for other in known)
    if alike == 1:
        return Points.NAME_SAME
    if alike >= NAME_ALIKE_MIN:
        return Points.NAME_ALIKE
    return Points.NAME_UNLIKE if alike >= NAME_UNLIKE_MIN else Points.NAME_OTHER


def _evidence(candidate: Candidate) -> tuple[KeyKind, ...]:
    return tuple(weight.kind for weight in candidate.weights if weight.points > 0)


def _choices(ranked: tuple[Candidate, ...]) -> tuple[VendorId, ...]:
    near = [each for each in ranked if each.score >= DOUBT_MIN - LEAD_MIN][:CHOICES_MAX]
    return tuple(each.vendor.merged_into or each.vendor.vendor_id for each in near)
