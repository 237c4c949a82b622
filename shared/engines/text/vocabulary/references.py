"""Labels of numbers and dates put together from their parts: `Fakturans nummer`, `N.º do documento`."""

from collections.abc import Iterator
from itertools import product

from shared.engines.text.vocabulary.meanings import Label

_DOCUMENTS: dict[str, str] = {
    "en": "invoice; document; bill; tax invoice; sales invoice; credit note; inv; vat invoice",
    "de": "rechnungs; rechnung; beleg; dokument; dokumenten; re; rg; gutschrift; gutschrifts; faktura; rech",
    "fr": "facture; piece; document; avoir; fact",
    "es": "factura; documento; fra; fact; abono; factura de venta",
    "it": "fattura; documento; doc; fatt; nota di credito; ft",
    "nl": "factuur; document; nota; creditnota; creditfactuur; fact",
    "pt": "fatura; factura; documento; doc; nota de credito; fatura recibo",
    "pl": "faktura; faktury; dokumentu; faktura vat; faktury vat; dokument; rachunku",
    "sv": "faktura; fakturans; fakt; dokument; kreditfaktura",
    "da": "faktura; fakturaens; bilags; bilag; kreditnota; dokument",
    "no": "faktura; fakturaens; bilags; bilag; kreditnota; dokument",
    "fi": "laskun; lasku; dokumentin; hyvityslaskun; tositteen; tosite",
}
_ORDERS: dict[str, str] = {
    "en": "order; po; purchase order; your order; customer order; your po; customer po; buyer order",
    "de": (
        "bestell; bestellung; ihre bestellung; ihre bestell; ihre auftrags; ihr auftrag; kundenbestell; "
        "bestellung kunde; auftrags; auftrag"
    ),
    "fr": "commande; votre commande; bon de commande; v commande; commande client; bdc",
    "es": "pedido; su pedido; orden de compra; s pedido; pedido cliente; vuestro pedido",
    "it": "ordine; vostro ordine; vs ordine; ordine cliente; ordine di acquisto; ordine acquisto; rif ordine",
    "nl": "order; bestel; uw order; uw bestel; bestelling; uw bestelling; inkooporder; inkoop; bestelbon",
    "pt": (
        "encomenda; pedido; v encomenda; sua encomenda; nota de encomenda; vossa encomenda; ordem de compra; "
        "requisicao"
    ),
    "pl": "zamowienia; zamowienie; zamowienia klienta; zamowienie klienta; panstwa zamowienie",
    "sv": (
        "order; er order; ert order; bestallnings; er bestallning; bestallning; inkopsorder; inkops; "
        "kundorder"
    ),
    "da": (
        "ordre; deres ordre; jeres ordre; bestillings; deres bestilling; indkobsordre; rekvisitions; "
        "kundeordre"
    ),
    "no": (
        "ordre; deres ordre; bestillings; deres bestilling; innkjopsordre; bestilling; kundeordre; "
        "rekvisisjons"
    ),
    "fi": "tilaus; tilauksen; tilauksenne; ostotilaus; ostotilauksen; asiakkaan tilaus",
}
_CUSTOMERS: dict[str, str] = {
    "en": "customer; account; client; cust; debtor",
    "de": "kunden; kd; kunde; debitoren; debitor; ihre kunden",
    "fr": "client; compte client; compte",
    "es": "cliente; codigo cliente; cod cliente; cuenta cliente",
    "it": "cliente; codice cliente; cod cliente",
    "nl": "klant; debiteur; debiteuren; relatie; uw klant",
    "pt": "cliente; codigo cliente; cod cliente; codigo de cliente",
    "pl": "klienta; kontrahenta; kod klienta; odbiorcy",
    "sv": "kund; kundens; debitor",
    "da": "kunde; debitor; konto",
    "no": "kunde; kundens; debitor",
    "fi": "asiakas; asiakkaan",
}
_NUMBERS: dict[str, str] = {
    "en": "number; no; nr; num; #; id; ref; reference",
    "de": "nummer; nr; no; num; #",
    "fr": "n; no; numero; num; nr; reference; ref; code",
    "es": "n; no; numero; num; nro; nr; referencia; ref",
    "it": "n; no; numero; num; nr; rif",
    "nl": "nummer; nr; no; referentie; kenmerk; id",
    "pt": "n; no; numero; num; nr; ref; referencia",
    "pl": "nr; numer; id",
    "sv": "nummer; nr; no; id; ref; referens",
    "da": "nummer; nr; no; id; ref; reference",
    "no": "nummer; nr; no; id; ref; referanse",
    "fi": "numero; nro; no; nr; tunnus",
}
_DAYS: dict[str, str] = {
    "en": "date; dated; issue date",
    "de": "datum; vom; tag",
    "fr": "date; emise le; du",
    "es": "fecha; fecha emision",
    "it": "data; data emissione; del; emessa il",
    "nl": "datum; dagtekening; d d",
    "pt": "data; data emissao",
    "pl": "data; z dnia; data wystawienia",
    "sv": "datum; dag; datering",
    "da": "dato; udstedt; dag",
    "no": "dato; utstedt; dag",
    "fi": "pvm; paivamaara; paivays; paiva",
}
_JOINTS: dict[str, str] = {
    "en": "of; of the",
    "de": "der; des",
    "fr": "de; de la; du; d",
    "es": "de; de la; del",
    "it": "della; del; di",
    "nl": "van; van de",
    "pt": "da; de; do",
    "da": "af; for",
}
"""Between the two where the number comes first: `Numero della fattura`."""


def composed_references() -> dict[Label, dict[str, str]]:
    """Return what follows from the parts, by meaning and language."""
    return {
        Label.NUMBER: _both(_DOCUMENTS, _NUMBERS),
        Label.ORDER: _both(_ORDERS, _NUMBERS),
        Label.OTHER_NUMBER: _both(_CUSTOMERS, _NUMBERS),
        Label.DATE: _both(_DOCUMENTS, _DAYS),
        Label.OTHER_DATE: _both(_ORDERS, _DAYS),
    }


def _both(nouns: dict[str, str], whats: dict[str, str]) -> dict[str, str]:
    return {language: "; ".join(_phrases(language, nouns[language], whats[language])) for language in nouns}


def _phrases(language: str, nouns: str, whats: str) -> Iterator[str]:
    for noun, what in product(nouns.split("; "), whats.split("; ")):
        yield f"{noun} {what}"
        yield f"{what} {noun}"
        if language in _JOINTS:
            yield from (f"{what} {joint} {noun}" for joint in _JOINTS[language].split("; "))
