"""The rules of who may do what with a record. Pure: every room asks here, none decides for itself."""

from __future__ import annotations

from cocaf.domain.policy.decide import Allowed, Decision, Denied, decide, decide_class, decide_row
from cocaf.domain.policy.terms import Action, Actor, RowTerms, Terms

__all__ = [
    "Action",
    "Actor",
    "Allowed",
    "Decision",
    "Denied",
    "RowTerms",
    "Terms",
    "decide",
    "decide_class",
    "decide_row",
]
