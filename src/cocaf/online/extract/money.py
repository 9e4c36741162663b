"""Prices as shown: amount and currency, never converted. A "$" without a country is read as US dollars, likely only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cocaf.domain.things.capture import Certainty
from cocaf.online.extract.numbers import NUMBER, number
from cocaf.online.extract.words import digits, fold

_LONGEST: Final = 2_000
_MOST: Final = 40
_SIGNS: Final = {"€": "EUR", "£": "GBP", "₿": "BTC", "฿": "BTC", "Ƀ": "BTC", "$": "USD", "Ł": "LTC", "Ξ": "ETH"}
_WORDS: Final = {
    "BTC": "btc bitcoin bitcoins xbt بيتكوين",
    "XMR": "xmr monero مونيرو",
    "LTC": "ltc litecoin",
    "ETH": "eth ether ethereum",
    "USDT": "usdt tether",
    "EUR": "eur euro euros يورو",
    "USD": "usd dollar dollars dólar dólares us$ دولار",
    "GBP": "gbp pound sterling quid",
    "MAD": "mad dh dhs dirham dirhams درهم دراهم",
    "XOF": "xof fcfa cfa فرنك",
    "CAD": "cad c$ ca$",
    "AUD": "aud a$ au$",
    "CHF": "chf",
    "SEK": "sek",
    "DKK": "dkk",
    "NOK": "nok",
    "PLN": "pln zł",
    "DZD": "dzd دينار",
    "TND": "tnd",
    "SAR": "sar ريال",
    "AED": "aed",
    "MXN": "mxn",
    "COP": "cop",
}
CURRENCIES: Final = {word: code for code, words in _WORDS.items() for word in words.split()} | {
    fold(word): code for code, words in _WORDS.items() for word in words.split() if "$" not in word
}
_NAMES: Final = "|".join(
    sorted(map(re.escape, {w for ws in _WORDS.values() for w in ws.split()}), key=len, reverse=True)
)
_BEFORE: Final = re.compile(
    rf"(?<!\w)(?P<currency>(?:us|au|ca|[ac])?\$|[€£₿฿ɃŁΞ]|(?:{_NAMES})(?!\w))\s{{0,2}}(?P<number>{NUMBER})(?!\s?%)",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    rf"(?<![\w.,/])(?P<number>{NUMBER})\s{{0,2}}(?P<currency>[€£₿฿ɃŁΞ]|(?:us|au|ca|[ac])?\$|(?:{_NAMES})(?!\w))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Price:
    """An amount of a currency (ISO 4217, or a coin's usual code; None where none is named), at [start:end]."""

    amount: Decimal
    currency: str | None
    certainty: Certainty
    as_given: str
    start: int
    end: int


def _currency(text: str) -> str | None:
    lowered = text.lower()
    return _SIGNS.get(text) or _SIGNS.get(text.upper()) or CURRENCIES.get(lowered) or CURRENCIES.get(fold(text))


def _price(match: re.Match[str]) -> Price | None:
    amount, currency = number(match["number"]), _currency(match["currency"])
    # three decimals are common in coins and absent in money, where "1.250 €" means a thousand
    if currency and currency not in {"BTC", "XMR", "LTC", "ETH"}:
        amount = number(match["number"], whole=True)
    if not amount or "/" in match["number"]:
        return None
    certainty: Certainty = "likely" if match["currency"] == "$" else "stated"
    return Price(amount, currency, certainty, match.group().strip(), match.start(), match.end())


def prices(text: str, *, labelled: bool = False) -> list[Price]:
    """All prices in a cleaned line, in order. In a field labelled as a price a bare number counts, currency unknown."""
    text = digits(text[:_LONGEST])
    found: list[Price] = []
    for pattern in (_AFTER, _BEFORE):
        for match in pattern.finditer(text):
            price = _price(match)
            if price and not any(price.start < other.end and other.start < price.end for other in found):
                found.append(price)
    if not found and labelled and (alone := re.fullmatch(rf"\s?({NUMBER})\s?", text)):
        bare = number(alone[1])
        return [Price(bare, None, "possible", text.strip(), 0, len(text))] if bare and "/" not in text else []
    return sorted(found, key=lambda price: price.start)[:_MOST]
