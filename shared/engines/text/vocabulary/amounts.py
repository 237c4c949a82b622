"""Labels of amounts. Data only: see `meanings`."""

from shared.engines.text.vocabulary.meanings import Label

AMOUNTS: dict[Label, dict[str, str]] = {
    Label.SUBTOTAL: {
        "en": (
            "subtotal; net total; total net; net amount; total excl vat; total excluding vat; total excl "
            "tax; amount excl vat; total before tax; net; taxable amount; total ex vat; amount before tax; "
            "subtotal excl vat; net value; total excluding tax; subtotal without vat; total without vat; "
            "total w o vat; goods total; total net amount; net subtotal; total excl gst; amount net; total "
            "untaxed; untaxed amount; total ht; invoice net total; net sum; net invoice amount; net amount "
            "due; subtotal net; sub total ex vat; total before vat; total goods; goods value; total net of "
            "vat; total taxable; net invoice value; total amount excl vat; value excl vat; taxable value; "
            "nett; nett total; total nett"
        ),
        "de": (
            "rechnungssumme netto; rechnungssumme netto exkl ust; summe netto exkl mwst; summe positionen; "
            "nettobetrag; netto; zwischensumme; summe netto; gesamt netto; nettosumme; gesamtbetrag netto; "
            "netto gesamt; warenwert netto; gesamtsumme netto; rechnungsbetrag netto; nettowert; total "
            "netto; betrag netto; summe exkl mwst; summe ohne mwst; rechnungsbetrag ohne ust; gesamt exkl "
            "mwst; bemessungsgrundlage; steuerbasis; total exkl mwst; total ohne mwst; summe exkl ust; "
            "warenwert; nettopreis gesamt; gesamtnetto; netto summe; gesamtsumme ohne mwst; nettoumsatz; "
            "rechnungsbetrag netto exkl mwst; positionen netto; leistungen netto; nettogesamtbetrag; "
            "entgelt; entgelt netto; nettoentgelt; auftragswert netto; netto betrag"
        ),
        "fr": (
            "total ht; montant ht; sous total; total hors taxe; total hors taxes; montant total ht; net ht; "
            "total net ht; base ht; montant hors taxe; sous total ht; total ht net; total net ht eur; total "
            "brut ht; net commercial; total h t; montant h t; total hors tva; net hors taxes; valeur ht; "
            "total ht apres remise; somme ht"
        ),
        "es": (
            "base imponible; subtotal; importe neto; total neto; base; total sin iva; neto; importe base; "
            "total base imponible; suma; importe sin iva; base imponible total; subtotal sin iva; total "
            "bruto; importe bruto; total antes de iva; bruto"
        ),
        "it": (
            "imponibile; totale imponibile; subtotale; totale netto; totale merce; netto; totale senza iva; "
            "importo netto; base imponibile; tot imponibile; netto merce; merce netta; totale merce netta; "
            "totale servizi; tot merce; imponibile iva; tot netto; totale senza imposte"
        ),
        "nl": (
            "subtotaal; totaal excl btw; totaal exclusief btw; exclusief btw; netto; bedrag excl btw; "
            "grondslag; totaal ex btw; excl btw; totaal excl; netto bedrag; totaal netto; bedrag exclusief "
            "btw; bedrag ex btw; totaalbedrag excl btw; nettobedrag; totaal zonder btw; netto totaal"
        ),
        "pt": (
            "subtotal; total sem iva; valor liquido; total liquido; base tributavel; incidencia; total "
            "iliquido; base de incidencia; valor sem iva; total mercadoria; iliquido; valor iliquido; total "
            "bruto sem iva; mercadoria; total s iva; valor s iva; total sem imposto"
        ),
        "pl": (
            "razem netto; wartosc netto; suma netto; netto; kwota netto; ogolem netto; lacznie netto; netto "
            "razem; wartosc netto razem; lacznie bez vat; wartosc bez vat; do zaplaty netto"
        ),
        "sv": (
            "netto; summa exkl moms; delsumma; nettobelopp; belopp exkl moms; summa exklusive moms; totalt "
            "exkl moms; exkl moms; summa netto; belopp fore moms; totalt fore moms; summa fore moms; "
            "exklusive moms; netto belopp"
        ),
        "da": (
            "subtotal; netto; beloeb ekskl moms; i alt ekskl moms; total ekskl moms; nettobelob; belob ekskl "
            "moms; subtotal ekskl moms; momspligtigt belob; nettobelob i alt; belob uden moms; total uden "
            "moms; momsgrundlag; belob eks moms; i alt eks moms; netto i alt; sum ekskl moms"
        ),
        "no": (
            "nettosum; mva grunnlag; mva pliktig belop; netto; delsum; subtotal; nettobelop; netto belop; "
            "sum uten mva; belop uten mva; sum eksl mva; sum eks mva; ekskl mva; eks mva; netto sum; totalt "
            "eks mva; mva fritt; avgiftspliktig belop; ordresum"
        ),
        "fi": (
            "veroton yhteensa; veroton summa; valisumma; veroton; yhteensa veroton; netto; verottomat "
            "yhteensa; summa veroton; alv 0; yhteensa alv 0; summa alv 0; veroton hinta yhteensa; veroton "
            "loppusumma; summa ilman alv; yhteensa ilman alv; summa ennen veroa"
        ),
    },
    Label.TAX: {
        "en": (
            "tax; vat; gst; sales tax; total tax; vat amount; tax amount; total vat; tax total; vat total; "
            "hst; estimated tax; value added tax; igst; iva; cgst; sgst; sales vat; taxes; vat amt; total "
            "gst; gst amount; consumption tax; total taxes; included tax; tax included; included vat; state "
            "tax; city tax; pst; qst; salestax; vat on; tax on; vat at; vat amount on; vat total amount; "
            "total vat amount; total tax amount; total sales tax; includes vat; includes vat of; of which "
            "vat; vat element; including vat of; includes gst; standard rate vat; output vat; vat value; vat "
            "payable; value added tax vat; total vat due; vat due; tax value"
        ),
        "de": (
            "mwst; ust; umsatzsteuer; mehrwertsteuer; mwst betrag; steuerbetrag; zzgl mwst; zzgl ust; ust "
            "gesamt; gesamt mwst; umsatzssteuer; zuzuglich mwst; ust betrag; zuzuglich umsatzsteuer; "
            "mehrwertsteuerbetrag; steuer; steuern; summe mwst; summe ust; summe umsatzsteuer; gesamtsteuer; "
            "mwst gesamt; summe steuern; steuer gesamt; gesetzliche mwst; zzgl umsatzsteuer; "
            "versicherungsteuer; versicherungssteuer; usst; steuerbetrag in; ust summe; mwst summe; "
            "enthaltene mwst; enthaltene ust; enthaltene umsatzsteuer; steuerbasisbetrag ust; "
            "steuerbasisbetrag mwst; ust auf; mwst auf; ust aus; mwst aus; ust von; mwst von; mwst "
            "gesamtbetrag; ust betrag gesamt; mehrwertsteuer betrag; steuersumme; gesetzl mwst; davon mwst; "
            "davon ust; davon umsatzsteuer; darin enthalten ust; darin enthalten mwst; darin enthaltene "
            "mwst; darin enthaltene ust; im betrag enthaltene mwst; m w st; darin mwst; darin ust; inkl mwst "
            "betrag; enthalt mwst; ust normalsatz"
        ),
        "fr": (
            "tva; montant tva; total tva; taxes; taxe; montant de la tva; montant total tva; dont tva; total "
            "taxes; tva collectee; montant tva total; tva totale; tva sur; tva a; t v a; total t v a; "
            "montant t v a; tva totale a payer; tva due; tva incluse; tva comprise; dont t v a; tva taux "
            "normal; montant taxe"
        ),
        "es": (
            "iva; cuota iva; total iva; importe iva; cuota; impuestos; cuota de iva; total impuestos; iva "
            "sobre; iva al; i v a; iva total; impuesto; total cuota iva; cuota i v a; iva repercutido; total "
            "cuotas; importe i v a; iva incluido; incluye iva"
        ),
        "it": (
            "iva; imposta; totale iva; importo iva; totale imposta; imposte; di cui iva; imposta iva; iva "
            "su; iva al; iva totale; importo imposta; totale imposte; tot iva; tot imposta; i v a; imposta "
            "totale"
        ),
        "nl": (
            "btw; btw bedrag; totaal btw; omzetbelasting; bedrag btw; btw over; btw van; totale btw; btw "
            "totaal; totaalbedrag btw; btw hoog; btw laag; b t w"
        ),
        "pt": (
            "iva; total iva; valor do iva; imposto; total do iva; valor iva; total impostos; montante iva; "
            "total de iva; iva total; total imposto; i v a; valor do imposto; montante do iva; imposto iva"
        ),
        "pl": (
            "vat; kwota vat; podatek vat; razem vat; podatek; suma vat; podatek vat razem; vat razem; kwota "
            "podatku; kwota podatku vat; razem podatek; w tym vat; w tym podatek vat; wartosc vat; zawiera "
            "vat; podatek od towarow i uslug"
        ),
        "sv": (
            "moms; momsbelopp; varav moms; total moms; summa moms; moms totalt; momsbelopp totalt; "
            "mervardesskatt; moms kr; total momsbelopp; momssumma"
        ),
        "da": (
            "moms; momsbelob; heraf moms; moms i alt; salgsmoms; total moms; momsbelob i alt; moms belob; "
            "total momsbelob; moms udgor; momsen udgor; merværdiafgift"
        ),
        "no": (
            "mva; merverdiavgift; mva belop; sum mva; herav mva; avgift; mva av; mva total; mva totalt; "
            "total mva; mva sum; sum avgift; herav merverdiavgift; merverdiavgift mva; utgaende mva; mva kr; "
            "mva hoy sats"
        ),
        "fi": (
            "alv; arvonlisavero; alv yhteensa; vero; veron maara; alv maara; alv summa; alv osuus; "
            "arvonlisavero yhteensa; alv euroa; alv eur; veron osuus; verot yhteensa; vero yhteensa; alv n "
            "maara; josta alv; sisaltaa alv; sis alv; josta arvonlisavero; sisaltaa arvonlisaveroa"
        ),
    },
    Label.TOTAL: {
        "en": (
            "grand total; invoice total; total amount; total incl vat; total including vat; gross total; "
            "total gross; total invoice; total incl tax; total for this invoice; amount total; total invoice "
            "amount; invoice amount; total inc vat; total inc gst; order total; gross amount; total gbp; "
            "total usd; total eur; total amount payable; total charges; total in eur; total in usd; total in "
            "gbp; total including tax; total to pay; total due; total payable; gross; total cost; total inr; "
            "total credit; credit total; credit amount; amount credited; total refund; refund amount; total "
            "including gst; total amount incl vat; total price; total value; invoice value; total amount inc "
            "vat; total with vat; total eur incl vat; total gross amount; grand total incl vat; total amount "
            "due including vat; total sum; gross invoice amount; total invoice value; amount payable incl "
            "vat; final total; amount incl vat; amount including vat"
        ),
        "de": (
            "rechnungssumme brutto; rechnungssumme brutto inkl ust; gesamtbetrag inkl ust; gesamtbetrag; "
            "rechnungsbetrag; endbetrag; bruttobetrag; gesamtsumme; summe brutto; gesamt brutto; "
            "bruttosumme; gesamtbetrag brutto; rechnungssumme; endsumme; gesamtbetrag inkl mwst; total "
            "brutto; brutto; rechnungsendbetrag; gesamt inkl mwst; rechnungsbetrag brutto; bruttowert; "
            "gesamtbetrag eur; gesamt eur; summe eur; gesamtsumme brutto; total inkl mwst; total chf; "
            "gesamtpreis brutto; rechnungsgesamtbetrag; summe inkl mwst; betrag brutto; gutschriftbetrag; "
            "gutschriftsbetrag; gutschriftssumme; erstattungsbetrag; rechnungsbeitrag; rechnungssumme inkl "
            "mwst; gesamtbetrag brutto inkl mwst; summe inkl ust; gesamt inkl ust; bruttorechnungsbetrag; "
            "brutto gesamt; rechnungs endbetrag; gesamtendbetrag; zu zahlender rechnungsbetrag; total inkl "
            "ust; endpreis; gesamtpreis inkl mwst; gesamtrechnungsbetrag; brutto summe; bruttogesamtbetrag; "
            "rechnungstotal; total rechnungsbetrag; summe total; bruttoentgelt; rechnungsbetrag inkl mwst; "
            "rechnungsbetrag inkl ust; gesamtbrutto"
        ),
        "fr": (
            "total ttc; montant ttc; total general; montant total ttc; net ttc; total facture; montant "
            "total; total toutes taxes comprises; montant facture; total de la facture; montant de l avoir; "
            "total avoir; montant credite; total a regler; montant total a payer; total t t c; montant t t "
            "c; net a regler; total euros ttc; somme totale; montant a regler; montant total de la facture; "
            "total de la facture ttc; total tva comprise; total du"
        ),
        "es": (
            "total factura; importe total; total con iva; total general; importe total factura; total a "
            "abonar; total euros; total eur; total iva incluido; importe del abono; total abono; importe "
            "factura; total importe; total euros iva incluido; total impuestos incluidos; total factura eur; "
            "importe total con iva; total de la factura; total documento; importe liquido; total bruto "
            "factura; total eur iva incluido; total a cobrar"
        ),
        "it": (
            "totale fattura; totale documento; importo totale; totale complessivo; totale ivato; totale "
            "generale; totale con iva; totale euro; totale eur; totale nota di credito; importo accreditato; "
            "tot documento; tot fattura; totale dovuto; totale a saldo; totale complessivo documento; tot "
            "generale; totale imponibile e iva; totale documento euro; importo fattura; tot da pagare"
        ),
        "nl": (
            "totaalbedrag; totaal incl btw; totaal inclusief btw; factuurbedrag; factuur totaal; eindtotaal; "
            "totaal eur; totaal factuur; totaal inclusief; inclusief btw; creditbedrag; totaal creditnota; "
            "factuur bedrag; totaal te betalen bedrag; eindbedrag; totaalprijs; totaal met btw; "
            "factuurtotaal"
        ),
        "pt": (
            "total da fatura; valor total; total com iva; total geral; total documento; total fatura; total "
            "eur; montante total; total do documento; total c iva; total liquido a pagar; valor da fatura; "
            "valor total da fatura; importancia total; total a receber; total documento eur; valor a receber"
        ),
        "pl": (
            "razem brutto; wartosc brutto; suma brutto; kwota brutto; ogolem brutto; brutto; lacznie brutto; "
            "razem do zaplaty; naleznosc ogolem; kwota do zaplaty brutto; wartosc brutto razem; razem "
            "wartosc brutto; suma do zaplaty; naleznosc; kwota naleznosci; kwota naleznosci ogolem; do "
            "zaplaty brutto; razem z vat; lacznie do zaplaty; ogolem do zaplaty; kwota faktury"
        ),
        "sv": (
            "totalt inkl moms; totalbelopp; fakturabelopp; summa inkl moms; summa totalt; total sek; totalt "
            "sek; totalsumma; slutsumma; summa inklusive moms; total summa; att betala inkl moms; "
            "fakturasumma; fakturans totalbelopp; belopp inkl moms; totalt att betala; summa sek"
        ),
        "da": (
            "total inkl moms; i alt inkl moms; fakturatotal; totalbelob; fakturabelob; belob inkl moms; "
            "total dkk; i alt dkk; belob i alt; total i alt; total belob; i alt at betale inkl moms; samlet "
            "belob; total inklusive moms; samlet total; faktura total; i alt inklusive moms; til betaling i "
            "alt; fakturabelob i alt; at betale dkk"
        ),
        "no": (
            "totalsum; fakturasum; total nok; sum nok; totalt nok; totalbelop; sum inkl mva; total inkl mva; "
            "totalt inkl mva; belop inkl mva; sum totalt; sum a betale; total a betale; totalt a betale; "
            "fakturabelop; faktura total; totalpris; sum total; total belop; til sammen; inkl mva total"
        ),
        "fi": (
            "loppusumma; laskun loppusumma; verollinen yhteensa; laskun summa; summa yhteensa; yhteensa sis "
            "alv; yhteensa eur; yhteensa euroa; verollinen summa; verollinen loppusumma; laskun "
            "kokonaissumma; kokonaissumma; laskun summa yhteensa; yhteensa verollinen; maksettava eur; "
            "laskun loppusumma eur; loppusumma sis alv; brutto yhteensa; laskutettava summa; laskun "
            "yhteissumma; hinta yhteensa; loppusumma yhteensa"
        ),
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
            "due payable; amount due now; payable; amount due; balance due; total amount due; amount "
            "payable; balance; outstanding; amount owing; please pay; amount to pay; balance payable; total "
            "balance; outstanding balance; new balance; total outstanding; payable amount; amount due in "
            "usd; outstanding amount; remaining balance; total now due; remaining amount; balance to pay; to "
            "pay; left to pay; amount outstanding; balance outstanding; net payable; net amount payable; "
            "total outstanding balance"
        ),
        "de": (
            "zahlbetrag; zu zahlen; falliger betrag; zu zahlender betrag; offener betrag; restbetrag; "
            "zahlungsbetrag; zu bezahlen; noch zu zahlen; uberweisungsbetrag; offener rechnungsbetrag; zu "
            "zahlender gesamtbetrag; zu zahlender beitrag; zahlungsbetrag gesamt; noch offen; restzahlung; "
            "verbleibender betrag; noch zu bezahlen; verbleiben zu zahlen; restforderung; ausstehender "
            "betrag; zahlbarer betrag; restsumme; verbleibender rechnungsbetrag; schlussbetrag; zu "
            "uberweisen; zu uberweisender betrag"
        ),
        "fr": (
            "net a payer; a payer; montant du; solde; reste a payer; solde a payer; montant a payer; total a "
            "payer; somme a payer; solde du; reste du; reste du a payer; solde restant du; somme due; "
            "montant restant du; net du; reste a regler; montant restant a payer; solde facture; solde a "
            "regler"
        ),
        "es": (
            "total a pagar; importe a pagar; saldo pendiente; a pagar; importe pendiente; liquido a pagar; "
            "pendiente de pago; pendiente; saldo; saldo a pagar; liquido; resto a pagar; por pagar; neto a "
            "pagar; total pendiente"
        ),
        "it": (
            "netto a pagare; totale a pagare; totale da pagare; da pagare; importo da pagare; importo "
            "dovuto; saldo; residuo da pagare; da saldare; saldo a pagare; residuo; saldo dovuto; importo "
            "residuo; resta da pagare; rimanenza; saldo finale; a saldo"
        ),
        "nl": (
            "te betalen; openstaand bedrag; te betalen bedrag; nog te betalen; totaal te betalen; te "
            "voldoen; openstaand; nog te voldoen; restant; restbedrag; resterend bedrag; saldo; nog "
            "openstaand; verschuldigd bedrag; te voldoen bedrag; over te maken"
        ),
        "pt": (
            "total a pagar; valor a pagar; a pagar; montante a pagar; saldo; valor em divida; em divida; "
            "saldo em divida; saldo a pagar; restante a pagar; por pagar; por liquidar; remanescente"
        ),
        "pl": (
            "do zaplaty; pozostaje do zaplaty; kwota do zaplaty; pozostalo do zaplaty; pozostalo; do "
            "doplaty; saldo; naleznosc do zaplaty; pozostala kwota; kwota pozostala do zaplaty; reszta"
        ),
        "sv": (
            "att betala; belopp att betala; summa att betala; kvar att betala; aterstar att betala; "
            "restbelopp; att erlagga; saldo; resterande belopp; summa att erlagga; kvarstar att betala"
        ),
        "da": (
            "at betale; til betaling; belob til betaling; i alt til betaling; skyldigt belob; at betale i "
            "alt; restbelob; resterende belob; saldo; skyldig; til gode; belob der skal betales; mangler at "
            "betale; restsaldo"
        ),
        "no": (
            "a betale; belop a betale; til betaling; restbelop; gjenstaende; gjenstaende belop; rest a "
            "betale; utestaende; utestaende belop; skyldig belop; saldo; a betale totalt; sum til betaling; "
            "belop til betaling; igjen a betale"
        ),
        "fi": (
            "maksettava; maksettava yhteensa; maksettavaa; maksettava summa; avoinna; avoin summa; "
            "maksamatta; jaljella; jaljella maksettavaa; maksettavaksi; maksettavaksi jaa; eraantyva summa; "
            "maksettava maara"
        ),
    },
}
"""Phrases by meaning and language, separated by semicolons."""
