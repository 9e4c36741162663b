"""The steps of a capture between the saved page and its filing, and its facts in words. What was read travels with the
page as a signed text; the saved bytes alone are on the node already."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core import signing
from django.http import Http404
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cocaf.domain.errors import CocafError
from cocaf.domain.things.stated import UNKNOWN
from cocaf.online import services
from cocaf.online.services import Circumstances, Taken
from cocaf.web.asking import Reader
from cocaf.web.forms.capture import ListingForm
from cocaf.web.templatetags.cocaf_tags import bdi, code, country, day, label, moment, number, stated

HOURS: Final = 12
_STEPS: Final = 4
ORDER: Final = (
    "title", "vendor", "market", "category", "address", "substances", "quantities", "purity", "prices", "ships_from",
    "ships_to", "rating", "deals", "listed_on", "identifiers",
)  # fmt: skip
"""Fields in the order in which a listing is told."""
_CODED: Final = frozenset({"address", "rating"})


@dataclass(frozen=True)
class Source:
    """Where a value stands on the page, the words there, and how sure the reading is."""

    path: str
    as_given: str
    certainty: str


@dataclass(frozen=True)
class Value:
    """One value of a field as shown, with its source where it has one."""

    shown: SafeString | str
    source: Source | None = None


@dataclass(frozen=True)
class Told:
    """A field of a listing in words: its name, its values; none where it was not found."""

    name: str
    term: str
    values: Sequence[Value]


def pack(taken: Taken, how: Circumstances, reader: Reader) -> str:
    """What was read and how it was saved, as a signed text, good for this person and twelve hours."""
    circumstances = dataclasses.asdict(how) | {"seen_at": how.seen_at.isoformat()}
    return signing.dumps([dataclasses.asdict(taken), circumstances], salt=_salt(reader), compress=True)


def unpack(packed: str, reader: Reader) -> tuple[Taken, Circumstances]:
    """Back from the signed text. Raises Http404 for one that was altered or is too old."""
    try:
        taken, how = signing.loads(packed, salt=_salt(reader), max_age=HOURS * 3600)
    except signing.BadSignature as error:
        raise Http404 from error
    seen_at = datetime.datetime.fromisoformat(how.pop("seen_at"))
    file, fields, found, notes = (taken[name] for name in ("file", "fields", "found", "notes"))
    return Taken(file, fields, tuple(found), tuple(notes)), Circumstances(seen_at, **how)


def _salt(reader: Reader) -> str:
    return f"capture/{reader.user.pk}"


def told(fields: Mapping[str, Any], found: Sequence[Mapping[str, str]]) -> list[Told]:
    """Every field of a listing, in order; `fields` and `found` are those of a capture's plain body."""
    sources = {row["field"]: _source(row, fields.get(row["field"])) for row in found}
    return [Told(name, label(name, "listing_field"), list(_values(name, fields.get(name), sources))) for name in ORDER]


def _source(row: Mapping[str, str], value: Any) -> Source:
    """The source as shown: the end of its path, and its words where they are not the value itself."""
    steps = row["path"].split("/")
    path = "/".join(["…", *steps[-_STEPS:]]) if len(steps) > _STEPS else row["path"]
    return Source(path, "" if row["as_given"] == value else row["as_given"], row["certainty"])


def _values(name: str, value: Any, sources: Mapping[str, Source]) -> Iterator[Value]:
    if isinstance(value, list):
        for index, row in enumerate(value):
            yield Value(_ROWS[name](row), sources.get(f"{name}.{index}") or sources.get(name))
    elif isinstance(value, Mapping):
        yield Value(_places(value), sources.get(name))
    elif value is not None:
        yield Value(_plain(name, value), sources.get(name))
    else:
        yield Value(stated(UNKNOWN))


def _plain(name: str, value: Any) -> SafeString | str:
    if name == "listed_on":
        return day(value)
    if name == "purity":
        return format_html('<bdi dir="ltr">{} %</bdi>', number(value))
    if name == "deals":
        return number(value)
    return code(value) if name in _CODED else bdi(value)


def _substance(row: Mapping[str, Any]) -> SafeString:
    words = label(row.get("substance"), "substance")
    return (
        format_html("{} ({})", words, bdi(row["as_given"])) if row["as_given"] != row.get("substance") else bdi(words)
    )


def _quantity(row: Mapping[str, Any]) -> SafeString:
    shown = _amount(row.get("value"), row.get("unit")) if row.get("value") is not None else stated(UNKNOWN)
    if row.get("each") is None:
        return shown
    return format_html(_("{number} of {each} each"), number=shown, each=_amount(row["each"], row["each_unit"]))


def _amount(value: Any, unit: Any) -> SafeString:
    return format_html("<bdi>{} {}</bdi>", number(value), label(unit, "unit") if unit else "")


def _price(row: Mapping[str, Any]) -> SafeString:
    currency = row.get("currency") or _("currency unknown")
    shown = format_html("<bdi>{} {}</bdi>", number(row["amount"], 9), currency)
    if not row.get("quantity"):
        return shown
    return format_html(_("{price} for {quantity}"), price=shown, quantity=bdi(row["quantity"]))


def _identifier(row: Mapping[str, Any]) -> SafeString:
    return format_html("{} {}", label(row["kind"], "identifier"), code(row["value"]))


def _places(value: Mapping[str, Any]) -> SafeString:
    named = [_("worldwide")] if value.get("worldwide") else []
    named += [label(region, "region") for region in value.get("regions", ())]
    named += [country(each) for each in value.get("countries", ())]
    shown = ", ".join(named)
    if value.get("excluded"):
        shown = _("%(places)s, except %(excluded)s") % {
            "places": shown, "excluded": ", ".join(country(each) for each in value["excluded"]),
        }  # fmt: skip
    given = bdi(value["as_given"])
    return format_html("{} ({})", shown, given) if shown else given


_ROWS: Final[Mapping[str, Any]] = {
    "substances": _substance, "quantities": _quantity, "prices": _price, "identifiers": _identifier,
}  # fmt: skip


def circumstances(body: Mapping[str, Any]) -> list[tuple[str, SafeString | str]]:
    """How the page came to be saved, from a capture's plain body."""
    file = body["file"]
    size = format_html('<bdi dir="ltr">{} kB</bdi>', number(file["size"] / 1000, 1))
    return [
        (_("Saved"), moment(body["captured_at"])),
        (_("By the unit"), code(body["captured_by"])),
        (_("How it was saved"), label(body["method"], "capture_method")),
        (_("What may be done with it (PAP)"), label(body["pap"], "pap")),
        (_("SHA-256 of the page"), _digest(file["sha256"])),
        (_("Size"), size),
    ]


def _digest(digest: str) -> SafeString:
    parts = ((digest[start : start + 16],) for start in range(0, len(digest), 16))
    return format_html('<bdi dir="ltr" class="code">{}</bdi>', format_html_join(mark_safe("<wbr>"), "{}", parts))


def to_check(taken: Taken, how: Circumstances, reader: Reader) -> dict[str, Any]:
    """What the check-your-answers page shows beside its form."""
    return {
        "packed": pack(taken, how, reader),
        "sources": {each.name: each for each in told(taken.fields, taken.found)},
        "notes": [label(note, "capture_note") for note in taken.notes],
        "lines": services.page_text(taken),
        "file": taken.file,
    }


def tell(form: ListingForm, error: CocafError, reader: Reader) -> None:
    """Brings an error back to its box, or on top of the form where it names none."""
    field = str(error.params.get("field", "")).removeprefix("body.").partition(".")[0]
    form.add_error(field if field in form.fields else None, error.sentence(reader.language))
