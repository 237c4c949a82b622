"""Names of line item columns. Data only: see `meanings`."""

from shared.engines.text.vocabulary.meanings import Column

COLUMNS: dict[Column, str] = {
    Column.POSITION: (
        "pos; position; #; no; nr; line; lp; item #; sl no; s no; rad; linje; pos nr; n; s; "
        "lfd nr; ligne; s n; sr no; regel; riga; linea"
    ),
    Column.CODE: (
        "item no; code; sku; item code; product code; artikelnummer; art nr; artikelnr; article no; "
        "reference; ref; part number; part no; codigo; codice; product id; produktnr; varenr; gtin; "
        "item number; article number; art nr lieferant; best nr; kod; product no; cod; art no; indeks; "
        "varenummer; referencia; refer; ean; artikel no; material; cod articolo; stock code; "
        "product number; "
        "pkwiu; material nr; hsn sac; hsn"
    ),
    Column.DESCRIPTION: (
        "kuvaus; tuote; selite; nimike; vare tjeneste; beskrivelse av vare; "
        "description; item; product; service; details; item description; product description; article; "
        "designation; beschreibung; bezeichnung; artikel; artikelbezeichnung; leistung; produkt; text; "
        "leistungsbeschreibung; descripcion; concepto; descrizione; omschrijving; descricao; nazwa; opis; "
        "benamning; beskrivelse; beskrivning; title; libelle; produit; services; particulars; activity; "
        "description of goods; artikelomschrijving; nazwa towaru; nazwa towaru lub uslugi; produto; "
        "articolo; articulo; dienst; tjanst; vara; vare; ydelse; name; position beschreibung; "
        "bezeichnung der leistung; description of services; prestation; item name; nazwa towaru uslugi; "
        "produktbezeichnung; artikelbeschreibung; benaming; prodotto; producto; usluga; detalle; "
        "leistung beschreibung; specifikation; tekst; description of service; designacao; betegnelse; "
        "ware leistung; service description; summary; charges; item details; product service; "
        "denominazione"
    ),
    Column.QUANTITY: (
        "maara; lkm; kpl; quantity unit; "
        "quantity; qty; menge; anzahl; quantite; qte; cantidad; cant; quantita; qta; aantal; quantidade; "
        "qtd; ilosc; antal; hours; hrs; units; nombre; hoeveelheid; hrs qty; stunden; std; nb; stk; "
        "qty hrs; uds; unidades; hours qty; quant; uren; antall; mangde; unid; no of units; usage; godz; "
        "heures; hours used"
    ),
    Column.UNIT: (
        "yks; yksikko; meng einheit; mengeneinheit; "
        "unit; einheit; unite; unidad; unita; eenheid; unidade; jm; enhet; enhed; uom; u m; me; vke geb; "
        "unit of measure; ed; jedn; miara; un; enh"
    ),
    Column.UNIT_PRICE: (
        "a hinta; yksikkohinta; hinta; ahinta; pris per enhet; stk pris eks mva; "
        "unit price; price; rate; einzelpreis; preis; prix unitaire; p u; pu ht; prix unitaire ht; "
        "precio; precio unitario; prezzo; prezzo unitario; prijs; stukprijs; prijs per stuk; "
        "eenheidsprijs; preco; preco unitario; cena; cena netto; cena jednostkowa; cena jedn; pris; "
        "a pris; styckpris; enhedspris; unit cost; cost; nettopreis; e preis; ep; vk preis; stuckpreis; "
        "prix; preis einheit; price unit; unit rate; prix u; p unit; prezzo unit; precio u; stk pris; "
        "enhetspris; rate hr; price per unit; hourly rate; einzelpreis netto; preis netto; "
        "cena jednostkowa netto; prix unit; net price; precio unit; prix unit ht; einzelpreis eur; "
        "einzel; pris pr stk; tarief; unit price net; prezzo un; preis pro einheit; a preis; stk preis; "
        "kurs; tarif; price net; unit price eur; valor unitario; pr stk; preco unit; e preis eur"
    ),
    Column.TAX_RATE: (
        "alv; alv %; mva; mva %; steuer %; "
        "vat; tax; vat rate; vat %; tax rate; mwst; ust; mwst %; ust %; steuer; tva; tva %; iva; iva %; "
        "btw; btw %; moms; moms %; stawka vat; % tva; % iva; % btw; tax %; gst; vat tax; taxa iva; "
        "aliquota; aliquota iva; steuersatz; mwst satz; ust satz; momssats; taux tva; tipo iva; taxes; "
        "stawka; gst %; tax rate %; % vat; % mwst; % ust; % moms; vat vat; stawka vat %; taux; "
        "btw tarief; tasa; igst"
    ),
    Column.AMOUNT: (
        "net worth; worth; "
        "entgelt; positionsbetrag; positionsbetrag ohne ust; nettobetrag ohne ust; price w o tax; "
        "price ht; linjetotal; total before tax; amount ht; line net; item total; "
        "yhteensa; summa eur; belop; sum; veroton yhteensa; belop eks mva; total eks moms; "
        "amount; total; line total; betrag; gesamt; gesamtpreis; summe; montant; montant ht; total ht; "
        "prix ht; importe; importo; totale; bedrag; totaal; valor; wartosc; wartosc netto; belopp; summa; "
        "belob; i alt; net amount; total price; gesamtbetrag; nettowert; nettobetrag; zeilenbetrag; "
        "extended price; ext price; subtotal; line amount; total net; netto; gesamt netto; prix total; "
        "amount excl vat; total eur; betrag eur; precio total; prezzo totale; amount eur; amount usd; "
        "amount in usd; amount gbp; net; value; charge; totalt; kwota; kwota netto; total cost; "
        "gesamtpreis netto; importo netto; totaal excl; net value; total amount; montant total; sum; "
        "bedrag excl btw; g preis; gesamtpreis eur; montant net; importe neto; total excl vat; "
        "g preis eur; price total; total price net; ext; extension; total usd; bedrag excl; gesamt eur; "
        "preis gesamt; betrag netto; net price total; montant eur ht; total liquido"
    ),
    Column.AMOUNT_GROSS: (
        "gross worth; total with tax; gross total; "
        "prijs incl btw; total ttc; montant ttc; total incl vat; brutto; wartosc brutto; gross; "
        "gross amount; amount incl vat; total incl tax; bedrag incl btw; totaal incl btw; prix ttc; "
        "montant eur ttc; total con iva; importo ivato; gesamt brutto; kwota brutto; total com iva; "
        "belopp inkl moms; bedrag incl; totaal incl; total inkl moms; betrag brutto; gesamtpreis brutto; "
        "total inc vat"
    ),
    Column.OTHER: (
        "btw amount; vat btw amount; btw vat btw amount; service period; "
        "steuerbetrag; basisbetrag; warenwert; zu abschlag; steuerbasisbetrag; ust betrag; "
        "taxable amount; bemessungsgrundlage; art kategorie; basismenge; base ht; base imponible; "
        "imponibile; grondslag; base tva; tax base; falligkeit; teilzahlung; grund; grundbetrag; base; "
        "mva belop; alv eur; zuschlage; nachlasse; nachlasse zuschlage; allowances; "
        "allowances charges; "
        "discount; disc; disc %; rabatt; remise; rem; descuento; sconto; korting; rabat; desconto; "
        "discount %; rabatt %; dto; dto %; vat amount; tax amount; montant tva; btw bedrag; mwst betrag; "
        "kwota vat; date; datum; fecha; data; dato; period; zeitraum; notes; sc; tva montant; "
        "wartosc vat; type; brand; iva importe; remise %; sconto %; allowance; weight; gewicht; "
        "service date; leistungsdatum; fsn; disc % taxes; art nr kunde; rem %; vat amt; tax amt; project"
    ),
}
"""Phrases of every language by column, separated by semicolons."""
