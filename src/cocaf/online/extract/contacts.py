"""Ways to reach or pay a seller: telephones, e-mail, handles, onion addresses, wallets. Also when hidden by spaces or
written "name [at] host". Nothing is looked up; an address is kept as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import phonenumbers

from cocaf.domain.things.capture import Certainty
from cocaf.domain.things.wallet import wallet
from cocaf.online.extract import pgp
from cocaf.online.extract.words import digits

_LONGEST: Final = 2_000
_MOST: Final = 50
_SEPARATORS: Final = r"[ .\-–()/_*·|\[\]]"
# the sign or 00, then digits each followed by at most three separators: bounded, one way to match
_INTERNATIONAL: Final = re.compile(
    rf"(?<![\w+])(?:\+|00|\(\+\)|٠٠){_SEPARATORS}{{0,3}}(?:\d{_SEPARATORS}{{0,3}}){{7,18}}"
)
_NATIONAL: Final = re.compile(rf"(?<![\w+.,/])(?:\d{_SEPARATORS}{{0,3}}){{8,13}}")
_PHONE_WORD: Final = re.compile(
    r"(?i)\b(?:tel|tél|telephone|téléphone|teléfono|phone|call|whatsapp|watsapp|wa|signal|sms|gsm|móvil|mobile|viber)\b"
    r"|هاتف|واتساب|الهاتف|اتصل"
)
_EMAIL: Final = re.compile(
    r"(?<![\w.+-])([A-Za-z0-9][\w.+-]{0,63})\s?(?:@|[\[({]\s?(?:at|@|arobase|arroba)\s?[\])}]|\s(?:AT|arobase|arroba)\s)\s?"
    r"([A-Za-z0-9-]{1,63}(?:\s?(?:\.|[\[({]\s?(?:dot|point|punto|\.)\s?[\])}])\s?[A-Za-z0-9-]{1,63}){1,4})"
)
_DOT: Final = re.compile(r"\s?[\[({]\s?(?:dot|point|punto|\.)\s?[\])}]\s?|\s?\.\s?")
_ONION: Final = re.compile(r"(?<![a-z2-7])([a-z2-7]{56}|[a-z2-7]{16})\s?\.\s?onion(?![\w])", re.IGNORECASE)
_URL: Final = re.compile(r"\b(?:https?|hxxps?)://[^\s<>\"'\\^`{}|]{3,300}", re.IGNORECASE)
_TELEGRAM_LINK: Final = re.compile(
    r"(?<![\w.])(?:t(?:elegram)?\.me|telegram\.dog)/(?:joinchat/)?@?([A-Za-z]\w{4,31})", re.IGNORECASE
)
_HANDLE: Final = re.compile(
    r"(?i)(?<!\w)(?P<platform>telegram|télégram|تلغرام|تيليجرام|تلجرام|tg|tlgrm|wickr(?: ?me)?|threema|snap(?:chat)?"
    r"|سناب|insta(?:gram)?|icq|jabber|xmpp|kik|discord|element|matrix|signal)(?!\w)"
    r"(?P<middle>[^\w@\n]{0,3}(?:(?:id|handle|user(?:name)?|me|canal|channel|us)\b[^\w@\n]{0,3})?)"
    r"(?P<at>@)?(?P<handle>[\w.][\w.\-]{2,63})"
)
_SESSION: Final = re.compile(r"(?<![0-9A-Fa-f])05[0-9a-f]{64}(?![0-9A-Fa-f])")
_TOX: Final = re.compile(r"(?<![0-9A-Fa-f])[0-9A-F]{76}(?![0-9A-Fa-f])")
_LONG_WORD: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{26,110}(?![A-Za-z0-9])")
_PLATFORMS: Final = {
    "tg": "telegram", "tlgrm": "telegram", "télégram": "telegram", "تلغرام": "telegram", "تيليجرام": "telegram",
    "تلجرام": "telegram", "wickrme": "wickr", "wickr me": "wickr", "snap": "snapchat", "سناب": "snapchat",
    "insta": "instagram", "xmpp": "jabber",
}  # fmt: skip
_NO_HANDLES: Final = frozenset(
    [
        "group",
        "groupe",
        "channel",
        "canal",
        "only",
        "and",
        "for",
        "or",
        "the",
        "contact",
        "message",
        "private",
        "chat",
        "with",
        "uniquement",
        "solo",
    ]
)


@dataclass(frozen=True)
class Contact:
    """An identifier: kind of the identifiers' list, value in normal form, how sure, the words on the page."""

    kind: str
    value: str
    certainty: Certainty
    as_given: str


def _valid(number: str, region: str | None) -> str | None:
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _longest_valid(run: str, region: str | None, prefix: str) -> tuple[str, str] | None:
    """The longest head of a run of digits that is a number: "+212 6… 24/7" runs on into the opening hours."""
    figures = [place for place, char in enumerate(run) if char.isdigit()]
    for end in range(len(figures), 6, -1):
        head = "".join(run[place] for place in figures[:end])
        # a number ends where a group ends, unless every figure stands apart
        after = run[figures[end - 1] + 1 : figures[end - 1] + 2]
        if after.isdigit():
            continue
        if value := _valid(prefix + head.removeprefix("00") if prefix else head, region):
            return value, run[: figures[end - 1] + 1]
    return None


def phones(text: str, region: str | None = None) -> list[Contact]:
    """Telephone numbers as E.164. Without a country's prefix only near a word such as "WhatsApp", in `region`
    (ISO 3166-1), and then only possible."""
    text = digits(text[:_LONGEST])
    runs = (_longest_valid(match.group(), None, "+") for match in _INTERNATIONAL.finditer(text))
    found = [Contact("phone", valid[0], "stated", valid[1].strip()) for valid in runs if valid]
    if not found and region and (word := _PHONE_WORD.search(text)):
        near = (_longest_valid(match.group(), region, "") for match in _NATIONAL.finditer(text, word.end()))
        found = [Contact("phone", valid[0], "possible", valid[1].strip()) for valid in near if valid]
    return found[:_MOST]


def emails(text: str) -> list[Contact]:
    """E-mail addresses, also with [at] and [dot]; in lower case."""
    found = []
    for match in _EMAIL.finditer(text[:_LONGEST]):
        host = _DOT.sub(".", match[2]).strip(" .").lower()
        if host.rpartition(".")[2].isalpha() and len(host.rpartition(".")[2]) > 1 and not host.endswith(".onion.to"):
            plain = "@" in match.group() and "[" not in match.group()
            found.append(Contact("email", f"{match[1].lower()}@{host}", "stated" if plain else "likely", match.group()))
    return found[:_MOST]


def _named_handles(text: str) -> Iterator[Contact]:
    for match in _TELEGRAM_LINK.finditer(text):
        yield Contact("handle", f"telegram:{match[1].lower()}", "stated", match.group())
    for match in _HANDLE.finditer(text):
        handle = match["handle"].strip(".-").lower()
        name = match["platform"].lower()
        said = bool(match["at"]) or any(sign in match["middle"] for sign in ":=：@")
        if len(handle) < 3 or handle in _NO_HANDLES or (handle.isdigit() and name not in {"icq"}) or not said:
            continue
        yield Contact(
            "handle", f"{_PLATFORMS.get(name, name)}:{handle}", "stated" if match["at"] else "likely", match.group()
        )


def handles(text: str) -> list[Contact]:
    """Handles as platform:name. A bare @name without a platform is left: it may be on any."""
    text = text[:_LONGEST]
    found = list(_named_handles(text))
    found += [Contact("handle", f"session:{m.group()}", "stated", m.group()) for m in _SESSION.finditer(text)]
    found += [Contact("handle", f"tox:{m.group().lower()}", "stated", m.group()) for m in _TOX.finditer(text)]
    return found[:_MOST]


def addresses(text: str) -> list[Contact]:
    """Onion addresses and web addresses, as text only."""
    text = text[:_LONGEST]
    found = [Contact("onion", f"{m[1].lower()}.onion", "stated", m.group()) for m in _ONION.finditer(text)]
    shown = (match.group() for match in _URL.finditer(text) if ".onion" not in match.group().lower())
    return (found + [Contact("url", url.rstrip(".,;:)").replace("hxxp", "http"), "stated", url) for url in shown])[
        :_MOST
    ]


def wallets(text: str) -> list[Contact]:
    """Coin addresses that pass their chain's check, as chain:address."""
    found = []
    for match in _LONG_WORD.finditer(text[:_LONGEST]):
        if valid := wallet(match.group()):
            sure: Certainty = "stated" if valid.checked else "likely"
            found.append(Contact("wallet", f"{valid.chain}:{valid.address}", sure, match.group()))
    return found[:_MOST]


def contacts(text: str, region: str | None = None) -> list[Contact]:
    """Every identifier in a cleaned line, each once."""
    marks = [Contact("pgp_fpr", value, "stated", value) for value in pgp.written(text)]
    found = wallets(text) + marks + handles(text) + addresses(text) + emails(text)
    found += phones(text, region)
    return list({(contact.kind, contact.value): contact for contact in reversed(found)}.values())[::-1]
