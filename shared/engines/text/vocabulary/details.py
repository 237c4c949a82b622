"""Labels of numbers and dates. Data only: see `meanings`."""

from shared.engines.text.vocabulary.meanings import Label

DETAILS: dict[Label, dict[str, str]] = {
    Label.NUMBER: {
        "en": (
            "invoice number; invoice no; invoice nr; invoice num; invoice #; invoice id; bill number; "
            "bill no; document number; document no; tax invoice no; tax invoice number; "
            "credit note number; credit note no; credit memo number; receipt number; receipt no; "
            "receipt #; reference number; inv no; inv #; invoice ref; billing number; statement number"
        ),
        "de": (
            "rechnungsnummer; rechnungs nr; rechnung nr; rechnung nummer; beleg nr; belegnummer; rg nr; "
            "re nr; rechnung #; gutschrift nr; gutschriftnummer; gutschriftsnummer; dokumentnummer; "
            "rechnungs id; handelsrechnung 380 nr; korrekturrechnung nr; rechnungskorrektur nr; "
            "faktura nr; rechnung no"
        ),
        "fr": (
            "facture n; facture no; numero de facture; n de facture; no de facture; facture numero; "
            "n facture; num facture; avoir n; numero d avoir; reference facture; no facture; ref facture; "
            "numero facture"
        ),
        "es": (
            "numero de factura; n de factura; no de factura; factura n; factura no; factura numero; "
            "num factura; n factura; no factura; numero factura; factura num; factura nro; nro factura"
        ),
        "it": (
            "fattura n; numero fattura; n fattura; fattura numero; nr fattura; numero documento; "
            "fattura nr; n documento; nota di credito n; fattura no; num fattura; documento n; "
            "documento nr; documento commerciale n"
        ),
        "nl": "factuurnummer; factuur nr; factuur no; nota nummer; creditnota nummer; creditnummer",
        "pt": (
            "numero da fatura; fatura n; n fatura; fatura no; numero da nota; nota fiscal n; factura n; "
            "n da fatura; no da fatura; fatura numero; numero fatura"
        ),
        "pl": "faktura nr; numer faktury; nr faktury; faktura vat nr; faktura numer; faktura vat",
        "sv": "fakturanummer; faktura nr",
        "da": "fakturanummer; faktura nr; kreditnota nr",
        "no": "fakturanr; faktura no",
        "fi": "laskun numero; laskunumero; lasku nro; laskun nro; lasku no",
    },
    Label.TITLE: {
        "en": ("invoice; tax invoice; credit note; credit memo; sales invoice; commercial invoice; receipt"),
        "de": "rechnung; gutschrift; rechnungskorrektur; stornorechnung",
        "fr": "facture; avoir",
        "es": "factura; abono",
        "it": "fattura; nota di credito",
        "nl": "factuur; creditnota; creditfactuur",
        "pt": "fatura; nota de credito",
        "pl": "faktura; faktura korygujaca",
        "sv": "faktura; kreditfaktura",
        "da": "faktura; kreditnota",
        "no": "kvittering; kreditnota",
        "fi": "lasku; hyvityslasku",
    },
    Label.DATE: {
        "en": (
            "invoice date; date of invoice; bill date; billing date; date of issue; issue date; issued; "
            "issued on; date issued; tax date; document date; invoice dated; receipt date; "
            "credit note date; invoiced on; date of sale; tax point"
        ),
        "de": (
            "rechnungsdatum; datum der rechnung; belegdatum; ausstellungsdatum; rechnung vom; "
            "rechnungstag; re datum; rg datum; gutschriftdatum; gutschriftsdatum; ausgestellt am"
        ),
        "fr": (
            "date de facture; date de la facture; date facture; date de facturation; date d emission; "
            "date emission; facture du; emise le; date de l avoir; date avoir"
        ),
        "es": (
            "fecha de factura; fecha factura; fecha de emision; fecha emision; fecha de expedicion; "
            "fecha de la factura"
        ),
        "it": (
            "data fattura; data della fattura; data documento; data di emissione; data emissione; "
            "fattura del; emessa il"
        ),
        "nl": "factuurdatum; datum factuur; nota datum",
        "pt": ("data da fatura; data de emissao; data fatura; data emissao; data da factura; data de fatura"),
        "pl": (
            "data wystawienia; data faktury; data sporzadzenia; wystawiono dnia; data wystawienia faktury"
        ),
        "sv": "fakturadatum",
        "da": "fakturadato; udstedelsesdato",
        "no": "utstedelsesdato; faktura dato",
        "fi": "laskun paivamaara; laskun pvm; laskupaiva; laskutuspaiva; paivays",
    },
    Label.DATE_BARE: {
        "en": "date; dated",
        "de": "datum",
        "fr": "date; le",
        "es": "fecha",
        "it": "data",
        "nl": "datum",
        "pt": "data",
        "pl": "data; dnia",
        "sv": "datum",
        "da": "dato",
        "no": "dato",
        "fi": "paivamaara; pvm",
    },
    Label.DUE_DATE: {
        "en": (
            "please remit until; please remit by; please pay until; payment until; due date; payment due; "
            "payment due date; due on; due by; pay by; payable by; date due; due; "
            "invoice due; invoice due date; payment due by; payment due on; total amount due on; "
            "please pay by; amount due by; amount due on"
        ),
        "de": (
            "fallig am; falligkeit; falligkeitsdatum; zahlbar bis; zahlungsziel; fallig; zu zahlen bis; "
            "falligkeitstag; zahlbar am; zahlungsfrist; zahlung bis; spatestens bis zum; "
            "uberweisen sie bis zum; zahlbar bis zum; bitte uberweisen sie bis zum; fallig bis; "
            "fallig zum; netto bis; bis zum; falligkeitstermin"
        ),
        "fr": (
            "date d echeance; echeance; date echeance; a payer avant le; date limite de paiement; "
            "date de paiement; payable le; payable avant le; a regler avant le; echeance le; date limite"
        ),
        "es": (
            "fecha de vencimiento; vencimiento; fecha vencimiento; vence; fecha de pago; pagar antes de; "
            "vence el"
        ),
        "it": (
            "scadenza; data scadenza; data di scadenza; scadenza pagamento; pagare entro; scadenze; "
            "da pagare entro il; scadenza il"
        ),
        "nl": (
            "vervaldatum; uiterste betaaldatum; te betalen voor; betalen voor; vervaldag; uiterlijk; "
            "betaaldatum; te betalen uiterlijk; uiterlijk betalen op"
        ),
        "pt": (
            "data de vencimento; vencimento; pagar ate; data vencimento; data limite de pagamento; "
            "pagamento ate"
        ),
        "pl": "termin platnosci; termin zaplaty; platne do; zaplata do; data platnosci; platnosc do",
        "sv": "forfallodatum; forfallodag; betalas senast; att betala senast; forfaller",
        "da": (
            "forfaldsdato; betalingsfrist; betales senest; forfald; sidste rettidige betalingsdato; "
            "betalingsdato"
        ),
        "no": "forfall; betales innen; forfallsdato",
        "fi": "erapaiva; erapvm; maksettava viimeistaan",
    },
    Label.ORDER: {
        "en": (
            "po number; purchase order; purchase order number; po no; po #; order number; order no; "
            "your order; po; order #; your reference; customer po; order id; your ref; purchase order no; "
            "customer reference; your order no; buyer order number; order reference; po ref; your po"
        ),
        "de": (
            "bestellnummer; bestell nr; ihre bestellung; bestellung nr; auftragsnummer; bestellung; "
            "auftrags nr; bestellreferenz; ihr auftrag; ihre bestellnummer; ihre referenz; "
            "ihre bestell nr; kundenreferenz; ihr zeichen"
        ),
        "fr": (
            "numero de commande; commande n; bon de commande; n de commande; votre commande; "
            "votre reference; reference commande; no commande; reference client; n commande; votre ref"
        ),
        "es": (
            "numero de pedido; pedido; n de pedido; su pedido; orden de compra; n pedido; su referencia; "
            "no pedido; pedido n; no de pedido"
        ),
        "it": (
            "numero ordine; ordine n; ordine; vostro ordine; n ordine; rif ordine; ordine di acquisto; "
            "vs ordine; nr ordine; ordine nr"
        ),
        "nl": (
            "ordernummer; bestelnummer; uw referentie; inkooporder; uw order; order; inkoopordernummer; "
            "uw ordernummer; bestelbon; uw bestelnummer"
        ),
        "pt": (
            "numero do pedido; encomenda; n encomenda; nota de encomenda; pedido n; numero da encomenda; "
            "ordem de compra; vossa referencia; sua referencia"
        ),
        "pl": "numer zamowienia; nr zamowienia; zamowienie nr; zamowienie",
        "sv": ("ordernummer; er referens; bestallningsnummer; order nr; ert ordernummer; inkopsordernummer"),
        "da": (
            "ordrenummer; ordre nr; jeres reference; deres reference; indkobsordre; rekvisition; "
            "deres ordrenr"
        ),
        "no": "bestillingsnummer; deres referanse; ordrenr; ordrenummer",
        "fi": "tilausnumero; tilausnro; viitteenne; ostotilaus",
    },
    Label.PAYMENT_REFERENCE: {
        "en": "payment reference; payment ref; remittance reference",
        "de": "verwendungszweck; zahlungsreferenz; referenznummer",
        "fr": "reference de paiement; reference paiement; reference a rappeler",
        "es": "referencia de pago; concepto de pago",
        "it": "riferimento pagamento; causale; causale pagamento",
        "nl": "betalingskenmerk; betaalreferentie; kenmerk",
        "pt": "referencia de pagamento; referencia multibanco",
        "pl": "tytul przelewu; tytul platnosci",
        "sv": "ocr; ocr nummer; betalningsreferens; ocr nr",
        "da": "betalings id; betalingsreference; fi nr",
    },
    Label.OTHER_NUMBER: {
        "en": (
            "customer number; customer no; account number; account no; customer id; delivery note; page; "
            "phone; client number; fax; tel; registration number; company number; quote number; "
            "project number; bank account; sort code; routing number; account id; delivery note number; "
            "delivery note no; booking id; contract number; contract no; service tax; cin; swift; bic; "
            "iban; invoice period; customer code; sales order; account #; customer #; packing slip; "
            "invoice summary; job number; website; iban no; invoice currency; invoice status; "
            "invoice type; invoice page; invoice details; bank name; invoice discount; payment terms; "
            "terms; account name; invoice bill; company reg no"
        ),
        "de": (
            "kundennummer; kunden nr; lieferschein; lieferschein nr; lieferscheinnummer; seite; "
            "steuernummer; steuer nr; hrb; hrb nr; handelsregister; telefon; fax; tel; kundenkonto; "
            "lief nr; vertragsnummer; projektnummer; kontonummer; konto; blz; leitweg id; gln; gtin; "
            "auftrag nr lief; ursprungsbeleg nr; reklamationsnummer; st nr; kto nr; kto; registergericht; "
            "bic; iban; mandatsreferenz; glaubiger id; lieferantennummer; angebotsnummer; angebot; "
            "personalnummer; angebot nr; rechnungsempfanger nr; zahlungsbedingungen"
        ),
        "fr": (
            "numero client; n client; code client; siret; siren; rcs; telephone; tel; bon de livraison; "
            "page; numero de dossier; id client; numero de ligne; ape; facture liee; devis; devis n; rib; "
            "no client; conditions de paiement; capital; naf; mode de reglement"
        ),
        "es": (
            "numero de cliente; n cliente; codigo cliente; albaran; telefono; pagina; presupuesto; "
            "factura rectificada; no cliente; forma de pago"
        ),
        "it": (
            "codice cliente; cod cliente; ddt; telefono; pagina; rea; preventivo; codice destinatario; "
            "pec; rif; modalita di pagamento"
        ),
        "nl": (
            "klantnummer; debiteurnummer; klant nr; kvk; kvk nummer; pakbon; telefoon; pagina; offerte; "
            "serienummer; debiteurnr; kvk nr; relatienummer; betalingsvoorwaarden"
        ),
        "pt": ("numero de cliente; n cliente; codigo cliente; telefone; pagina; guia de remessa; orcamento"),
        "pl": "numer klienta; regon; krs; strona; telefon; nr klienta; nr konta; numer konta; bdo",
        "sv": (
            "kundnummer; kundnr; org nr; organisationsnummer; sida; telefon; bankgiro; plusgiro; foljesedel"
        ),
        "da": "kundenummer; kundenr; side; telefon; folgeseddel; reg nr; kontonr",
    },
    Label.PAID_DATE: {
        "en": "date paid; payment date; paid on; purchase date; date of purchase",
        "de": "gezahlt am; bezahlt am; kaufdatum",
        "fr": "paye le; date d achat; regle le",
        "es": "fecha de compra; pagado el",
        "it": "data acquisto; pagato il",
        "nl": "betaald op; aankoopdatum; betaald via",
        "pt": "data de compra; pago em",
        "pl": "zaplacono dnia; data zakupu",
        "sv": "betald den; kopdatum",
        "da": "betalt den; kobsdato",
    },
    Label.OTHER_DATE: {
        "en": (
            "delivery date; order date; ship date; service date; date of supply; period; billing period; "
            "service period; shipping date; date of delivery; print date; "
            " check in; check out; period start; period end; statement date; start date; "
            "end date; po date; quote date; date of birth; contract date; date shipped; despatch date; "
            "supply date; next billing date; renewal date; date ordered"
        ),
        "de": (
            "lieferdatum; leistungsdatum; liefertermin; auftragsdatum; bestelldatum; leistungszeitraum; "
            "lieferschein datum; auftrag datum lief; abrechnungszeitraum; liefer und leistungsdatum; "
            "druckdatum; lieferzeitraum; versanddatum; gebucht am; vertragsbeginn; zeitraum; "
            "buchungsdatum; valuta; ursprungsbeleg datum; gultig bis; angebotsdatum; skonto bis; "
            "datum leistung"
        ),
        "fr": (
            "date de livraison; date de commande; periode; date de prestation; date livraison; "
            "date commande; date d expedition; prelevement a partir du; date d impression; "
            "date de naissance; date de reglement"
        ),
        "es": (
            "fecha de entrega; fecha de pedido; periodo; fecha pedido; fecha de operacion; "
            "fecha operacion; fecha entrega; fecha de impresion"
        ),
        "it": (
            "data consegna; data ordine; periodo; data di consegna; data ddt; data trasporto; data stampa"
        ),
        "nl": "leverdatum; orderdatum; besteldatum; periode; bezorgdatum; afleverdatum; printdatum",
        "pt": ("data de entrega; data do pedido; periodo; data encomenda; data entrega; data da encomenda"),
        "pl": (
            "data sprzedazy; data dostawy; data zamowienia; data wykonania uslugi; okres; data zaplaty; "
            "data dokonania dostawy; data wykonania"
        ),
        "sv": "leveransdatum; orderdatum; period; leveransdag",
        "da": "leveringsdato; ordredato; periode; udskriftsdato",
    },
}
"""Phrases by meaning and language, separated by semicolons."""

ENDINGS: dict[Label, dict[str, str]] = {
    Label.TITLE: {"de": "rechnung;gutschrift;korrektur", "nl": "factuur;creditnota", "sv": "faktura"},
    Label.OTHER_DATE: {"de": "datum", "da": "dato"},
    Label.OTHER_AMOUNT: {"de": "rabatt;nachlass;abschlag;zuschlag;kosten;skonto;gebuhr"},
    Label.OTHER_NUMBER: {"de": "nummer", "da": "nummer", "fi": "numero"},
}
"""Ends of words that were put together: `Mietrechnung` is a Rechnung, `Mietdatum` a date of something."""
