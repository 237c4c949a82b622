"""Labels of numbers and dates. Data only: see `meanings`."""

from shared.engines.text.vocabulary.meanings import Label

DETAILS: dict[Label, dict[str, str]] = {
    Label.NUMBER: {
        "en": (
            "invoice number; invoice no; invoice nr; invoice num; invoice #; invoice id; bill number; bill "
            "no; document number; document no; tax invoice no; tax invoice number; credit note number; "
            "credit note no; credit memo number; receipt number; receipt no; receipt #; reference number; "
            "inv no; inv #; invoice ref; billing number; statement number"
        ),
        "de": (
            "rechnungsnummer; rechnungs nr; rechnung nr; rechnung nummer; beleg nr; belegnummer; rg nr; re "
            "nr; rechnung #; gutschrift nr; gutschriftnummer; gutschriftsnummer; dokumentnummer; rechnungs "
            "id; handelsrechnung 380 nr; korrekturrechnung nr; rechnungskorrektur nr; faktura nr; rechnung "
            "no"
        ),
        "fr": (
            "facture n; facture no; numero de facture; n de facture; no de facture; facture numero; n "
            "facture; num facture; avoir n; numero d avoir; reference facture; no facture; ref facture; "
            "numero facture"
        ),
        "es": (
            "numero de factura; n de factura; no de factura; factura n; factura no; factura numero; num "
            "factura; n factura; no factura; numero factura; factura num; factura nro; nro factura"
        ),
        "it": (
            "fattura n; numero fattura; n fattura; fattura numero; nr fattura; numero documento; fattura nr; "
            "n documento; nota di credito n; fattura no; num fattura; documento n; documento nr; documento "
            "commerciale n"
        ),
        "nl": "factuurnummer; factuur nr; factuur no; nota nummer; creditnota nummer; creditnummer",
        "pt": (
            "numero da fatura; fatura n; n fatura; fatura no; numero da nota; nota fiscal n; factura n; n da "
            "fatura; no da fatura; fatura numero; numero fatura"
        ),
        "pl": "faktura nr; numer faktury; nr faktury; faktura vat nr; faktura numer",
        "sv": "fakturanummer; faktura nr",
        "da": "fakturanummer; faktura nr; kreditnota nr",
        "no": "fakturanr; faktura no",
        "fi": "laskun numero; laskunumero; lasku nro; laskun nro; lasku no",
    },
    Label.NUMBER_BARE: {
        "en": "number; no; our reference; our ref",
        "de": "nummer; nr; unser zeichen; unsere referenz",
        "fr": "numero; n; no; notre reference; nos ref; notre ref",
        "es": "numero; n; no; nuestra referencia; num",
        "it": "numero; n; nr; nostro riferimento; ns riferimento; num",
        "nl": "nummer; nr; ons kenmerk; onze referentie",
        "pt": "numero; n; no; nossa referencia; n ref",
        "pl": "numer; nr; nasz znak",
        "sv": "nummer; nr",
        "da": "nummer; nr",
        "no": "nummer; nr",
        "fi": "numero; nro",
    },
    Label.TITLE: {
        "en": (
            "invoice; tax invoice; credit note; credit memo; sales invoice; commercial invoice; receipt; vat "
            "invoice"
        ),
        "de": (
            "rechnung; gutschrift; rechnungskorrektur; stornorechnung; ausgangsrechnung; rechnung "
            "lieferschein; honorarnote; faktura; schlussrechnung; abschlagsrechnung; teilrechnung; "
            "handwerkerrechnung; quittung; sammelrechnung"
        ),
        "fr": (
            "facture; avoir; facture de vente; note d honoraires; note de frais; facture acquittee; facture "
            "d acompte"
        ),
        "es": (
            "factura; abono; factura de venta; factura simplificada; factura rectificativa; factura ordinaria"
        ),
        "it": (
            "fattura; nota di credito; fattura immediata; fattura accompagnatoria; fattura differita; "
            "fattura di vendita; fattura proforma; fattura di acconto; fattura elettronica; parcella; nota"
        ),
        "nl": "factuur; creditnota; creditfactuur; verkoopfactuur; nota",
        "pt": "fatura; nota de credito; fatura recibo; factura; factura recibo; fatura simplificada",
        "pl": (
            "faktura; faktura korygujaca; faktura sprzedazy; faktura koncowa; faktura zaliczkowa; rachunek; "
            "faktura vat"
        ),
        "sv": "faktura; kreditfaktura; kundfaktura; kontantfaktura",
        "da": "faktura; kreditnota; regning; salgsfaktura",
        "no": "kvittering; kreditnota; faktura; salgsfaktura; regning",
        "fi": "lasku; hyvityslasku; myyntilasku",
    },
    Label.DATE: {
        "en": (
            "invoice date; date of invoice; bill date; billing date; date of issue; issue date; issued; "
            "issued on; date issued; tax date; document date; invoice dated; receipt date; credit note date; "
            "invoiced on; date of sale; tax point; date raised; raised on; tax point date; invoice date tax "
            "point; date of tax point; date issued on; date created; created on"
        ),
        "de": (
            "rechnungsdatum; datum der rechnung; belegdatum; ausstellungsdatum; rechnung vom; rechnungstag; "
            "re datum; rg datum; gutschriftdatum; gutschriftsdatum; ausgestellt am; datum rechnung; "
            "rechnungsdatum lieferdatum; ausgestellt; rechnung erstellt am; erstellt am"
        ),
        "fr": (
            "date de facture; date de la facture; date facture; date de facturation; date d emission; date "
            "emission; facture du; emise le; date de l avoir; date avoir; emis le; emission; date d "
            "etablissement; etablie le"
        ),
        "es": (
            "fecha de factura; fecha factura; fecha de emision; fecha emision; fecha de expedicion; fecha de "
            "la factura; emitida el; fecha fra"
        ),
        "it": (
            "data fattura; data della fattura; data documento; data di emissione; data emissione; fattura "
            "del; emessa il; data doc; emesso il; data emissione fattura"
        ),
        "nl": (
            "factuurdatum; datum factuur; nota datum; opgesteld op; boekdatum; uitgegeven op; uitgiftedatum"
        ),
        "pt": (
            "data da fatura; data de emissao; data fatura; data emissao; data da factura; data de fatura; "
            "emitida em; emitido em; data de faturacao"
        ),
        "pl": (
            "data wystawienia; data faktury; data sporzadzenia; wystawiono dnia; data wystawienia faktury; "
            "data wyst; wystawiono; data i miejsce wystawienia; wystawiona dnia"
        ),
        "sv": (
            "fakturadatum; utfardad; utstalld; utstalld den; utfardad den; utfardandedatum; faktureringsdatum"
        ),
        "da": (
            "fakturadato; udstedelsesdato; udstedt den; udstedt; bilagsdato; faktureringsdato; udstedelsesdag"
        ),
        "no": "utstedelsesdato; faktura dato; utstedt; utstedt den; faktureringsdato; bilagsdato",
        "fi": "laskun paivamaara; laskun pvm; laskupaiva; laskutuspaiva; paivays; laskutettu; laadittu",
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
            "payment due date; due on; due by; pay by; payable by; date due; due; invoice due; invoice due "
            "date; payment due by; payment due on; total amount due on; please pay by; amount due by; amount "
            "due on; pay before; to be paid by; final payment date; last date of payment; deadline for "
            "payment; payment deadline; due for payment"
        ),
        "de": (
            "fallig am; falligkeit; falligkeitsdatum; zahlbar bis; zahlungsziel; fallig; zu zahlen bis; "
            "falligkeitstag; zahlbar am; zahlungsfrist; zahlung bis; spatestens bis zum; uberweisen sie bis "
            "zum; zahlbar bis zum; bitte uberweisen sie bis zum; fallig bis; fallig zum; netto bis; bis zum; "
            "falligkeitstermin; zahlung bis zum; zahlung fallig am; zahlung erbeten bis; zahlungstermin; "
            "faellig am; zu begleichen bis; zahlbar spatestens am"
        ),
        "fr": (
            "date d echeance; echeance; date echeance; a payer avant le; date limite de paiement; date de "
            "paiement; payable le; payable avant le; a regler avant le; echeance le; date limite; payable "
            "avant; echeance de paiement; date de reglement au plus tard; a regler le; a payer le; regler "
            "avant le; date limite de reglement; reglement avant le"
        ),
        "es": (
            "fecha de vencimiento; vencimiento; fecha vencimiento; vence; fecha de pago; pagar antes de; "
            "vence el; fecha vto; fecha de vto; pagar antes del; vto; fecha limite de pago; fecha limite; "
            "vence en; pagadero antes de; vencimiento el"
        ),
        "it": (
            "scadenza; data scadenza; data di scadenza; scadenza pagamento; pagare entro; scadenze; da "
            "pagare entro il; scadenza il; scad; termine di pagamento; entro il; pagamento entro; pagare "
            "entro il; data di pagamento"
        ),
        "nl": (
            "vervaldatum; uiterste betaaldatum; te betalen voor; betalen voor; vervaldag; uiterlijk; "
            "betaaldatum; te betalen uiterlijk; uiterlijk betalen op; vervalt op; te voldoen voor; voldoen "
            "voor; betaling voor; betalen uiterlijk; uiterste betaaldag; te betalen op; uiterlijke "
            "betaaldatum"
        ),
        "pt": (
            "data de vencimento; vencimento; pagar ate; data vencimento; data limite de pagamento; pagamento "
            "ate; data limite; a pagar ate; vence em; pagavel ate; data de pagamento"
        ),
        "pl": (
            "termin platnosci; termin zaplaty; platne do; zaplata do; data platnosci; platnosc do; zaplata "
            "do dnia; platnosc do dnia; zaplacic do; do zaplaty do; termin; wymagalnosc"
        ),
        "sv": (
            "forfallodatum; forfallodag; betalas senast; att betala senast; forfaller; oss tillhanda senast; "
            "sista betalningsdag; sista betalningsdatum; betala senast; forfallodatum senast; betalningsdag; "
            "ska vara oss tillhanda"
        ),
        "da": (
            "forfaldsdato; betalingsfrist; betales senest; forfald; sidste rettidige betalingsdato; "
            "betalingsdato; sidste rettidige betaling; sidste betalingsdag; betal senest; forfaldsdag; "
            "rettidig betaling; sidste betalingsdato"
        ),
        "no": (
            "forfall; betales innen; forfallsdato; betalingsfrist; forfaller; betal innen; forfallsdag; "
            "siste betalingsfrist; betales senest"
        ),
        "fi": (
            "erapaiva; erapvm; maksettava viimeistaan; maksupaiva; viimeinen maksupaiva; maksu viimeistaan; "
            "erapaivamaara; maksakaa viimeistaan"
        ),
    },
    Label.ORDER: {
        "en": (
            "po number; purchase order; purchase order number; po no; po #; order number; order no; your "
            "order; po; order #; your reference; customer po; order id; your ref; purchase order no; "
            "customer reference; your order no; buyer order number; order reference; po ref; your po; your "
            "order ref; your purchase order; customer po number; customer order; po reference; order ref; "
            "cust po; purchase order ref"
        ),
        "de": (
            "bestellnummer; bestell nr; ihre bestellung; bestellung nr; auftragsnummer; bestellung; auftrags "
            "nr; bestellreferenz; ihr auftrag; ihre bestellnummer; ihre referenz; ihre bestell nr; "
            "kundenreferenz; ihr zeichen; kundenbestellung; auftrags nr kunde; auftragsnummer kunde; "
            "bestellzeichen; bestellung vom kunden; ihre best nr; best nummer; kommission"
        ),
        "fr": (
            "numero de commande; commande n; bon de commande; n de commande; votre commande; votre "
            "reference; reference commande; no commande; reference client; n commande; votre ref; votre bc; "
            "vos ref; votre commande n; bc n; ref client"
        ),
        "es": (
            "numero de pedido; pedido; n de pedido; su pedido; orden de compra; n pedido; su referencia; no "
            "pedido; pedido n; no de pedido; su ref; s ref; vuestra referencia; ref pedido"
        ),
        "it": (
            "numero ordine; ordine n; ordine; vostro ordine; n ordine; rif ordine; ordine di acquisto; vs "
            "ordine; nr ordine; ordine nr; vostro rif; vs rif; vostro riferimento; riferimento ordine; rif "
            "vs ordine"
        ),
        "nl": (
            "ordernummer; bestelnummer; uw referentie; inkooporder; uw order; order; inkoopordernummer; uw "
            "ordernummer; bestelbon; uw bestelnummer; uw ordernr; uw kenmerk; uw ref; po nummer; "
            "bestelreferentie; uw bestelnr"
        ),
        "pt": (
            "numero do pedido; encomenda; n encomenda; nota de encomenda; pedido n; numero da encomenda; "
            "ordem de compra; vossa referencia; sua referencia; v ref; vossa ref; v encomenda; requisicao; "
            "nota encomenda"
        ),
        "pl": (
            "numer zamowienia; nr zamowienia; zamowienie nr; zamowienie; zamowienie klienta; nr zam; wasze "
            "zamowienie; zamowienie z dnia"
        ),
        "sv": (
            "ordernummer; er referens; bestallningsnummer; order nr; ert ordernummer; inkopsordernummer; er "
            "ref; er bestallning; ert ordernr; ordernr; er order; bestallning; inkopsorder; ert best nr; er "
            "best nr"
        ),
        "da": (
            "ordrenummer; ordre nr; jeres reference; deres reference; indkobsordre; rekvisition; deres "
            "ordrenr; jeres ref; deres ref; deres ordre; ordrenr; jeres ordre; deres rekvisition; "
            "rekvisitionsnr; indkobsordrenr"
        ),
        "no": (
            "bestillingsnummer; deres referanse; ordrenr; ordrenummer; deres ref; deres ordre; deres "
            "bestilling; bestillingsnr; innkjopsordre; deres ordrenr"
        ),
        "fi": (
            "tilausnumero; tilausnro; viitteenne; ostotilaus; tilauksenne; tilausviite; asiakkaan viite; "
            "viite"
        ),
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
}
"""Phrases by meaning and language, separated by semicolons."""

ENDINGS: dict[Label, dict[str, str]] = {
    Label.TITLE: {"de": "rechnung;gutschrift;korrektur", "nl": "factuur;creditnota", "sv": "faktura"},
    Label.OTHER_DATE: {"de": "datum", "da": "dato"},
    Label.OTHER_AMOUNT: {"de": "rabatt;nachlass;abschlag;zuschlag;kosten;skonto;gebuhr"},
    Label.OTHER_NUMBER: {"de": "nummer", "da": "nummer", "fi": "numero"},
}
"""Ends of words that were put together: `Mietrechnung` is a Rechnung, `Mietdatum` a date of something."""
