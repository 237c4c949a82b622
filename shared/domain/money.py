"""Amounts: exact decimals in a known currency. No float ever holds one."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, NewType, Self

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema, model_validator

from shared.domain.errors import Malformed
from shared.domain.model import Model

AMOUNT_DIGITS_MAX = 18
"""Digits of an amount: more than any invoice has, few enough to be exact everywhere it is stored."""

Currency = NewType("Currency", str)
"""An ISO 4217 alphabetic code in upper case."""

_EXPONENTS: dict[str, int] = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"), 0),
    **dict.fromkeys(("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_TWO_DECIMALS = frozenset(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP "
    "MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD "
    "SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS "
    "VES WST XCD YER ZAR ZMW ZWG".split()
)


def parse_currency(text: str) -> Currency:
    """Return the ISO 4217 currency in `text` (any case), or raise Malformed."""
    code = text.strip().upper()
    if not is_currency(code):
        raise Malformed("currency.unknown", "A currency is an ISO 4217 code such as EUR.")
    return Currency(code)


def is_currency(code: str) -> bool:
    """Whether `code` is a currency of ISO 4217, in upper case."""
    return code in _TWO_DECIMALS or code in _EXPONENTS


def minor_digits(currency: Currency) -> int:
    """Return how many decimals the currency's minor unit has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return _EXPONENTS.get(currency, 2)


def smallest(currency: Currency | None) -> Decimal:
    """Return one minor unit of the currency, or 0.01 where the currency is not known."""
    return Decimal(1).scaleb(-(2 if currency is None else minor_digits(currency)))


def parse_decimal(text: str) -> Decimal:
    """Return the plain decimal number in `text` (`-1234.5`), or raise Malformed. No grouping, no exponent."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Malformed("amount.number", "An amount is a decimal number such as 1234.50.") from None
    return _bounded(value)


def plain(value: Decimal) -> str:
    """Return the number in digits, never in scientific notation."""
    return format(value, "f")


def _bounded(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise Malformed("amount.finite", "An amount is a finite number.")
    if value.adjusted() >= AMOUNT_DIGITS_MAX or exponent < -AMOUNT_DIGITS_MAX:
        raise Malformed("amount.digits", f"An amount has at most {AMOUNT_DIGITS_MAX} digits.")
    return value


def _finite(value: Decimal) -> Decimal:
    try:
        return _bounded(value)
    except Malformed as error:
        raise ValueError(error.message) from error


Amount = Annotated[
    Decimal,
    AfterValidator(_finite),
    PlainSerializer(plain, return_type=str),
]
"""A decimal of bounded size, written as a string; its currency stands beside it."""


class Money(Model):
    """An amount that can be paid: whole minor units of a currency."""

    amount: Amount
    """In major units, with no more decimals than the currency has."""
    currency: Currency
    """ISO 4217."""

    @model_validator(mode="after")
    def _whole_minor_units(self) -> Self:
        if self.amount != self.amount.quantize(smallest(self.currency)):
            message = f"{self.currency} has {minor_digits(self.currency)} decimals"
            raise ValueError(message)
        return self

    @property
    def minor(self) -> int:
        """The amount in minor units: 12.50 EUR is 1250."""
        return int(self.amount.scaleb(minor_digits(self.currency)))

    def __str__(self) -> str:
        return f"{plain(self.amount)} {self.currency}"


def parse_money(text: str) -> Money:
    """Return the money in `text` (`10000.00 EUR`), or raise Malformed."""
    amount, _, currency = text.strip().partition(" ")
    parsed = parse_decimal(amount), parse_currency(currency)
    try:
        return Money(amount=parsed[0], currency=parsed[1])
    except ValueError:
        raise Malformed("amount.precision", f"{parsed[1]} has {minor_digits(parsed[1])} decimals.") from None


def _limit(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return parse_money(value)
    except Malformed as error:
        raise ValueError(error.message) from error


Limit = Annotated[
    Money,
    BeforeValidator(_limit),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": r"^-?[0-9]+([.][0-9]+)? [A-Z]{3}$", "examples": ["10000.00 EUR"]}
    ),
]
"""Money as people write it in a policy."""
