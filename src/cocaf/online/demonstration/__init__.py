"""Pages invented for the demonstration: no such market, seller or offer exists. Read by the demo and the tests."""
