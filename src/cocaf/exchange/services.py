"""The exchange's public verbs: release, recall, tell an outcome, deliver, receive, receipts. Each stands in a file of
its own; pages, commands, the API and the worker may call any of them."""

from __future__ import annotations

from cocaf.exchange.accept import FrameReceipt, accept_frames
from cocaf.exchange.inbox import process_inbox
from cocaf.exchange.mailbox import fetch_from_hub
from cocaf.exchange.outbox import deliver_due
from cocaf.exchange.outcome import report_outcome
from cocaf.exchange.recall import recall
from cocaf.exchange.receipts import acknowledge, note_opened
from cocaf.exchange.release import release, release_all
from cocaf.exchange.retry import retry
from cocaf.exchange.tidy import tidy

__all__ = [
    "FrameReceipt",
    "accept_frames",
    "acknowledge",
    "deliver_due",
    "fetch_from_hub",
    "note_opened",
    "process_inbox",
    "recall",
    "release",
    "release_all",
    "report_outcome",
    "retry",
    "tidy",
]
