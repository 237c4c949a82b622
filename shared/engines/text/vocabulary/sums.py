"""Labels of sums put together from their parts: a noun, and whether tax is in it. See `meanings`."""

from itertools import product

from shared.engines.text.vocabulary.meanings import Label

_NOUNS: dict[str, str] = {
    "en": (
        "total; subtotal; amount; sum; invoice total; total amount; invoice amount; net total; gross total"
    ),
    "de": (
        "rechnungssumme; gesamtsumme; gesamtbetrag; summe; betrag; gesamt; total; rechnungsbetrag; "
        "zwischensumme; endbetrag; gesamtpreis; warenwert; auftragssumme; zwischentotal; gesamtbeitrag"
    ),
    "fr": "total; montant; montant total; sous total; total general; total facture; net; prix total",
    "es": "total; importe; importe total; subtotal; suma; total factura",
    "it": "totale; importo; importo totale; subtotale; totale fattura; totale documento",
    "nl": "totaal; bedrag; totaalbedrag; subtotaal; factuurbedrag; factuurtotaal; totaal bedrag",
    "pt": "total; valor; valor total; subtotal; montante; total da fatura",
    "pl": "razem; suma; wartosc; kwota; ogolem; lacznie",
    "sv": "summa; totalt; total; belopp; delsumma; att betala; totalbelopp; fakturabelopp",
    "da": "total; i alt; sum; belob; subtotal; totalbelob; fakturabelob",
    "no": "sum; totalt; total; belop; delsum; fakturabelop",
    "fi": "yhteensa; summa; valisumma; loppusumma",
}
_TAXES: dict[str, str] = {
    "en": "vat; tax; gst; taxes; sales tax",
    "de": "mwst; ust; umsatzsteuer; mehrwertsteuer; steuer; steuern",
    "fr": "tva; taxe; taxes",
    "es": "iva; impuestos",
    "it": "iva; imposte",
    "nl": "btw",
    "pt": "iva; impostos",
    "pl": "vat; podatku",
    "sv": "moms",
    "da": "moms",
    "no": "mva",
    "fi": "alv; arvonlisavero; arvonlisaveroa",
}
_WITHOUT: dict[str, str] = {
    "en": "excl; excluding; exclusive of; ex; without; before; w o; exc; net of",
    "de": "ohne; exkl; excl; zzgl; exklusive; vor; zuzuglich",
    "fr": "hors; sans; avant; excl",
    "es": "sin; antes de; excl",
    "it": "senza; escl; esclusa; al netto di; al netto",
    "nl": "excl; exclusief; ex; zonder; voor",
    "pt": "sem; antes de; excl",
    "pl": "bez",
    "sv": "exkl; exklusive; utan; excl; fore",
    "da": "ekskl; eksklusive; excl; uden; for",
    "no": "ekskl; eks; uten; eksklusive",
    "fi": "ilman; veroton",
}
_WITH: dict[str, str] = {
    "en": "incl; including; inclusive of; inc; with; after",
    "de": "inkl; incl; inklusive; mit; einschl; einschliesslich",
    "fr": "avec; incl; toutes; compris",
    "es": "con; incl; incluido",
    "it": "con; incl; inclusa; compresa",
    "nl": "incl; inclusief; met",
    "pt": "com; incl; c",
    "pl": "z; wraz z",
    "sv": "inkl; inklusive; incl; med",
    "da": "inkl; inklusive; incl; med",
    "no": "inkl; inklusive; med",
    "fi": "sis; sisaltaen",
}
_NET: dict[str, str] = {
    "en": "net",
    "de": "netto",
    "fr": "ht; hors taxe; hors taxes; h t",
    "es": "neto; base",
    "it": "netto",
    "nl": "netto",
    "pt": "liquido; iliquido",
    "pl": "netto",
    "sv": "netto",
    "da": "netto",
    "no": "netto",
    "fi": "veroton; netto",
}
_GROSS: dict[str, str] = {
    "en": "gross",
    "de": "brutto",
    "fr": "ttc; t t c; toutes taxes comprises",
    "es": "bruto",
    "it": "lordo; ivato",
    "nl": "bruto",
    "pt": "bruto",
    "pl": "brutto",
    "sv": "brutto",
    "da": "brutto",
    "no": "brutto",
    "fi": "verollinen; brutto",
}
_CURRENCIES = ("eur", "chf", "usd", "gbp", "sek", "dkk", "nok", "pln")


def composed_sums() -> dict[Label, dict[str, str]]:
    """Return what follows from the parts, by meaning and language: `Summe ohne USt.`, `Net total`."""
    return {
        Label.SUBTOTAL: {
            language: "; ".join([*_phrases(language, _WITHOUT[language], _NET[language]), *_bare(language)])
            for language in _NOUNS
        },
        Label.TOTAL: {
            language: "; ".join(
                [*_phrases(language, _WITH[language], _GROSS[language]), *_in_money(language)]
            )
            for language in _NOUNS
        },
    }


def _phrases(language: str, joints: str, adjectives: str) -> list[str]:
    nouns, taxes = _NOUNS[language].split("; "), _TAXES[language].split("; ")
    tailed = [f"{noun} {joint} {tax}" for noun, joint, tax in product(nouns, joints.split("; "), taxes)]
    told = [
        phrase
        for noun, adjective in product(nouns, adjectives.split("; "))
        for phrase in (f"{noun} {adjective}", f"{adjective} {noun}")
    ]
    return tailed + told


def _bare(language: str) -> list[str]:
    """Return `excl. VAT`; `incl. VAT` by itself may name the tax and is no sum."""
    joints, taxes = _WITHOUT[language].split("; "), _TAXES[language].split("; ")
    return [f"{joint} {tax}" for joint, tax in product(joints, taxes) if len(joint) > 1]


def _in_money(language: str) -> list[str]:
    nouns = [noun for noun in _NOUNS[language].split("; ") if "sub" not in noun and "net" not in noun]
    return [f"{noun} {currency}" for noun, currency in product(nouns, _CURRENCIES)]
