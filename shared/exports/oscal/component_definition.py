"""Component definition: what the product implements of which control, for a system security plan to use."""

from shared.exports.oscal.controls import CATALOG, IMPLEMENTED
from shared.exports.oscal.parts import VERSION, Document, uid

TITLE = "Supplier invoice intake"

REVISION = "1"
"""Counts up when the table of controls changes."""

CHANGED = "2026-11-23T00:00:00+00:00"
"""When it last did."""


def definition() -> Document:
    """Return the definition. It is the same for every deployment."""
    component_id = uid("component", "product")
    return {
        "component-definition": {
            "uuid": uid("definition", REVISION),
            "metadata": {
                "title": f"{TITLE}: implemented controls",
                "last-modified": CHANGED,
                "version": REVISION,
                "oscal-version": VERSION,
            },
            "components": [
                {
                    "uuid": component_id,
                    "type": "software",
                    "title": TITLE,
                    "description": "Takes supplier invoices in, reads, codes, gates, acts, and proves it.",
                    "control-implementations": [
                        {
                            "uuid": uid("implementation", REVISION),
                            "source": CATALOG,
                            "description": "What the product does by itself; the rest is the operator's.",
                            "implemented-requirements": [
                                {
                                    "uuid": uid("requirement", REVISION, control),
                                    "control-id": control,
                                    "description": text,
                                }
                                for control, text in IMPLEMENTED.items()
                            ],
                        }
                    ],
                }
            ],
        }
    }
