"""The forms of photographs: one to add, and the reference that confirms that one is taken out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cocaf import limits
from cocaf.web.forms.small import ConfirmedForm


class PhotoForm(forms.Form):
    """A photograph and what it shows."""

    picture = forms.FileField(
        label=_("Photograph"),
        help_text=_("JPEG, PNG or WebP. A scale beside a mark or a tool mark makes it comparable."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    caption = forms.CharField(label=_("What it shows"), required=False, max_length=limits.LINE_CHARACTERS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"].error_messages |= {
            "empty": _("The file is empty."),
            "required": _("Choose the photograph."),
        }


class RemoveForm(ConfirmedForm):
    """The reference of the record, typed."""
