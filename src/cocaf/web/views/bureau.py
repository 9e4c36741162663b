"""An administrator's pages: the accounts of this node, one by one, and its units."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cocaf.domain.errors import CocafError
from cocaf.members import people, selectors, units
from cocaf.members.models import Unit
from cocaf.members.people import Admitted
from cocaf.web import people_page
from cocaf.web.asking import Reader, administrator
from cocaf.web.forms import people as forms


@administrator
def bureau(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The accounts of this node, by unit."""
    form = forms.PeopleFilterForm(request.GET)
    shown = {"form": form, "page": people_page.listed(request, form.wanted())}
    return render(request, "bureau/people.html", shown | {"narrowed": any(form.cleaned_data.values())})


@administrator
def person_new(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Admits a person; the code is on the answer, and nowhere else."""
    form = forms.NewPersonForm(request.POST or None, initial={"language": reader.language, "clearance": "OFFICIAL_USE"})
    if request.method == "POST" and form.is_valid():
        try:
            return _code(request, people.admit(reader.actor, form.cleaned_data["username"], form.standing()))
        except CocafError as error:
            forms.tell(form, error)
    return render(request, "bureau/person_new.html", {"form": form}, status=422 if form.errors else 200)


@administrator
def person(request: HttpRequest, reader: Reader, person_id: int) -> HttpResponse:
    """One account: how it stands, what may be changed, what was done with it."""
    user = selectors.account(person_id)
    form = forms.StandingForm(request.POST or None, initial=forms.StandingForm.typed_before(user))
    if request.method == "POST" and form.is_valid():
        try:
            people.change(reader.actor, person_id, form.standing())
            messages.success(request, _("The account was changed."))
            return redirect("person", person_id)
        except CocafError as error:
            forms.tell(form, error)
    return _person(request, reader, person_id, form, 422 if form.errors else 200)


def _person(
    request: HttpRequest, reader: Reader, person_id: int, form: forms.StandingForm, status: int, wrong: str = ""
) -> HttpResponse:
    user = selectors.account(person_id)
    shown = {
        "person": user, "state": people_page.state(user), "acts": people_page.acts(user), "form": form,
        "own": user.pk == reader.user.pk, "wrong": wrong,
    }  # fmt: skip
    return render(request, "bureau/person.html", shown, status=status)


@require_POST
@administrator
def person_close(request: HttpRequest, reader: Reader, person_id: int) -> HttpResponse:
    """Closes an account, confirmed by typing its user name."""
    user = selectors.account(person_id)
    try:
        if request.POST.get("username", "").strip().lower() != user.username.lower():
            raise CocafError("people.typed")
        people.close(reader.actor, person_id)
    except CocafError as error:
        form = forms.StandingForm(initial=forms.StandingForm.typed_before(user))
        return _person(request, reader, person_id, form, error.http, error.sentence(reader.language))
    messages.success(request, _("The account is closed. Its sessions have ended."))
    return redirect("person", person_id)


@require_POST
@administrator
def person_reopen(request: HttpRequest, reader: Reader, person_id: int) -> HttpResponse:
    """Opens a closed account with a new code."""
    return _code(request, people.reopen(reader.actor, person_id))


@require_POST
@administrator
def person_code(request: HttpRequest, reader: Reader, person_id: int) -> HttpResponse:
    """Gives a new code in place of a forgotten password."""
    return _code(request, people.new_code(reader.actor, person_id))


def _code(request: HttpRequest, admitted: Admitted) -> HttpResponse:
    return render(request, "bureau/code.html", {"admitted": admitted})


@require_POST
@administrator
def person_factor(request: HttpRequest, reader: Reader, person_id: int) -> HttpResponse:
    """Forgets the second factors of somebody who lost them."""
    people.reset_factor(reader.actor, person_id)
    messages.success(request, _("The second factor was reset. The person signs in with the password alone."))
    return redirect("person", person_id)


@administrator
def unit_new(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Adds a unit."""
    form = forms.NewUnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            units.add(reader.actor, form.cleaned_data["code"], form.desk())
            messages.success(request, _("The unit was added."))
            return redirect("units")
        except CocafError as error:
            forms.tell(form, error)
    return render(request, "bureau/unit.html", {"form": form}, status=422 if form.errors else 200)


@administrator
def unit(request: HttpRequest, reader: Reader, code: str) -> HttpResponse:
    """Corrects a unit's names and desk."""
    held = units.held(code)
    form = forms.UnitForm(request.POST or None, initial=forms.UnitForm.typed_before(held))
    if request.method == "POST" and form.is_valid():
        try:
            units.correct(reader.actor, code, form.desk())
            messages.success(request, _("The unit was changed."))
            return redirect("units")
        except CocafError as error:
            forms.tell(form, error)
    return render(request, "bureau/unit.html", _unit(reader, held, form), status=422 if form.errors else 200)


def _unit(reader: Reader, held: Unit, form: forms.UnitForm) -> dict[str, object]:
    return {"form": form, "unit": held, "name": held.called(reader.language)}


@require_POST
@administrator
def unit_close(request: HttpRequest, reader: Reader, code: str) -> HttpResponse:
    """Closes a unit to new accounts, or opens it again."""
    try:
        units.close(reader.actor, code, closed=request.POST.get("closed") == "1")
    except CocafError as error:
        held = units.held(code)
        shown = _unit(reader, held, forms.UnitForm(initial=forms.UnitForm.typed_before(held)))
        return render(
            request, "bureau/unit.html", shown | {"wrong": error.sentence(reader.language)}, status=error.http
        )
    return redirect("units")
