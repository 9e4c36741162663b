"""When a delivery is tried again, and that its states never go back."""

from __future__ import annotations

import datetime
import itertools

import pytest

from cocaf.domain import delivery

NOW = datetime.datetime(2026, 11, 23, 10, 42, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("attempts", "least", "most"),
    [(0, 1, 2), (1, 1, 2), (2, 2, 4), (3, 4, 8), (8, 128, 256), (9, 150, 300), (40, 150, 300), (10**9, 150, 300)],
)
def test_waits_double_up_to_five_minutes_and_are_spread(attempts, least, most):
    soon = delivery.next_attempt(attempts, NOW, lambda: 0.0) - NOW
    late = delivery.next_attempt(attempts, NOW, lambda: 0.999_999) - NOW
    assert soon.total_seconds() == least
    assert most - 0.01 < late.total_seconds() <= most


def test_no_number_of_attempts_overflows_the_calendar():
    near_the_end = datetime.datetime(9999, 12, 31, 23, 0, tzinfo=datetime.UTC)
    assert delivery.next_attempt(2**31, near_the_end, lambda: 0.5) > near_the_end


@pytest.mark.parametrize(
    ("present", "reached", "shown"),
    [
        ("approved", "sent", "sent"),
        ("delivered", "sent", "delivered"),
        ("acknowledged", "opened", "acknowledged"),
        ("opened", "answered", "answered"),
        ("at_hub", "refused", "refused"),
        ("delivered", "failed", "delivered"),
        ("failed", "sent", "failed"),
        ("refused", "delivered", "refused"),
    ],
)
def test_a_state_moves_on_and_never_back(present, reached, shown):
    assert delivery.later(present, reached) == shown


def test_in_whatever_order_news_comes_the_same_state_is_shown():
    for order in itertools.permutations(("sent", "at_hub", "delivered", "opened", "acknowledged")):
        state = "approved"
        for news in order:
            state = delivery.later(state, news)
        assert state == "acknowledged"


def test_ahead_of_names_exactly_the_states_that_move_on():
    assert delivery.ahead_of("at_hub") == ("prepared", "approved", "sent")
    assert delivery.ahead_of("refused") == ("prepared", "approved", "sent", "at_hub")
