"""Ordinary invoices in French, Spanish, Italian and Portuguese."""

from datetime import date

from tests.data.samples.generator import companies
from tests.data.samples.generator.bill import Bill, line
from tests.data.samples.generator.layouts import classic, grid, receipt, two_column
from tests.data.samples.generator.sample import Sheet

TILL_ROLL_MM = (80.0, 150.0)


def sheets() -> tuple[Sheet, ...]:
    """Return one sheet per invoice."""
    return (
        Sheet(
            file="fr-two-column.pdf",
            layout=two_column,
            note="Three rates of tax, blanks between thousands.",
            bill=Bill(
                vendor=companies.PRINT_FR,
                buyer=companies.BUYER_FR,
                number="FA-2026/0881",
                day=date(2026, 10, 27),
                due=date(2026, 12, 15),
                customer="CL00417",
                order="CDE-5512",
                language="fr",
                lines=(
                    line(
                        "Brochures 24 pages, couverture pelliculée", "1500", "ex.", "1.84", "20", code="BRO24"
                    ),
                    line("Livre « Le Goût des îles », 160 pages", "200", "ex.", "9.35", "5.5", code="LIV160"),
                    line("Abonnement à la revue professionnelle", "12", "mois", "18.50", "2.1", code="REV"),
                    line("Mise en page et corrections d'épreuves", "7.5", "h", "62.00", "20", code="PAO"),
                ),
                notes=(
                    "Pas d'escompte pour paiement anticipé.",
                    "Pénalités de retard : trois fois le taux légal. Indemnité de recouvrement : 40 €.",
                ),
            ),
        ),
        Sheet(
            file="es-grid.pdf",
            layout=grid,
            note="Everything in cells, the tax breakdown as a table.",
            bill=Bill(
                vendor=companies.CLEANING_ES,
                buyer=companies.BUYER_ES,
                number="2026-A-0312",
                day=date(2026, 10, 30),
                due=date(2026, 11, 29),
                language="es",
                lines=(
                    line("Limpieza de oficinas, octubre", "22", "día", "85.00", "21"),
                    line("Limpieza de cristales, fachada norte", "340", "m²", "1.95", "21"),
                    line("Agua mineral, botella de 0,5 l", "120", "ud.", "0.38", "10"),
                ),
                notes=("Forma de pago: transferencia bancaria a 30 días.",),
            ),
        ),
        Sheet(
            file="it-grid.pdf",
            layout=grid,
            family="Times",
            note="Article codes and long descriptions that wrap onto a second and third line.",
            bill=Bill(
                vendor=companies.FOOD_IT,
                buyer=companies.BUYER_IT,
                number="1187/2026",
                day=date(2026, 11, 3),
                due=date(2027, 1, 31),
                order="ODA 2026/455",
                language="it",
                lines=(
                    line(
                        "Motoriduttore coassiale serie TR, rapporto 1:24, albero maschio, vernice RAL 5010",
                        "2",
                        "pz",
                        "418.60",
                        "22",
                        code="TR-24-M",
                    ),
                    line(
                        "Kit di guarnizioni e paraoli per motoriduttori serie TR, con anelli elastici, "
                        "grasso ad alta temperatura e istruzioni di montaggio in cinque lingue",
                        "4",
                        "pz",
                        "37.25",
                        "22",
                        code="KG-TR",
                    ),
                    line("Verifica e collaudo in officina", "3", "ore", "58.00", "22", code="SRV-01"),
                ),
            ),
        ),
        Sheet(
            file="pt-classic.pdf",
            layout=classic,
            note="Three rates of tax on the mainland.",
            bill=Bill(
                vendor=companies.CORK_PT,
                buyer=companies.BUYER_PT,
                number="FT 2026A/918",
                day=date(2026, 10, 14),
                due=date(2026, 11, 13),
                language="pt",
                lines=(
                    line("Rolhas de cortiça natural, 45 x 24 mm", "5000", "un.", "0.215", "23"),
                    line("Azeite virgem extra, garrafa de 0,75 l", "48", "un.", "7.90", "6"),
                    line("Vinho branco da região, caixa de 6", "10", "cx.", "31.20", "13"),
                ),
            ),
        ),
        Sheet(
            file="it-receipt.pdf",
            layout=receipt,
            family="Courier",
            size_mm=TILL_ROLL_MM,
            note="A till roll: narrow page, tax included, no buyer.",
            bill=Bill(
                vendor=companies.CAFE_IT,
                buyer=None,
                number="0417-0093",
                day=date(2026, 11, 12),
                language="it",
                doc_type="receipt",
                prices_include_tax=True,
                wording=(("number", "Documento n."), ("day", "Data"), ("total", "Totale complessivo")),
                lines=(
                    line("Espresso", "3", None, "1.30", "10"),
                    line("Cornetto alla crema", "2", None, "1.60", "10"),
                    line("Spremuta d'arancia", "1", None, "4.20", "10"),
                    line("Panino prosciutto e formaggio", "2", None, "6.50", "10"),
                ),
                notes=("Grazie e arrivederci!",),
            ),
        ),
    )
