"""Partners with real keys for the exchange of one node."""

from __future__ import annotations

import pytest

from cocaf.exchange import transport
from tests.exchange.partner import Partner, open_door
from tests.key_process import running_key_process


@pytest.fixture(scope="session")
def sn_keys(tmp_path_factory):
    """SN's real key process."""
    with running_key_process(tmp_path_factory.mktemp("sn"), "SN") as keys:
        yield keys


@pytest.fixture(scope="session")
def es_keys(tmp_path_factory):
    """ES's real key process."""
    with running_key_process(tmp_path_factory.mktemp("es"), "ES") as keys:
        yield keys


@pytest.fixture
def sn(node, sn_keys):
    """SN in the node's directory, with a door that answers."""
    partner = Partner("SN", sn_keys)
    url, close = open_door(partner)
    partner.join(url=url)
    yield partner
    transport.forget_connections()
    close()


@pytest.fixture
def es(node, es_keys):
    """ES in the node's directory, where nobody answers."""
    partner = Partner("ES", es_keys)
    partner.join()
    return partner
