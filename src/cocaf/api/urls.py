"""Addresses that programs call: other nodes, and later the country's own systems. One shape for every error."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI
from ninja.errors import ValidationError

from cocaf.api.exchange import router
from cocaf.domain.errors import CocafError

# no page of documentation: the one that comes with the library loads scripts from elsewhere
api = NinjaAPI(title="cocaf", version="1", docs_url=None, urls_namespace="api")
api.add_router("/exchange", router)


def _answer(request: HttpRequest, error: CocafError) -> HttpResponse:
    body = {"error": {"code": error.code, "sentence": error.sentence("en")}}
    return api.create_response(request, body, status=error.http)


@api.exception_handler(CocafError)
def _refused(request: HttpRequest, error: CocafError) -> HttpResponse:
    return _answer(request, error)


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _answer(request, CocafError("exchange.request_body"))


urlpatterns: list[URLPattern | URLResolver] = [path("", api.urls)]
