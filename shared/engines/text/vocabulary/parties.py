"""Labels of names and tax identifiers. Data only: see `meanings`."""

from shared.engines.text.vocabulary.meanings import Label

PARTIES: dict[Label, dict[str, str]] = {
    Label.VENDOR: {
        "en": (
            "seller; vendor; supplier; sold by; from; service provider; issued by; bill from; payable to; "
            "remit to; remittance address; make checks payable to; billed by; invoice from; company name; "
            "provided by; products provided by; product s provided by; biller; merchant; seller details; our "
            "details; issuer; supplier details; service provider details; trader; your supplier"
        ),
        "de": (
            "rechnungsersteller; rechnungsaussteller; aussteller; verkaufer; lieferant; rechnungssteller; "
            "leistungserbringer; absender; rechnungsabsender; auftragnehmer; verkaufer lieferant; "
            "leistender; leistungserbringerin; firma aussteller; ausgestellt von; ausgestellt durch"
        ),
        "fr": (
            "vendeur; fournisseur; emetteur; prestataire; emis par; emise par; societe emettrice; "
            "coordonnees du vendeur; expediteur; nos coordonnees; facture de"
        ),
        "es": (
            "vendedor; proveedor; emisor; datos del emisor; datos del proveedor; datos fiscales del emisor; "
            "emitida por; emitido por; remitente; datos emisor; expedidor"
        ),
        "it": (
            "fornitore; cedente prestatore; venditore; mittente; cedente; emittente; dati fornitore; ditta "
            "emittente; emessa da; cedente prestatore fornitore; dati cedente prestatore"
        ),
        "nl": (
            "leverancier; verkoper; afzender; van; gefactureerd door; opdrachtnemer; dienstverlener; "
            "gegevens leverancier"
        ),
        "pt": (
            "fornecedor; vendedor; emitente; prestador; dados do fornecedor; emitida por; emitido por; "
            "prestador de servicos; dados do emitente"
        ),
        "pl": (
            "sprzedawca; wystawca; dostawca; sprzedajacy; wystawca faktury; dane sprzedawcy; wykonawca; "
            "uslugodawca; zleceniobiorca"
        ),
        "sv": (
            "saljare; leverantor; avsandare; fran; utfardare; fakturautstallare; leverantorsuppgifter; "
            "utstallare; fakturerat av"
        ),
        "da": (
            "leverandor; saelger; afsender; fra; udsteder; salger; leverandoroplysninger; fakturaudsteder; "
            "udstedt af"
        ),
        "no": "selger; utsteder; fra; leverandor; avsender; fakturautsteder; utstedt av",
        "fi": (
            "myyja; toimittaja; laskuttaja; lahettaja; laskun lahettaja; palveluntarjoaja; laskuttajan "
            "tiedot; yrityksen tiedot"
        ),
    },
    Label.BUYER: {
        "en": (
            "invoice address; bill to customer; bill to; billed to; invoice to; sold to; customer; buyer; "
            "client; billing address; bill to address; customer name; invoiced to; guest name; to; "
            "attention; customer address; billing to; recipient; prepared for; bill for; invoice for; issued "
            "to; invoice recipient; purchaser; customer details; billing details; bill to name; invoicee; "
            "payer; customer information; client details; client name; billed to customer; name and address "
            "of customer; invoiced customer; accounts payable"
        ),
        "de": (
            "kaufer; rechnungsempfanger; kunde; rechnungsadresse; rechnungsanschrift; auftraggeber; "
            "empfanger; rechnung an; leistungsempfanger; besteller; kundenname; kunde name; kaufer "
            "leistungsempfanger; kundenanschrift; kundenadresse; rechnungsempfangerin; auftraggeberin; "
            "rechnungs empfanger; kundendaten; rechnungsanschrift kunde; adressat"
        ),
        "fr": (
            "client; facture a; adresse de facturation; acheteur; facturer a; destinataire; nom du client; "
            "nom de l abonne; adresse facturation; facture pour; nom client; a l attention de; nom et "
            "adresse du client; client facture; adresse du client; coordonnees du client; coordonnees "
            "client; donneur d ordre; beneficiaire"
        ),
        "es": (
            "cliente; facturar a; comprador; datos del cliente; direccion de facturacion; destinatario; "
            "facturado a; nombre del cliente; datos de facturacion; datos cliente; datos fiscales del "
            "cliente; datos fiscales cliente; a la atencion de; destinatario de la factura; cliente nombre; "
            "facturacion"
        ),
        "it": (
            "cliente; cessionario committente; destinatario; spettabile; spett le; acquirente; fatturato a; "
            "intestatario; spett; cessionario; committente; intestata a; fatturare a; dati cliente; dati del "
            "cliente; spett le ditta; alla cortese attenzione; intestatario fattura; destinatario fattura; "
            "fattura a; dati cessionario committente; cliente destinatario; ragione sociale cliente"
        ),
        "nl": (
            "factuuradres; klant; koper; factuur aan; afnemer; debiteur; klantnaam; aan; gefactureerd aan; "
            "factuur voor; klantgegevens; gegevens klant; gefactureerd aan klant; ter attentie van; "
            "opdrachtgever; geadresseerde; factuurontvanger; factuurgegevens"
        ),
        "pt": (
            "cliente; faturar a; comprador; adquirente; destinatario; nome do cliente; exmo s sr s; faturado "
            "a; dados do cliente; faturacao; dados de faturacao; cliente nome; a atencao de; exmo sr; exmos "
            "srs; exmo s senhor es; exmos senhores; cliente destinatario; faturada a"
        ),
        "pl": (
            "nabywca; kupujacy; odbiorca; klient; platnik; odbiorca faktury; nabywca faktury; dane nabywcy; "
            "zamawiajacy; klient nabywca; adresat; dane klienta"
        ),
        "sv": (
            "kund; kopare; fakturaadress; mottagare; faktureras till; fakturamottagare; kundnamn; faktura "
            "till; kunduppgifter; kundadress; bestallare; faktureringsadress; kundens namn; betalare; "
            "adressat; faktureras"
        ),
        "da": (
            "kunde; kober; faktureringsadresse; faktureres til; modtager; fakturamodtager; kundenavn; "
            "faktura til; faktureres; debitor navn; kundeoplysninger; betaler; kundens navn; faktureret til; "
            "faktura adresse; fakturaadresse; kundeadresse"
        ),
        "no": (
            "kjoper; fakturamottaker; kunde; faktura til; fakturaadresse; faktureres; faktureres til; "
            "fakturert til; mottaker; betaler; kundeadresse; kundeinformasjon"
        ),
        "fi": (
            "ostaja; asiakas; laskutusosoite; vastaanottaja; laskun saaja; laskun vastaanottaja; tilaaja; "
            "maksaja; asiakkaan tiedot; asiakkaan nimi; saaja; laskutetaan; laskutettava; laskutustiedot"
        ),
    },
    Label.OTHER_PARTY: {
        "en": (
            "ship to; shipping address; delivery address; deliver to; shipped to; ship to address; delivered "
            "to; consignee; site address; service address; ship address; deliver address; goods to"
        ),
        "de": (
            "lieferadresse; lieferanschrift; warenempfanger; lieferung an; versandadresse; abweichender "
            "warenempfanger; abweichender zahlungsempfanger; steuerbevollmachtigter des verkaufers; "
            "zahlungsempfanger; abweichender rechnungsempfanger; lieferung nach; leistungsort; baustelle; "
            "versand an"
        ),
        "fr": (
            "adresse de livraison; livre a; livraison; adresse livraison; livrer a; lieu de livraison; "
            "adresse du chantier; expedie a"
        ),
        "es": "direccion de entrega; enviar a; direccion de envio; entregar a; enviado a; lugar de entrega",
        "it": (
            "destinazione; indirizzo di consegna; luogo di consegna; destinazione merce; destinatario merce; "
            "spedire a; luogo di destinazione; consegnare a"
        ),
        "nl": (
            "afleveradres; leveringsadres; verzendadres; leveradres; verzenden naar; leveren aan; geleverd "
            "aan"
        ),
        "pt": "endereco de entrega; local de entrega; morada de entrega; entregar em; entregue a",
        "pl": "adres dostawy; miejsce dostawy",
        "sv": "leveransadress; levereras till; leverans till; mottagaradress",
        "da": "leveringsadresse; leveres til; leveret til; levering til",
        "no": "leveringsadresse; leveres til; levering til; levert til",
        "fi": "toimitusosoite; toimitetaan; toimituksen saaja; toimitus",
    },
    Label.PAYEE: {
        "en": (
            "account holder; account name; beneficiary name; beneficiary; payee; name of account; "
            "in favour of; in favor of; bank account name"
        ),
        "de": "kontoinhaber; kto inhaber; konto inhaber; begunstigter; kontoinhaberin",
        "fr": "titulaire du compte; titulaire; compte au nom de; nom du titulaire; ordre",
        "es": "titular de la cuenta; titular; titular cuenta; beneficiario",
        "it": "intestatario conto; intestatario del conto; conto intestato a; intestato a",
        "nl": "rekeninghouder; ten name van; t n v; tnv; begunstigde; tenaamstelling",
        "pt": "titular da conta; em nome de",
        "pl": "wlasciciel rachunku; wlasciciel konta; odbiorca przelewu; posiadacz rachunku",
        "sv": "kontoinnehavare; betalningsmottagare",
        "da": "kontohaver; kontoindehaver; betalingsmodtager",
        "no": "kontoeier; kontohaver; betalingsmottaker",
        "fi": "tilinomistaja; maksun saaja; saajan nimi",
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
            "ein; gst number; tax registration number; vat registration no; vat reg; vat tin; abn; tin; vat "
            "reg number; gst no; gst reg no; federal tax id; company vat; our vat number; vat nr; tax no; "
            "vat id no; gst hst; tax identification number; fein; vat registration; vat registered number; "
            "company vat no; tax reg no; ein no; ein tax id; tax id no; tax registration; vat identification "
            "number; vat no gb; company tax id; vat tax id; gst registration no; gst reg number; our vat no; "
            "our vat id; vat code; sales tax id"
        ),
        "de": (
            "ust idnr; ust id; umsatzsteuer id; umsatzsteuer identifikationsnummer; uid; umsatzsteuer idnr; "
            "mwst nr; uid nr; umsatzsteuernummer; vat id nr; ust identnr; unsere ust idnr; ustid; ust "
            "identifikationsnummer; ust nr; ust id nr; umsatzsteuer identifikations nr; ust identifikations "
            "nr; umsatzsteueridentifikationsnummer; ust identifikationsnr; mwst nummer; uid mwst; "
            "umsatzsteuer id nr; atu nr; uid nummer; ustidnr; ust idnummer; uid mwst nr; mwst id; mwst uid"
        ),
        "fr": (
            "tva intracommunautaire; n tva; numero de tva; no tva; tva intracom; n tva intracommunautaire; "
            "numero tva; n de tva intra communautaire; n de tva; id tva; n tva intracom; tva intra; n tva "
            "intra; numero de tva intracommunautaire; no de tva; n id tva; tva fr; identifiant tva; n tva "
            "intra com; no tva intracom; n de tva intracommunautaire; no tva intracommunautaire; no de tva "
            "intracommunautaire; tva n; code tva; tva no; numero d identification tva"
        ),
        "es": (
            "nif; cif; cif nif; nif cif; nif iva; n i f; c i f; n nif; n i f c i f; num iva; n iva "
            "intracomunitario; nif intracomunitario; nif iva n"
        ),
        "it": (
            "partita iva; p iva; p i; codice fiscale; partita iva codice fiscale; cf p iva; p iva cf; part "
            "iva; piva; n iva; partita iva c f; c f p iva; p iva c f; cod fisc p iva; partita iva cod "
            "fiscale; n partita iva; p iva n; p iva e c f; id fiscale iva; identificativo fiscale"
        ),
        "nl": (
            "btw nummer; btw nr; btw id; btw identificatienummer; btw id nummer; btw identificatienr; btw "
            "ondernemingsnummer; ondernemingsnummer; btw be; btw nr be; ond nr; btw id nr; vat nr"
        ),
        "pt": (
            "nif; contribuinte; n contribuinte; nipc; numero de contribuinte; cnpj; contribuinte n; n i f; n "
            "i p c; contribuinte no; nif nipc; numero fiscal; n de contribuinte; no contribuinte; n "
            "identificacao fiscal; nif n; contrib n; contrib"
        ),
        "pl": "nip; nip ue; nip sprzedawcy; vat ue; nr nip; numer nip; nip vat ue; vat eu",
        "sv": (
            "momsreg nr; momsregistreringsnummer; vat nr; vat nummer; momsregistreringsnr; momsregnr; moms "
            "reg nr; momsregnummer; moms nr; momsnr; vat no"
        ),
        "da": (
            "cvr; cvr nr; se nr; momsnr; cvr se nr; cvr nummer; momsnummer; moms nr; se nummer; cvr no; vat "
            "nr; moms reg nr; cvr momsnr"
        ),
        "no": (
            "org nr mva; foretaksregisteret; organisasjonsnummer; org no; org nr; orgnr; organisasjonsnr; "
            "foretaksregisteret no; mva nr; mva nummer; org nummer; organisasjonsnummer mva"
        ),
        "fi": (
            "y tunnus; alv numero; alv nro; alv tunnus; alv tunniste; alv rek nro; vat numero; vat tunnus; "
            "ytunnus; ly tunnus"
        ),
    },
    Label.BUYER_TAX_ID: {
        "en": (
            "customer vat; your vat number; customer vat number; buyer vat; client vat; your vat no; "
            "customer tax id; customer gstin; your vat id; buyer vat id; customer vat no; bill to vat; "
            "customer abn; vat number customer; client vat number; customer vat id; your vat"
        ),
        "de": (
            "ihre ust idnr; ihre ust id; ust idnr kunde; ust id kunde; kunden ust idnr; ust idnr kaufer; "
            "ihre umsatzsteuer id; ust id des kunden; ihre ust identnr; ust idnr des kunden; ihre uid; ihre "
            "uid nr; ust identnr kunde"
        ),
        "fr": (
            "n tva client; tva client; votre n tva; votre numero de tva; tva intracommunautaire client; no "
            "tva client; votre tva; n tva intracommunautaire client"
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
