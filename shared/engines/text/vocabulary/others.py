"""Labels of what an invoice prints and nobody asks for: they keep it from being read as something else."""

from shared.engines.text.vocabulary.meanings import Label

OTHERS: dict[Label, dict[str, str]] = {
    Label.OTHER_NUMBER: {
        "en": (
            "customer number; customer no; account number; account no; customer id; delivery note; page; "
            "phone; client number; fax; tel; registration number; company number; quote number; project "
            "number; bank account; sort code; routing number; account id; delivery note number; delivery "
            "note no; booking id; contract number; contract no; service tax; cin; swift; bic; iban; invoice "
            "period; customer code; sales order; account #; customer #; packing slip; invoice summary; job "
            "number; website; iban no; invoice currency; invoice status; invoice type; invoice page; invoice "
            "details; bank name; invoice discount; payment terms; terms; invoice bill; company reg no; "
            "customer ref no; client id; cust no; vendor number; supplier number; company no; reg no; bank; "
            "contact; attn; e mail; email"
        ),
        "de": (
            "kundennummer; kunden nr; lieferschein; lieferschein nr; lieferscheinnummer; seite; "
            "steuernummer; steuer nr; hrb; hrb nr; handelsregister; telefon; fax; tel; kundenkonto; lief nr; "
            "vertragsnummer; projektnummer; kontonummer; konto; blz; leitweg id; gln; gtin; auftrag nr lief; "
            "ursprungsbeleg nr; reklamationsnummer; st nr; kto nr; kto; registergericht; bic; iban; "
            "mandatsreferenz; glaubiger id; lieferantennummer; angebotsnummer; angebot; personalnummer; "
            "angebot nr; rechnungsempfanger nr; zahlungsbedingungen; ansprechpartner; sachbearbeiter; e "
            "mail; bank; unsere lieferanten nr; lieferanten nr; kd nr; debitor; debitorennummer; ihre "
            "kundennr; ihre kundennummer; bearbeiter; mail"
        ),
        "fr": (
            "numero client; n client; code client; siret; siren; rcs; telephone; tel; bon de livraison; "
            "page; numero de dossier; id client; numero de ligne; ape; facture liee; devis; devis n; rib; no "
            "client; conditions de paiement; capital; naf; mode de reglement; votre contact; contact; "
            "courriel; e mail; banque; no siret; n siret; numero siret"
        ),
        "es": (
            "numero de cliente; n cliente; codigo cliente; albaran; telefono; pagina; presupuesto; factura "
            "rectificada; no cliente; forma de pago; contacto; correo; banco; cod cliente; telefono fijo; "
            "movil; codigo de cliente; n albaran; no albaran"
        ),
        "it": (
            "codice cliente; cod cliente; ddt; telefono; pagina; rea; preventivo; codice destinatario; pec; "
            "rif; modalita di pagamento; contatto; banca; cliente n; sdi; codice sdi; email; ns rif; agente"
        ),
        "nl": (
            "klantnummer; debiteurnummer; klant nr; kvk; kvk nummer; pakbon; telefoon; pagina; offerte; "
            "serienummer; debiteurnr; kvk nr; relatienummer; betalingsvoorwaarden; contactpersoon; kamer van "
            "koophandel; bank; rekeningnummer; contact; e mail; relatienr"
        ),
        "pt": (
            "numero de cliente; n cliente; codigo cliente; telefone; pagina; guia de remessa; orcamento; "
            "contacto; banco; cliente n; cliente no; mbway; entidade; email"
        ),
        "pl": (
            "numer klienta; regon; krs; strona; telefon; nr klienta; nr konta; numer konta; bdo; konto; "
            "bank; kod klienta; email; osoba kontaktowa; nr konta bankowego"
        ),
        "sv": (
            "kundnummer; kundnr; organisationsnummer; sida; telefon; bankgiro; plusgiro; foljesedel; kund "
            "id; bg; pg; var referens; bank; e post; kontakt; organisationsnr; kontonummer"
        ),
        "da": (
            "kundenummer; kundenr; side; telefon; folgeseddel; reg nr; kontonr; debitornr; debitor nr; konto "
            "nr; bank; kontaktperson; vores ref; vor ref; e mail; mail"
        ),
        "no": (
            "kundenr; kundenummer; kunde nr; kontonummer; kontonr; var ref; var referanse; bankkonto; kid; e "
            "post; kontaktperson"
        ),
        "fi": (
            "asiakasnumero; asiakasnro; viitenumero; viite nro; tilinumero; pankki; puhelin; yhteyshenkilo; "
            "sivu; puh; maksuehto; viitteemme"
        ),
    },
    Label.OTHER_DATE: {
        "en": (
            "delivery date; order date; ship date; service date; date of supply; period; billing period; "
            "service period; shipping date; date of delivery; print date; check in; check out; period start; "
            "period end; statement date; start date; end date; po date; quote date; date of birth; contract "
            "date; date shipped; despatch date; supply date; next billing date; renewal date; date ordered; "
            "delivery note date; date of dispatch; dispatched; shipped on; shipped; dispatch date; period "
            "from; performance date"
        ),
        "de": (
            "lieferdatum; leistungsdatum; liefertermin; auftragsdatum; bestelldatum; leistungszeitraum; "
            "lieferschein datum; auftrag datum lief; abrechnungszeitraum; liefer und leistungsdatum; "
            "druckdatum; lieferzeitraum; versanddatum; gebucht am; vertragsbeginn; zeitraum; buchungsdatum; "
            "valuta; ursprungsbeleg datum; gultig bis; angebotsdatum; skonto bis; datum leistung; "
            "leistungszeitpunkt; lieferung vom; leistung vom; leistungsmonat; datum der leistung; datum der "
            "lieferung; leistungs lieferdatum; lieferschein vom"
        ),
        "fr": (
            "date de livraison; date de commande; periode; date de prestation; date livraison; date "
            "commande; date d expedition; prelevement a partir du; date d impression; date de naissance; "
            "date de reglement; livre le; date de realisation; date de vente; expedie le"
        ),
        "es": (
            "fecha de entrega; fecha de pedido; periodo; fecha pedido; fecha de operacion; fecha operacion; "
            "fecha entrega; fecha de impresion; fecha de servicio; entregado el; fecha albaran"
        ),
        "it": (
            "data consegna; data ordine; periodo; data di consegna; data ddt; data trasporto; data stampa; "
            "data servizio; consegnato il; data di spedizione"
        ),
        "nl": (
            "leverdatum; orderdatum; besteldatum; periode; bezorgdatum; afleverdatum; printdatum; datum "
            "levering; geleverd op; leveringsdatum; verzenddatum; datum opdracht"
        ),
        "pt": (
            "data de entrega; data do pedido; periodo; data encomenda; data entrega; data da encomenda; data "
            "de carga; data de descarga; data de expedicao; data servico"
        ),
        "pl": (
            "data sprzedazy; data dostawy; data zamowienia; data wykonania uslugi; okres; data zaplaty; data "
            "dokonania dostawy; data wykonania; data zakonczenia dostawy; data wysylki"
        ),
        "sv": (
            "leveransdatum; orderdatum; period; leveransdag; leverans; levererad; leveransvecka; utlovad "
            "leverans; orderdag"
        ),
        "da": (
            "leveringsdato; ordredato; periode; udskriftsdato; leveret den; leveret; afsendt; "
            "leveringsperiode"
        ),
        "no": "levert dato; levert; leveringsdato; leveringsperiode; ordredato",
        "fi": "toimituspaiva; toimituspvm; toimitettu; tilauspaiva; tilauspvm; toimituspaivamaara",
    },
    Label.CARRIED: {
        "en": (
            "carried forward; brought forward; page total; balance carried forward; carry forward; balance "
            "brought forward; total carried forward; carried over"
        ),
        "de": (
            "ubertrag; zwischenubertrag; seitensumme; ubertrag von seite; ubertrag auf seite; seitenubertrag"
        ),
        "fr": (
            "report; a reporter; total page; report page precedente; sous total page; report page suivante; "
            "a reporter page suivante; sous total a reporter; report de la page precedente"
        ),
        "es": (
            "suma y sigue; suma anterior; total pagina; suma y sigue pagina; subtotal pagina; arrastre; suma "
            "parcial pagina"
        ),
        "it": (
            "a riportare; riporto; totale pagina; da riportare; riporto pagina; a riporto; riporto da pagina "
            "precedente; totale a riportare"
        ),
        "nl": (
            "transport; te transporteren; paginatotaal; transporteren; transport naar volgende pagina; "
            "transport van vorige pagina; saldo vorige pagina; over te brengen; subtotaal pagina"
        ),
        "pt": (
            "a transportar; total da pagina; transportado; saldo transportado; transporte da pagina anterior"
        ),
        "pl": (
            "do przeniesienia; z przeniesienia; suma strony; z poprzedniej strony; na nastepna strone; suma "
            "z przeniesienia"
        ),
        "sv": (
            "transporteras; att transportera; sidsumma; overfort; transport fran foregaende sida; delsumma "
            "sida"
        ),
        "da": "overfores; overfort; sidetotal",
        "no": "overfores; overfort; overfort fra forrige side; sidesum",
        "fi": "siirto; siirto seuraavalle sivulle; siirto edelliselta sivulta; sivun summa; valisumma sivu",
    },
    Label.OTHER_AMOUNT: {
        "en": (
            "discount; shipping; paid; payment received; deposit; previous balance; amount paid; credits; "
            "handling; less paid; shipping handling; freight; total discount; total quantity; total items; "
            "total savings; total hours; rounding; payments; total qty; total weight; total shipping; vat "
            "rate; tax rate; total units; prepaid; unit price; deposit received; less payments; already "
            "paid; advance payment; amount received; less deposit; payment on account; paid to date; trade "
            "discount; loyalty discount; carriage; postage; delivery; delivery charge; postage and packing; "
            "packing; packaging; shipping cost; shipping costs; shipping and handling; surcharge; amounts "
            "paid"
        ),
        "de": (
            "rabatt; versandkosten; skonto; anzahlung; bereits gezahlt; versand; zu abschlag; fracht; "
            "abschlag; zuschlag; rechnungsrabatt; einzelpreis; summe rabatt; gesamtgewicht; gesamtmenge; "
            "mwst satz; steuersatz; ust satz; stammkapital; vk preis; bereits bezahlt; anzahlungen; "
            "gesamtrabatt; erhaltene anzahlungen; vorausbezahlter betrag; gesamtbetrag der zuschlage; "
            "gesamtbetrag der abschlage; positionssumme; summe der positionen; ausstehende forderung; "
            "rundungsbetrag; rundung; selbstbeteiligung; anzahlung abzgl; abzgl anzahlung; abzuglich "
            "anzahlung; bereits gezahlter betrag; verpackung; versand und verpackung; porto; porto und "
            "versand; mindermengenzuschlag; treuerabatt; nachlass; lieferkosten; energiezuschlag; geleistete "
            "zahlung; geleistete anzahlungen; gezahlt; bezahlt; zahlung erhalten"
        ),
        "fr": (
            "remise; frais de port; acompte; escompte; prix unitaire; taux tva; taux; deja paye; acomptes; "
            "total remise; capital social; acompte verse; deja regle; frais de livraison; port; frais d "
            "expedition; frais de transport; emballage; regle; acompte recu; reglement recu; avance; remise "
            "commerciale; escompte commercial; rabais; montant deja paye; dont deja regle; eco participation"
        ),
        "es": (
            "descuento; portes; anticipo; precio unitario; tipo iva; pagado; a cuenta; gastos de envio; "
            "anticipos; entregas a cuenta; pronto pago; dto comercial; dto pronto pago; recargo; dto; "
            "retencion; irpf; retencion irpf; pago a cuenta; pagos a cuenta; embalaje; abonado"
        ),
        "it": (
            "sconto; spese di trasporto; acconto; prezzo unitario; aliquota; aliquota iva; spese incasso; "
            "pagato; acconto versato; gia versato; gia pagato; spese di spedizione; trasporto; spese "
            "trasporto; imballo; spese; bollo; spese bancarie; sconto cliente; acconti; imballaggio; "
            "ritenuta; ritenuta d acconto; marca da bollo; anticipo"
        ),
        "nl": (
            "korting; verzendkosten; reeds voldaan; aanbetaling; btw tarief; reeds betaald; btw percentage; "
            "bezorgkosten; vracht; vrachtkosten; aanbetaald; voorschot; voldaan; betaald; verzending; "
            "portokosten; klantkorting; toeslag; brandstoftoeslag; verpakking; reeds ontvangen; "
            "vooruitbetaald; orderkosten; administratiekosten; transportkosten"
        ),
        "pt": (
            "desconto; portes; preco unitario; taxa iva; taxa; pago; portes de envio; adiantamento; ja pago; "
            "valor pago; desconto comercial; adiantamentos; retencao; despesas de envio; desconto "
            "financeiro; embalagem; valor ja pago"
        ),
        "pl": (
            "rabat; cena jednostkowa; stawka vat; zaplacono; cena netto; zaliczka; wplacono; koszty dostawy; "
            "koszty wysylki; wysylka; upust; kwota zaplacona; przedplata; zaplacono gotowka; koszt dostawy; "
            "oplata za dostawe; wplata"
        ),
        "sv": (
            "rabatt; frakt; oresavrundning; avrundning; momssats; betalt; fraktavgift; expeditionsavgift; "
            "forskott; faktureringsavgift; leveransavgift; kundrabatt; tidigare betalt; frakt och emballage; "
            "emballage; redan betalt; inbetalt; forskottsbetalning; avgar; aconto; a conto; oresutjamning; "
            "betalt belopp"
        ),
        "da": (
            "rabat; fragt; afrunding; momssats; betalt; porto; fragt og emballage; gebyr; acontobetaling; a "
            "conto; aconto; forudbetalt; forudbetaling; forsendelse; levering; kunderabat; allerede betalt; "
            "indbetalt; emballage; miljogebyr; fakturagebyr; orerundning; orafrunding"
        ),
        "no": (
            "frakt; forskudd; a konto; akonto; forsendelse; levering; kunderabatt; innbetalt; allerede "
            "betalt; gebyr; fakturagebyr; oreavrunding; avrunding; rabatt; tidligere betalt; "
            "forskuddsbetalt; forhandsbetalt; rabatt kunde; ekspedisjonsgebyr; enhetspris; mva sats"
        ),
        "fi": (
            "rahti; toimituskulut; postikulut; ennakkomaksu; maksettu; suoritettu; alennus; asiakasalennus; "
            "laskutuslisa; pyoristys; rahtikulut; kasittelykulut; aiemmin maksettu; ennakko; toimitusmaksu; "
            "pientoimituslisa; suoritukset; hyvitys; yksikkohinta; alv kanta"
        ),
    },
}
"""Phrases by meaning and language, separated by semicolons."""
