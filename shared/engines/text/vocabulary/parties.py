"""Labels of names and tax identifiers. Data only: see `meanings`."""

from shared.engines.text.vocabulary.meanings import Label

PARTIES: dict[Label, dict[str, str]] = {
    Label.VENDOR: {
        "en": (
            "seller; vendor; supplier; sold by; from; service provider; issued by; bill from; payable to; "
            "remit to; remittance address; make checks payable to; billed by; invoice from; company name; "
            "provided by; products provided by; product s provided by; biller; merchant"
        ),
        "de": (
            "rechnungsersteller; rechnungsaussteller; aussteller; verkaufer; lieferant; rechnungssteller; "
            "leistungserbringer; absender; rechnungsabsender; "
            "auftragnehmer; verkaufer lieferant"
        ),
        "fr": "vendeur; fournisseur; emetteur; prestataire; emis par",
        "es": "vendedor; proveedor; emisor; datos del emisor; datos del proveedor",
        "it": "fornitore; cedente prestatore; venditore; mittente; cedente; emittente",
        "nl": "leverancier; verkoper; afzender",
        "pt": "fornecedor; vendedor; emitente; prestador",
        "pl": "sprzedawca; wystawca; dostawca",
        "sv": "saljare; leverantor; avsandare",
        "da": "leverandor; saelger; afsender",
        "no": "selger; utsteder",
        "fi": "myyja; toimittaja; laskuttaja",
    },
    Label.BUYER: {
        "en": (
            "invoice address; bill to customer; bill to; billed to; invoice to; sold to; customer; buyer; "
            "client; billing address; "
            "bill to address; customer name; invoiced to; guest name; to; attention; customer address; "
            "billing to; recipient; prepared for; bill for; invoice for; issued to"
        ),
        "de": (
            "kaufer; rechnungsempfanger; kunde; rechnungsadresse; rechnungsanschrift; auftraggeber; "
            "empfanger; rechnung an; leistungsempfanger; besteller; kundenname; kunde name; "
            "kaufer leistungsempfanger"
        ),
        "fr": (
            "client; facture a; adresse de facturation; acheteur; facturer a; destinataire; "
            "nom du client; nom de l abonne; adresse facturation; facture pour; nom client"
        ),
        "es": (
            "cliente; facturar a; comprador; datos del cliente; direccion de facturacion; destinatario; "
            "facturado a; nombre del cliente"
        ),
        "it": (
            "cliente; cessionario committente; destinatario; spettabile; spett le; acquirente; "
            "fatturato a; intestatario; spett; cessionario; committente; intestata a"
        ),
        "nl": (
            "factuuradres; klant; koper; factuur aan; afnemer; debiteur; klantnaam; aan; gefactureerd aan"
        ),
        "pt": (
            "cliente; faturar a; comprador; adquirente; destinatario; nome do cliente; exmo s sr s; "
            "faturado a"
        ),
        "pl": "nabywca; kupujacy; odbiorca; klient; platnik",
        "sv": "kund; kopare; fakturaadress; mottagare; faktureras till; fakturamottagare; kundnamn",
        "da": ("kunde; kober; faktureringsadresse; faktureres til; modtager; fakturamodtager; kundenavn"),
        "no": "kjoper; fakturamottaker",
        "fi": "ostaja; asiakas; laskutusosoite; vastaanottaja",
    },
    Label.OTHER_PARTY: {
        "en": "ship to; shipping address; delivery address; deliver to; shipped to; ship to address",
        "de": (
            "lieferadresse; lieferanschrift; warenempfanger; lieferung an; versandadresse; "
            "abweichender warenempfanger; abweichender zahlungsempfanger; "
            "steuerbevollmachtigter des verkaufers; zahlungsempfanger; abweichender rechnungsempfanger"
        ),
        "fr": "adresse de livraison; livre a; livraison; adresse livraison",
        "es": "direccion de entrega; enviar a; direccion de envio",
        "it": "destinazione; indirizzo di consegna; luogo di consegna; destinazione merce",
        "nl": "afleveradres; leveringsadres; verzendadres; leveradres",
        "pt": "endereco de entrega; local de entrega; morada de entrega",
        "pl": "adres dostawy; miejsce dostawy",
        "sv": "leveransadress",
        "da": "leveringsadresse",
        "no": "leveringsadresse",
        "fi": "toimitusosoite",
    },
    Label.NAME: {
        "en": "name; company; business name; legal name",
        "de": "firma; firmenname; firmierung",
        "fr": "nom; raison sociale; societe; denomination",
        "es": "nombre; razon social; empresa; nombre y apellidos",
        "it": "ragione sociale; denominazione; ditta; azienda",
        "nl": "naam; bedrijfsnaam; bedrijf",
        "pt": "nome; denominacao social; empresa",
        "pl": "nazwa; firma",
        "sv": "namn; foretag",
        "da": "navn; firma; virksomhed",
        "no": "navn; firma",
        "fi": "nimi; yritys",
    },
    Label.VENDOR_TAX_ID: {
        "en": (
            "vat number; vat no; vat id; vat reg no; vat registration number; tax id; tax number; gstin; "
            "ein; gst number; tax registration number; vat registration no; vat reg; vat tin; abn; tin; "
            "vat reg number; gst no; gst reg no; federal tax id; company vat; our vat number; vat nr; "
            "tax no; vat id no; gst hst; tax identification number; fein"
        ),
        "de": (
            "ust idnr; ust id; umsatzsteuer id; umsatzsteuer identifikationsnummer; uid; "
            "umsatzsteuer idnr; mwst nr; uid nr; umsatzsteuernummer; vat id nr; ust identnr; "
            "unsere ust idnr; ustid; ust identifikationsnummer; ust nr"
        ),
        "fr": (
            "tva intracommunautaire; n tva; numero de tva; no tva; tva intracom; "
            "n tva intracommunautaire; numero tva; n de tva intra communautaire; n de tva; id tva"
        ),
        "es": "nif; cif; cif nif; nif cif; nif iva",
        "it": ("partita iva; p iva; p i; codice fiscale; partita iva codice fiscale; cf p iva; p iva cf"),
        "nl": "btw nummer; btw nr; btw id; btw identificatienummer",
        "pt": "nif; contribuinte; n contribuinte; nipc; numero de contribuinte; cnpj; contribuinte n",
        "pl": "nip; nip ue",
        "sv": "momsreg nr; momsregistreringsnummer; vat nr; vat nummer; momsregistreringsnr",
        "da": "cvr; cvr nr; se nr; momsnr; cvr se nr; cvr nummer",
        "no": "org nr mva; foretaksregisteret; organisasjonsnummer; org no",
        "fi": "y tunnus; alv numero; alv nro; alv tunnus",
    },
    Label.BUYER_TAX_ID: {
        "en": (
            "customer vat; your vat number; customer vat number; buyer vat; client vat; your vat no; "
            "customer tax id; customer gstin; your vat id; buyer vat id; customer vat no; bill to vat; "
            "customer abn; vat number customer; client vat number; customer vat id; your vat"
        ),
        "de": (
            "ihre ust idnr; ihre ust id; ust idnr kunde; ust id kunde; kunden ust idnr; ust idnr kaufer; "
            "ihre umsatzsteuer id; ust id des kunden; ihre ust identnr; ust idnr des kunden; ihre uid; "
            "ihre uid nr; ust identnr kunde"
        ),
        "fr": (
            "n tva client; tva client; votre n tva; votre numero de tva; tva intracommunautaire client; "
            "no tva client; votre tva; n tva intracommunautaire client"
        ),
        "es": "nif cliente; cif cliente; nif cif cliente",
        "it": "p iva cliente; partita iva cliente",
        "nl": "uw btw nummer; btw nummer klant; uw btw nr; btw nr klant; klant btw",
        "pt": "nif cliente; contribuinte cliente; v n contrib; nif do cliente; nif adquirente",
        "pl": "nip nabywcy",
        "sv": "ert momsreg nr; ert vat nr; kundens vat nr; ert vat nummer",
        "da": "kundens cvr; kundens cvr nr; deres cvr nr; jeres cvr nr",
    },
}
"""Phrases by meaning and language, separated by semicolons."""
