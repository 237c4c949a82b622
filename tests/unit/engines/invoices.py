"""One invoice per language, drawn as text. None of them exists."""

from typing import NamedTuple


class Drawn(NamedTuple):
    """A page and what stands on it."""

    language: str
    page: str
    number: str
    date: str
    due: str | None
    currency: str
    subtotal: str
    tax: str
    total: str
    vendor: str
    lines: tuple[tuple[str, str], ...]
    """Description and amount."""


INVOICES = (
    Drawn(
        "en",
        """
        Northwind Tools Ltd.                                            INVOICE
        12 Harbour Road, Leeds LS1 4AP

        Bill to:                                            Invoice number:  NT-2026-0117
        Contoso Services plc                                Invoice date:    4 May 2026
        1 High Street                                       Due date:        3 June 2026
        London EC1A 1BB                                     PO number:       PO-7781

        Description                      Quantity    Unit price    VAT %       Amount
        Cordless drill 18 V                     2       £149.00      20%      £298.00
        with two batteries and case
        Drill bits, set of 20                  10        £12.50      20%      £125.00

                                                                 Subtotal     £423.00
                                                                 VAT 20%       £84.60
                                                                 Total        £507.60

        VAT number: GB123456789    www.northwindtools.example    IBAN GB82 WEST 1234 5698 7654 32
        """,
        "NT-2026-0117",
        "2026-05-04",
        "2026-06-03",
        "GBP",
        "423.00",
        "84.60",
        "507.60",
        "Northwind Tools Ltd.",
        (("Cordless drill 18 V with two batteries and case", "298.00"), ("Drill bits, set of 20", "125.00")),
    ),
    Drawn(
        "de",
        """
        Bergmann Metallbau GmbH - Talstraße 4 - 70173 Stuttgart

        Kranich Verwaltungs AG                              Rechnungsnummer:  RE-2026-0815
        Lindenallee 9                                       Rechnungsdatum:   04.05.2026
        10117 Berlin                                        Fällig am:        03.06.2026

        Rechnung

        Pos.   Bezeichnung                     Menge    Einzelpreis    MwSt.     Betrag
        1      Geländer, verzinkt                  3       1.250,00     19%    3.750,00
        2      Montage                             8          65,00     19%      520,00

                                               Nettobetrag                 4.270,00 EUR
                                               zzgl. 19 % MwSt.              811,30 EUR
                                               Gesamtbetrag                5.081,30 EUR

        Bergmann Metallbau GmbH    USt-IdNr. DE123456789    IBAN DE89 3704 0044 0532 0130 00
        """,
        "RE-2026-0815",
        "2026-05-04",
        "2026-06-03",
        "EUR",
        "4270.00",
        "811.30",
        "5081.30",
        "Bergmann Metallbau GmbH",
        (("Geländer, verzinkt", "3750.00"), ("Montage", "520.00")),
    ),
    Drawn(
        "fr",
        """
        Moulin Clair SARL                                   FACTURE N° FA-2026-044
        8 chemin des Oliviers, 84340 Malaucène              Date de facture : 4 mai 2026
                                                            Date d'échéance : 3 juin 2026
        Facturer à :
        Boutique Azur SAS

        Désignation                      Quantité    Prix unitaire HT    TVA    Montant HT
        Huile d'olive 1 L                      12               14,50  5,5%        174,00
        Savon noir                              6                5,00   20%         30,00

                                                     Total HT                  204,00 €
                                                     Total TVA                  15,57 €
                                                     Total TTC                 219,57 €

        Moulin Clair SARL    TVA intracommunautaire FR11999999998
        """,
        "FA-2026-044",
        "2026-05-04",
        "2026-06-03",
        "EUR",
        "204.00",
        "15.57",
        "219.57",
        "Moulin Clair SARL",
        (("Huile d'olive 1 L", "174.00"), ("Savon noir", "30.00")),
    ),
    Drawn(
        "es",
        """
        Talleres Ribera S.L.                                FACTURA
        Calle Mayor 3, 28013 Madrid

        Cliente:                                            Nº de factura:         F-2026/118
        Hotel Miramar S.A.                                  Fecha de factura:      04/05/2026
                                                            Fecha de vencimiento:  18/05/2026

        Descripción                      Cantidad    Precio unitario    IVA       Importe
        Revisión de caldera                     1             180,00    21%        180,00
        Filtro                                  4              22,50    21%         90,00

                                                     Base imponible              270,00 €
                                                     IVA 21%                      56,70 €
                                                     Total factura               326,70 €
        """,
        "F-2026/118",
        "2026-05-04",
        "2026-05-18",
        "EUR",
        "270.00",
        "56.70",
        "326.70",
        "Talleres Ribera S.L.",
        (("Revisión de caldera", "180.00"), ("Filtro", "90.00")),
    ),
    Drawn(
        "it",
        """
        Officina Lombarda S.r.l.                            FATTURA
        Via Verdi 10, 20121 Milano

        Cliente:                                            Numero fattura:  2026/77
        Albergo Stella S.p.A.                               Data fattura:    04/05/2026
                                                            Scadenza:        31/05/2026

        Descrizione                      Quantità    Prezzo unitario    IVA       Importo
        Manutenzione ascensore                  1             400,00    22%        400,00
        Ricambi                                 5              30,00    22%        150,00

                                                     Totale imponibile           550,00 €
                                                     Totale IVA                  121,00 €
                                                     Totale fattura              671,00 €
        """,
        "2026/77",
        "2026-05-04",
        "2026-05-31",
        "EUR",
        "550.00",
        "121.00",
        "671.00",
        "Officina Lombarda S.r.l.",
        (("Manutenzione ascensore", "400.00"), ("Ricambi", "150.00")),
    ),
    Drawn(
        "nl",
        """
        Polderwerk B.V.                                     FACTUUR
        Dijkweg 7, 3011 AA Rotterdam

        Factuuradres                                        Factuurnummer:  2026-0099
        Havenbedrijf Noord B.V.                             Factuurdatum:   4 mei 2026
                                                            Vervaldatum:    18 mei 2026

        Omschrijving                     Aantal      Stukprijs      BTW       Bedrag
        Onderhoud pomp                        2         250,00      21%       500,00
        Smeermiddel                           3          15,00      21%        45,00

                                                     Subtotaal             € 545,00
                                                     BTW 21%               € 114,45
                                                     Totaal                € 659,45
        """,
        "2026-0099",
        "2026-05-04",
        "2026-05-18",
        "EUR",
        "545.00",
        "114.45",
        "659.45",
        "Polderwerk B.V.",
        (("Onderhoud pomp", "500.00"), ("Smeermiddel", "45.00")),
    ),
    Drawn(
        "pt",
        """
        Cortiça do Sul Lda                                  FATURA
        Rua Nova 21, 1100-048 Lisboa

        Cliente:                                            Número da fatura:    FT 2026/31
        Padaria Central Lda                                 Data da fatura:      04/05/2026
                                                            Data de vencimento:  03/06/2026

        Descrição                        Quantidade    Preço unitário    IVA         Valor
        Rolhas, caixa de 1000                     2             80,00    23%        160,00
        Transporte                                1             25,00    23%         25,00

                                                     Subtotal                     185,00 €
                                                     Total IVA                     42,55 €
                                                     Total da fatura              227,55 €
        """,
        "FT 2026/31",
        "2026-05-04",
        "2026-06-03",
        "EUR",
        "185.00",
        "42.55",
        "227.55",
        "Cortiça do Sul Lda",
        (("Rolhas, caixa de 1000", "160.00"), ("Transporte", "25.00")),
    ),
    Drawn(
        "pl",
        """
        Sprzedawca:                                         Faktura VAT
        Zielony Dom Sp. z o.o.                              Numer faktury:      FV/2026/05/12
        ul. Lipowa 5, 00-950 Warszawa                       Data wystawienia:   04.05.2026
                                                            Termin płatności:   18.05.2026
        Nabywca:
        Biuro Wisła S.A.

        Lp.   Nazwa                        Ilość    Cena netto    VAT    Wartość netto
        1     Krzesło biurowe                  4        450,00    23%         1 800,00
        2     Dostawa                          1         60,00    23%            60,00

                                                    Razem netto            1 860,00 zł
                                                    Kwota VAT                427,80 zł
                                                    Razem brutto           2 287,80 zł
        """,
        "FV/2026/05/12",
        "2026-05-04",
        "2026-05-18",
        "PLN",
        "1860.00",
        "427.80",
        "2287.80",
        "Zielony Dom Sp. z o.o.",
        (("Krzesło biurowe", "1800.00"), ("Dostawa", "60.00")),
    ),
    Drawn(
        "sv",
        """
        Nordvik Snickeri AB                                 FAKTURA
        Storgatan 2, 111 22 Stockholm

        Kund:                                               Fakturanummer:    20260412
        Fjällhotellet AB                                    Fakturadatum:     2026-05-04
                                                            Förfallodatum:    2026-06-03

        Beskrivning                      Antal      À-pris      Moms        Belopp
        Köksbänk i ek                        1    8 500,00       25%      8 500,00
        Montering                            6      550,00       25%      3 300,00

                                                    Netto             11 800,00 kr
                                                    Moms               2 950,00 kr
                                                    Totalt            14 750,00 kr
        """,
        "20260412",
        "2026-05-04",
        "2026-06-03",
        "SEK",
        "11800.00",
        "2950.00",
        "14750.00",
        "Nordvik Snickeri AB",
        (("Köksbänk i ek", "8500.00"), ("Montering", "3300.00")),
    ),
    Drawn(
        "da",
        """
        Havblik Service ApS                                 FAKTURA
        Strandvejen 8, 2100 København

        Kunde:                                              Fakturanr:        10442
        Hotel Øresund A/S                                   Fakturadato:      04-05-2026
                                                            Forfaldsdato:     18-05-2026

        Beskrivelse                      Antal    Enhedspris      Moms       Beløb
        Vinduespudsning                      4        275,00       25%    1.100,00
        Kørsel                               1        150,00       25%      150,00

                                                  Subtotal             1.250,00 kr
                                                  Moms 25%               312,50 kr
                                                  I alt                1.562,50 kr
        """,
        "10442",
        "2026-05-04",
        "2026-05-18",
        "DKK",
        "1250.00",
        "312.50",
        "1562.50",
        "Havblik Service ApS",
        (("Vinduespudsning", "1100.00"), ("Kørsel", "150.00")),
    ),
)
