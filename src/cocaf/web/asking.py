"""Who asks, and for which purpose: what every officer's page needs before it calls a service. Views only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from cocaf import config
from cocaf.domain.policy import Actor
from cocaf.domain.policy.people import PeopleAct
from cocaf.members import people
from cocaf.members.actor import actor_of
from cocaf.members.models import User
from cocaf.web.words import language

P = ParamSpec("P")


@dataclass(frozen=True)
class Reader:
    """The signed-in person as the rules see them, the purpose they chose on the bar, and their language."""

    user: User
    actor: Actor
    purpose: str
    language: str


Page = Callable[Concatenate[HttpRequest, Reader, P], HttpResponseBase]


def reader_of(request: HttpRequest) -> Reader:
    """The reader of a request whose user is signed in."""
    user = request.user
    assert isinstance(user, User)
    return Reader(user, actor_of(user), user.purpose, language())


def officer(page: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for signed-in people of a node. A hub has no records, so there it leads to the hub's own page."""

    @wraps(page)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if config.current().role == "hub":
            return redirect("hub")
        return page(request, reader_of(request), *args, **kwargs)

    # the wrapper keeps the page's name and words; its type is that of the page without its reader
    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], login_required(asked))


def administrator(page: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page for those who run the accounts of a node, also of a hub. Whoever else asks gets the same refusal for every
    address, whether there is such an account or not."""

    @wraps(page)
    def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        reader = reader_of(request)
        people.demand(reader.actor, PeopleAct.SEE)
        return page(request, reader, *args, **kwargs)

    # as above
    return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], login_required(asked))
