"""What documents call themselves. Data only: see `meanings`."""

from shared.domain.reading import DocumentType

TITLES: dict[DocumentType, str] = {
    DocumentType.CREDIT_NOTE: (
        "credit note; credit memo; credit invoice; gutschrift; rechnungskorrektur; stornorechnung; avoir; "
        "facture d avoir; korrekturrechnung; nota de credito; factura rectificativa; abono; "
        "nota di credito; creditnota; creditfactuur; faktura korygujaca; kreditfaktura; kreditnota; "
        "nota de abono; note de credit; storno; nota credito; kreditnote"
    ),
    DocumentType.RECEIPT: (
        "receipt; payment receipt; sales receipt; quittung; kassenbon; kassenbeleg; recu; "
        "ticket de caisse; recibo; ricevuta; scontrino; kassabon; paragon; kvitto; kvittering; ticket; "
        "fatura recibo; documento commerciale; documento commerciale di vendita o prestazione"
    ),
    DocumentType.STATEMENT: (
        "statement of account; account statement; kontoauszug; saldenliste; releve de compte; "
        "estado de cuenta; estratto conto; rekeningoverzicht; extrato de conta; kontoudtog; kontoutdrag; "
        "statement; saldenmitteilung"
    ),
    DocumentType.REMINDER: (
        "reminder; payment reminder; mahnung; zahlungserinnerung; rappel; relance; lettre de relance; "
        "recordatorio; recordatorio de pago; sollecito; sollecito di pagamento; herinnering; "
        "betalingsherinnering; aanmaning; aviso de pagamento; wezwanie do zaplaty; betalningspaminnelse; "
        "paminnelse; rykker; overdue notice; betalingspamindelse; rykkerbrev; lembrete de pagamento; "
        "final notice; letzte mahnung; 2 mahnung; 1 mahnung; first reminder; second reminder; "
        "final reminder; rappel de paiement"
    ),
    DocumentType.DELIVERY_NOTE: (
        "delivery note; packing slip; packing list; lieferschein; bon de livraison; albaran; "
        "documento di trasporto; bolla di consegna; pakbon; leveringsbon; guia de remessa; "
        "list przewozowy; foljesedel; folgeseddel; dispatch note; delivery slip; dokument wz; "
        "albaran de entrega"
    ),
    DocumentType.PURCHASE_ORDER: (
        "purchase order; bestellung; bon de commande; orden de compra; pedido de compra; "
        "ordine di acquisto; inkooporder; nota de encomenda; zamowienie; inkopsorder; indkobsordre; "
        "ordem de compra; bestelbon"
    ),
    DocumentType.OTHER: (
        "quote; quotation; estimate; angebot; offer; devis; presupuesto; preventivo; offerte; orcamento; "
        "oferta; offert; tilbud; pro forma invoice; proforma rechnung; facture proforma; proforma; "
        "factura proforma; fattura proforma; proforma factuur; faktura proforma; kostenvoranschlag; "
        "order confirmation; auftragsbestatigung; orderbevestiging"
    ),
    DocumentType.INVOICE: (
        "invoice; tax invoice; rechnung; facture; factura; fattura; factuur; fatura; faktura; "
        "faktura vat; commercial invoice; handelsrechnung; sales invoice; vat invoice; bill; "
        "factura simplificada; nota fiscal; retail invoices bill; teilrechnung; schlussrechnung; "
        "abschlagsrechnung; kopie factuur; invoice bill"
    ),
}
"""Phrases of every language by type, separated by semicolons."""

TITLE_ENDINGS: dict[DocumentType, str] = {
    DocumentType.CREDIT_NOTE: "gutschrift;korrektur;kreditfaktura",
    DocumentType.INVOICE: "rechnung;factuur;faktura;lasku",
}
"""Ends of words that were put together: a Mietrechnung is a Rechnung."""

CORRECTIONS = ("korrektur", "storno", "rectificativ", "rectificat", "koryguj", "correct", "rettific")
"""Parts of titles, folded: what corrects an invoice changes it up or down, and says so with its signs."""
