"""How Django's forms look here: every field in cocaf's own frame. Named in settings (FORM_RENDERER)."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class CocafRenderer(TemplatesSetting):
    """`{{ form }}` and `{{ field.as_field_group }}` use the templates that pages include by hand."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
