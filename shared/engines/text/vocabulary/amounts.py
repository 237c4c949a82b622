"""Labels of amounts. Data only: see `meanings`."""

from shared.engines.text.vocabulary.meanings import Label

AMOUNTS: dict[Label, dict[str, str]] = {
    Label.SUBTOTAL: {
        "en": (
            "subtotal; net total; total net; net amount; total excl vat; total excluding vat; "
            "total excl tax; amount excl vat; total before tax; net; taxable amount; total ex vat; "
            "amount before tax; subtotal excl vat; net value; total excluding tax; subtotal without vat; "
            "total without vat; total w o vat; goods total; total net amount; net subtotal; "
            "total excl gst; amount net; total untaxed; untaxed amount; total ht; invoice net total"
        ),
        "de": (
            "rechnungssumme netto; rechnungssumme netto exkl ust; summe netto exkl mwst; summe positionen; "
            "nettobetrag; netto; zwischensumme; summe netto; gesamt netto; nettosumme; "
            "gesamtbetrag netto; netto gesamt; warenwert netto; gesamtsumme netto; rechnungsbetrag netto; "
            "nettowert; total netto; betrag netto; summe exkl mwst; summe ohne mwst; "
            "rechnungsbetrag ohne ust; gesamt exkl mwst; bemessungsgrundlage; steuerbasis; "
            "total exkl mwst; total ohne mwst"
        ),
        "fr": (
            "total ht; montant ht; sous total; total hors taxe; total hors taxes; montant total ht; "
            "net ht; total net ht; base ht; montant hors taxe; sous total ht; total ht net"
        ),
        "es": (
            "base imponible; subtotal; importe neto; total neto; base; total sin iva; neto; importe base; "
            "total base imponible; suma"
        ),
        "it": (
            "imponibile; totale imponibile; subtotale; totale netto; totale merce; netto; "
            "totale senza iva; importo netto; base imponibile"
        ),
        "nl": (
            "subtotaal; totaal excl btw; totaal exclusief btw; exclusief btw; netto; bedrag excl btw; "
            "grondslag; totaal ex btw; excl btw; totaal excl; netto bedrag; totaal netto; "
            "bedrag exclusief btw"
        ),
        "pt": (
            "subtotal; total sem iva; valor liquido; total liquido; base tributavel; incidencia; "
            "total iliquido; base de incidencia"
        ),
        "pl": ("razem netto; wartosc netto; suma netto; netto; kwota netto; ogolem netto; lacznie netto"),
        "sv": (
            "netto; summa exkl moms; delsumma; nettobelopp; belopp exkl moms; summa exklusive moms; "
            "totalt exkl moms; exkl moms; summa netto"
        ),
        "da": (
            "subtotal; netto; beloeb ekskl moms; i alt ekskl moms; total ekskl moms; nettobelob; "
            "belob ekskl moms; subtotal ekskl moms; momspligtigt belob"
        ),
        "no": "nettosum; mva grunnlag; mva pliktig belop",
        "fi": "veroton yhteensa; veroton summa",
    },
    Label.TAX: {
        "en": (
            "tax; vat; gst; sales tax; total tax; vat amount; tax amount; total vat; tax total; "
            "vat total; hst; estimated tax; value added tax; igst; iva; cgst; sgst; sales vat; taxes; "
            "vat amt; total gst; gst amount; consumption tax; total taxes; included tax; tax included; "
            "included vat; state tax; city tax; pst; qst; salestax; vat on; tax on; vat at; vat amount on"
        ),
        "de": (
            "mwst; ust; umsatzsteuer; mehrwertsteuer; mwst betrag; steuerbetrag; zzgl mwst; zzgl ust; "
            "ust gesamt; gesamt mwst; umsatzssteuer; zuzuglich mwst; ust betrag; zuzuglich umsatzsteuer; "
            "mehrwertsteuerbetrag; steuer; steuern; summe mwst; summe ust; summe umsatzsteuer; "
            "gesamtsteuer; mwst gesamt; summe steuern; steuer gesamt; gesetzliche mwst; zzgl umsatzsteuer; "
            "versicherungsteuer; versicherungssteuer; usst; steuerbetrag in; ust summe; mwst summe; "
            "enthaltene mwst; enthaltene ust; enthaltene umsatzsteuer; steuerbasisbetrag ust; "
            "steuerbasisbetrag mwst; ust auf; mwst auf; ust aus; mwst aus; ust von; mwst von"
        ),
        "fr": (
            "tva; montant tva; total tva; taxes; taxe; montant de la tva; montant total tva; dont tva; "
            "total taxes; tva collectee; montant tva total; tva totale; tva sur; tva a"
        ),
        "es": (
            "iva; cuota iva; total iva; importe iva; cuota; impuestos; cuota de iva; total impuestos; "
            "iva sobre; iva al"
        ),
        "it": (
            "iva; imposta; totale iva; importo iva; totale imposta; imposte; di cui iva; imposta iva; "
            "iva su; iva al"
        ),
        "nl": ("btw; btw bedrag; totaal btw; omzetbelasting; bedrag btw; btw over; btw van"),
        "pt": (
            "iva; total iva; valor do iva; imposto; total do iva; valor iva; total impostos; montante iva"
        ),
        "pl": "vat; kwota vat; podatek vat; razem vat; podatek; suma vat",
        "sv": "moms; momsbelopp; varav moms; total moms; summa moms",
        "da": "moms; momsbelob; heraf moms; moms i alt; salgsmoms; total moms",
        "no": ("mva; merverdiavgift; mva belop; sum mva; herav mva; avgift; mva av"),
        "fi": "alv; arvonlisavero; alv yhteensa; vero; veron maara; alv maara",
    },
    Label.TOTAL: {
        "en": (
            "grand total; invoice total; total amount; total incl vat; total including vat; gross total; "
            "total gross; total invoice; total incl tax; total for this invoice; amount total; "
            "total invoice amount; invoice amount; total inc vat; total inc gst; order total; "
            "gross amount; total gbp; total usd; total eur; total amount payable; total charges; "
            "total in eur; total in usd; total in gbp; total including tax; total to pay; total due; "
            "total payable; gross; total cost; total inr; total credit; credit total; credit amount; "
            "amount credited; total refund; refund amount"
        ),
        "de": (
            "rechnungssumme brutto; rechnungssumme brutto inkl ust; gesamtbetrag inkl ust; gesamtbetrag; "
            "rechnungsbetrag; endbetrag; bruttobetrag; gesamtsumme; summe brutto; "
            "gesamt brutto; bruttosumme; gesamtbetrag brutto; rechnungssumme; endsumme; "
            "gesamtbetrag inkl mwst; total brutto; brutto; rechnungsendbetrag; gesamt inkl mwst; "
            "rechnungsbetrag brutto; bruttowert; gesamtbetrag eur; gesamt eur; summe eur; "
            "gesamtsumme brutto; total inkl mwst; total chf; gesamtpreis brutto; rechnungsgesamtbetrag; "
            "summe inkl mwst; betrag brutto; gutschriftbetrag; gutschriftsbetrag; gutschriftssumme; "
            "erstattungsbetrag; rechnungsbeitrag"
        ),
        "fr": (
            "total ttc; montant ttc; total general; montant total ttc; net ttc; total facture; "
            "montant total; total toutes taxes comprises; montant facture; total de la facture; "
            "montant de l avoir; total avoir; montant credite"
        ),
        "es": (
            "total factura; importe total; total con iva; total general; importe total factura; "
            "total a abonar; total euros; total eur; total iva incluido; importe del abono; total abono"
        ),
        "it": (
            "totale fattura; totale documento; importo totale; totale complessivo; totale ivato; "
            "totale generale; totale con iva; totale euro; totale eur; totale nota di credito; "
            "importo accreditato"
        ),
        "nl": (
            "totaalbedrag; totaal incl btw; totaal inclusief btw; factuurbedrag; factuur totaal; "
            "eindtotaal; totaal eur; totaal factuur; totaal inclusief; inclusief btw; creditbedrag; "
            "totaal creditnota"
        ),
        "pt": (
            "total da fatura; valor total; total com iva; total geral; total documento; total fatura; "
            "total eur; montante total; total do documento"
        ),
        "pl": (
            "razem brutto; wartosc brutto; suma brutto; kwota brutto; ogolem brutto; brutto; "
            "lacznie brutto; razem do zaplaty; naleznosc ogolem"
        ),
        "sv": (
            "totalt inkl moms; totalbelopp; fakturabelopp; summa inkl moms; summa totalt; total sek; "
            "totalt sek; totalsumma; slutsumma"
        ),
        "da": (
            "total inkl moms; i alt inkl moms; fakturatotal; totalbelob; fakturabelob; belob inkl moms; "
            "total dkk; i alt dkk"
        ),
        "no": "totalsum; fakturasum; total nok; sum nok; totalt nok",
        "fi": "loppusumma; laskun loppusumma; verollinen yhteensa; laskun summa",
    },
    Label.TOTAL_BARE: {
        "en": "total; totals",
        "de": "summe; gesamt; total",
        "fr": "total",
        "es": "total",
        "it": "totale",
        "nl": "totaal",
        "pt": "total",
        "pl": "razem; ogolem; lacznie",
        "sv": "summa; totalt; total",
        "da": "i alt; total",
        "no": "sum; totalt",
        "fi": "yhteensa; summa",
    },
    Label.AMOUNT_DUE: {
        "en": (
            "due payable; amount due now; payable; amount due; balance due; total amount due; "
            "amount payable; balance; outstanding; "
            "amount owing; please pay; amount to pay; balance payable; total balance; "
            "outstanding balance; new balance; total outstanding; payable amount; amount due in usd"
        ),
        "de": (
            "zahlbetrag; zu zahlen; falliger betrag; zu zahlender betrag; offener betrag; restbetrag; "
            "zahlungsbetrag; zu bezahlen; noch zu zahlen; uberweisungsbetrag; offener rechnungsbetrag; "
            "zu zahlender gesamtbetrag; zu zahlender beitrag; zahlungsbetrag gesamt; noch offen"
        ),
        "fr": (
            "net a payer; a payer; montant du; solde; reste a payer; solde a payer; montant a payer; "
            "total a payer; somme a payer; solde du; reste du"
        ),
        "es": (
            "total a pagar; importe a pagar; saldo pendiente; a pagar; importe pendiente; liquido a pagar"
        ),
        "it": (
            "netto a pagare; totale a pagare; totale da pagare; da pagare; importo da pagare; "
            "importo dovuto; saldo"
        ),
        "nl": (
            "te betalen; openstaand bedrag; te betalen bedrag; nog te betalen; totaal te betalen; "
            "te voldoen; openstaand"
        ),
        "pt": "total a pagar; valor a pagar; a pagar; montante a pagar; saldo",
        "pl": "do zaplaty; pozostaje do zaplaty; kwota do zaplaty; pozostalo do zaplaty",
        "sv": "att betala; belopp att betala; summa att betala",
        "da": (
            "at betale; til betaling; belob til betaling; i alt til betaling; skyldigt belob; at betale i alt"
        ),
        "no": "a betale; belop a betale; til betaling",
        "fi": "maksettava; maksettava yhteensa; maksettavaa; maksettava summa",
    },
    Label.CARRIED: {
        "en": (
            "carried forward; brought forward; page total; balance carried forward; carry forward; "
            "balance brought forward; total carried forward; carried over"
        ),
        "de": (
            "ubertrag; zwischenubertrag; seitensumme; ubertrag von seite; ubertrag auf seite; seitenubertrag"
        ),
        "fr": "report; a reporter; total page; report page precedente; sous total page",
        "es": "suma y sigue; suma anterior; total pagina",
        "it": "a riportare; riporto; totale pagina; da riportare",
        "nl": "transport; te transporteren; paginatotaal; transporteren",
        "pt": "a transportar; total da pagina",
        "pl": "do przeniesienia; z przeniesienia; suma strony",
        "sv": "transporteras; att transportera; sidsumma",
        "da": "overfores; overfort; sidetotal",
    },
    Label.OTHER_AMOUNT: {
        "en": (
            "discount; shipping; paid; payment received; deposit; previous balance; amount paid; credits; "
            "handling; less paid; shipping handling; freight; total discount; total quantity; "
            "total items; total savings; total hours; rounding; payments; total qty; total weight; "
            "total shipping; vat rate; tax rate; total units; prepaid; unit price"
        ),
        "de": (
            "rabatt; versandkosten; skonto; anzahlung; bereits gezahlt; versand; zu abschlag; fracht; "
            "abschlag; zuschlag; rechnungsrabatt; einzelpreis; summe rabatt; "
            "gesamtgewicht; gesamtmenge; mwst satz; steuersatz; ust satz; stammkapital; vk preis; "
            "bereits bezahlt; anzahlungen; gesamtrabatt; erhaltene anzahlungen; vorausbezahlter betrag; "
            "gesamtbetrag der zuschlage; gesamtbetrag der abschlage; positionssumme; summe der positionen; "
            "ausstehende forderung; rundungsbetrag; rundung; selbstbeteiligung"
        ),
        "fr": (
            "remise; frais de port; acompte; escompte; prix unitaire; taux tva; taux; "
            "deja paye; acomptes; total remise; capital social"
        ),
        "es": "descuento; portes; anticipo; precio unitario; tipo iva; pagado",
        "it": (
            "sconto; spese di trasporto; acconto; prezzo unitario; aliquota; aliquota iva; spese incasso; "
            "pagato"
        ),
        "nl": (
            "korting; verzendkosten; reeds voldaan; aanbetaling; btw tarief; reeds betaald; btw percentage"
        ),
        "pt": "desconto; portes; preco unitario; taxa iva; taxa; pago",
        "pl": "rabat; cena jednostkowa; stawka vat; zaplacono; cena netto",
        "sv": "rabatt; frakt; oresavrundning; avrundning; momssats; betalt",
        "da": "rabat; fragt; afrunding; momssats; betalt; porto",
    },
}
"""Phrases by meaning and language, separated by semicolons."""
