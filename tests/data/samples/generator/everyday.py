"""Ordinary invoices: ten languages, eight currencies, every layout."""

from datetime import date
from decimal import Decimal

from tests.data.samples.generator import companies, romance
from tests.data.samples.generator.bill import Bill, line
from tests.data.samples.generator.layouts import (
    borderless,
    classic,
    dense,
    sidebar,
    two_column,
)
from tests.data.samples.generator.paper import LETTER_MM
from tests.data.samples.generator.sample import Sample, Sheet, print_sheet


def samples() -> list[Sample]:
    """Return one sample per invoice."""
    sheets = (*_german(), *_english(), *romance.sheets(), *_northern(), *_abroad())
    return [print_sheet(sheet) for sheet in sheets]


def _german() -> tuple[Sheet, ...]:
    return (
        Sheet(
            file="de-classic.pdf",
            layout=classic,
            note="A letter with a ruled table, two rates of tax and an early payment discount in words.",
            bill=Bill(
                vendor=companies.PAPER_DE,
                buyer=companies.BUYER_DE,
                number="RE-2026-10417",
                day=date(2026, 10, 5),
                due=date(2026, 11, 4),
                customer="K-20815",
                order="4500123987",
                language="de",
                lines=(
                    line("Kopierpapier A4, 80 g/m², weiß", "40", "Pack", "4.29", "19", code="MX-1001"),
                    line("Aktenordner breit, Rückenschild grün", "24", "Stk", "2.15", "19", code="MX-2210"),
                    line(
                        "Tonerkartusche schwarz, Füllung für 9.000 Seiten",
                        "3",
                        "Stk",
                        "84.50",
                        "19",
                        code="MX-77",
                    ),
                    line("Fachbuch: Rechnungswesen für Einsteiger", "2", "Stk", "32.71", "7", code="MX-B09"),
                ),
                notes=(
                    "Zahlbar innerhalb von 10 Tagen mit 2 % Skonto oder innerhalb von 30 Tagen netto.",
                    "Die Ware bleibt bis zur vollständigen Bezahlung unser Eigentum.",
                ),
            ),
        ),
        Sheet(
            file="de-utility.pdf",
            layout=dense,
            note="A dense electricity bill: advance payments make the amount due smaller than the total.",
            bill=Bill(
                vendor=companies.POWER_DE,
                buyer=companies.BUYER_DE,
                number="VR 26-0099812",
                day=date(2026, 10, 19),
                due=date(2026, 11, 9),
                customer="8 810 447",
                period=(date(2025, 10, 1), date(2026, 9, 30)),
                language="de",
                paid=Decimal("3960.00"),
                facts=(
                    ("Zählernummer", "1 EMH00 9990 0417"),
                    ("Zählerstand alt / neu", "48.112 / 60.254 kWh"),
                ),
                lines=(
                    line("Arbeitspreis bis 31.12.2025", "3035", "kWh", "0.2784", "19", section="Energie"),
                    line("Arbeitspreis ab 01.01.2026", "9107", "kWh", "0.2651", "19"),
                    line("Grundpreis", "12", "Monat", "11.90", "19"),
                    line("Netzentgelt Arbeit", "12142", "kWh", "0.0712", "19", section="Netz"),
                    line("Netzentgelt Grundpreis", "365", "Tag", "0.2055", "19"),
                    line("Messstellenbetrieb", "1", "Jahr", "16.81", "19"),
                    line("Konzessionsabgabe", "12142", "kWh", "0.0132", "19", section="Abgaben"),
                    line("Stromsteuer", "12142", "kWh", "0.0205", "19"),
                ),
                notes=("Die Abschläge von 12 x 330,00 EUR sind abgezogen. Fragen? Wir sind für Sie da.",),
            ),
        ),
    )


def _english() -> tuple[Sheet, ...]:
    return (
        Sheet(
            file="en-gb-borderless.pdf",
            layout=borderless,
            note="No rules, labels left of values, months in words, a service period.",
            bill=Bill(
                vendor=companies.CLOUD_GB,
                buyer=companies.BUYER_GB,
                number="MCS-004519",
                day=date(2026, 11, 2),
                due=date(2026, 12, 2),
                order="PO-77120",
                period=(date(2026, 10, 1), date(2026, 10, 31)),
                language="en",
                currency="GBP",
                lines=(
                    line("Virtual server, 4 cores, 16 GB, per month", "6", "month", "48.00", "20"),
                    line("Object storage, first 10 TB", "7.35", "TB", "14.20", "20"),
                    line("Support, weekday engineer hours", "3.5", "hour", "96.00", "20"),
                ),
                notes=("Thank you for your business. Please quote the invoice number with your payment.",),
            ),
        ),
        Sheet(
            file="en-us-two-column.pdf",
            layout=two_column,
            family="Times",
            size_mm=LETTER_MM,
            note="Letter paper, month first, sales tax, no tax id and no IBAN.",
            bill=Bill(
                vendor=companies.HARDWARE_US,
                buyer=companies.BUYER_US,
                number="104472",
                day=date(2026, 9, 8),
                due=date(2026, 10, 8),
                order="BH-2209",
                language="en",
                region="US",
                currency="USD",
                wording=(("tax", "Sales tax"), ("rate", "Tax %")),
                facts=(("Terms", "Net 30"), ("Ship via", "Ground")),
                lines=(
                    line(
                        "Cordless drill kit, 18 V, two batteries", "4", "ea", "129.99", "8.25", code="CG-4410"
                    ),
                    line(
                        "Galvanized deck screws, 3 in, box of 500",
                        "25",
                        "box",
                        "21.45",
                        "8.25",
                        code="CG-0921",
                    ),
                    line("Extension ladder, fiberglass, 24 ft", "2", "ea", "389.00", "8.25", code="CG-7702"),
                    line("Work gloves, leather, size L", "36", "pair", "8.75", "8.25", code="CG-1188"),
                ),
            ),
        ),
    )


def _northern() -> tuple[Sheet, ...]:
    return (
        Sheet(
            file="nl-sidebar.pdf",
            layout=sidebar,
            note="White on a coloured band: labels above values.",
            bill=Bill(
                vendor=companies.HOSTING_NL,
                buyer=companies.BUYER_NL,
                number="2026.1142",
                day=date(2026, 11, 1),
                due=date(2026, 11, 15),
                period=(date(2026, 11, 1), date(2026, 11, 30)),
                customer="D-3391",
                language="nl",
                lines=(
                    line("Webhosting zakelijk, per maand", "3", "mnd", "24.95", "21"),
                    line("Domeinnaam reigerhof.example, jaar", "1", "jaar", "14.50", "21"),
                    line("Handboek beheer, gedrukt", "1", "st", "19.00", "9"),
                ),
            ),
        ),
        Sheet(
            file="sv-two-column.pdf",
            layout=two_column,
            note="Swedish kronor, ISO dates, two rates.",
            bill=Bill(
                vendor=companies.TIMBER_SE,
                buyer=companies.BUYER_SE,
                number="88231",
                day=date(2026, 10, 8),
                due=date(2026, 11, 7),
                order="IO-5120",
                language="sv",
                currency="SEK",
                lines=(
                    line("Hyvlad furu 45 x 95 mm, längd 4,2 m", "160", "st", "89.50", "25", code="F4595"),
                    line("Limträbalk 90 x 225 mm", "12", "st", "1145.00", "25", code="L90225"),
                    line("Frukostkorg till mässan", "8", "st", "135.00", "12", code="FK"),
                ),
            ),
        ),
        Sheet(
            file="da-sidebar.pdf",
            layout=sidebar,
            family="InvoiceSans",
            note="Danish kroner, one rate, an embedded font.",
            bill=Bill(
                vendor=companies.BIKES_DK,
                buyer=companies.BUYER_DK,
                number="F-20661",
                day=date(2026, 9, 30),
                due=date(2026, 10, 14),
                language="da",
                currency="DKK",
                lines=(
                    line("Ladcykel, grøn, med regnslag", "2", "stk", "14250.00", "25"),
                    line("Kædeolie på flaske, 100 ml", "30", "stk", "39.20", "25"),
                    line("Værkstedstimer", "4.25", "time", "520.00", "25"),
                ),
            ),
        ),
        Sheet(
            file="pl-borderless.pdf",
            layout=borderless,
            family="InvoiceSans",
            note="Polish letters in an embedded font, zloty, two rates.",
            bill=Bill(
                vendor=companies.GLASS_PL,
                buyer=companies.BUYER_PL,
                number="FV/2026/10/0248",
                day=date(2026, 10, 21),
                due=date(2026, 11, 4),
                language="pl",
                currency="PLN",
                lines=(
                    line("Słoik szklany 0,5 l z zakrętką", "2400", "szt.", "1.18", "23"),
                    line("Wazon ręcznie dmuchany „Żuraw”", "6", "szt.", "214.00", "23"),
                    line("Książka o historii huty", "10", "szt.", "45.50", "5"),
                ),
            ),
        ),
    )


def _abroad() -> tuple[Sheet, ...]:
    return (
        Sheet(
            file="ch-classic.pdf",
            layout=classic,
            note="Apostrophes between thousands, francs.",
            bill=Bill(
                vendor=companies.WATCHES_CH,
                buyer=companies.BUYER_CH,
                number="R-26-3307",
                day=date(2026, 11, 6),
                due=date(2026, 12, 6),
                language="de",
                region="CH",
                currency="CHF",
                lines=(
                    line("Uhrwerk Kaliber 88, vergoldet", "12", "Stk", "1284.50", "8.1", code="K88-V"),
                    line("Lupenbrille 10-fach", "5", "Stk", "96.40", "8.1", code="LB10"),
                    line("Fachzeitschrift, Jahresabonnement", "1", "Jahr", "148.00", "2.6", code="FZ"),
                ),
            ),
        ),
        Sheet(
            file="en-jpy-borderless.pdf",
            layout=borderless,
            note="Yen have no minor unit; a Japanese registration number; no IBAN.",
            bill=Bill(
                vendor=companies.SENSORS_JP,
                buyer=companies.BUYER_GB,
                number="HK-26-00912",
                day=date(2026, 10, 16),
                due=date(2026, 11, 30),
                language="en",
                currency="JPY",
                wording=(("tax", "Consumption tax"), ("rate", "Tax %"), ("tax_id", "Registration number")),
                lines=(
                    line("Pressure sensor, 0-10 bar, stainless", "24", "pcs", "18400", "10", code="HS-10B"),
                    line("Calibration certificate", "24", "pcs", "2250", "10", code="CAL"),
                    line("Green tea for the fair booth", "15", "pack", "864", "8", code="TEA"),
                ),
            ),
        ),
    )
