"""Tables of who takes part: members (countries), their units, and this node's users. Tables only."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class Member(models.Model):
    """A country's police service (or the hub) as the directory describes it."""

    code = models.CharField(max_length=8, primary_key=True)
    name = models.CharField(max_length=200)
    is_self = models.BooleanField(default=False)
    is_hub = models.BooleanField(default=False)
    url = models.CharField(max_length=300, blank=True)
    route = models.CharField(max_length=8, default="hub", choices=[("hub", "hub"), ("direct", "direct")])
    signing_id = models.CharField(max_length=80, blank=True)
    signing_key = models.BinaryField(default=b"")
    sealing_id = models.CharField(max_length=80, blank=True)
    sealing_key = models.BinaryField(default=b"")
    desk = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=80, blank=True)
    languages = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["is_self"], condition=models.Q(is_self=True), name="one_self"),
        ]

    def __str__(self) -> str:
        return self.code


class Unit(models.Model):
    """A unit of a member: the bureau, an airport unit, an online unit."""

    code = models.CharField(max_length=32, primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    place = models.CharField(max_length=200, blank=True)
    # the name in each language that has one of its own; `name` stands for the others
    names = models.JSONField(default=dict, db_default={})
    phone = models.CharField(max_length=40, blank=True, default="", db_default="")
    address = models.CharField(max_length=200, blank=True, default="", db_default="")
    hours = models.CharField(max_length=80, blank=True, default="", db_default="")
    closed = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    def called(self, language: str) -> str:
        """The unit's name in a language; its one name where it has none of its own there."""
        return self.names.get(language) or self.name


class User(AbstractUser):
    """A person who signs in at this node."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="users")
    role = models.CharField(max_length=40, default="field_officer")
    clearance = models.CharField(max_length=40, default="OFFICIAL_USE")
    language = models.CharField(max_length=5, default="en")
    purpose = models.CharField(max_length=60, default="support_investigation")
    # until when the code that an administrator gave opens the account; nothing once the person chose a password
    code_until = models.DateTimeField(null=True)
    # single letters as keys can be switched off (WCAG 2.2, 2.1.4)
    letter_keys = models.BooleanField(default=True, db_default=True)

    def __str__(self) -> str:
        return self.username
