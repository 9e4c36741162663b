"""Reads when a TLS certificate ends. Who a node is comes from signatures; the certificate only carries the pages."""

from __future__ import annotations

import datetime

from cryptography import x509


def ends(der: bytes) -> datetime.datetime:
    """The moment until which a certificate (DER) is valid, in UTC."""
    return x509.load_der_x509_certificate(der).not_valid_after_utc
