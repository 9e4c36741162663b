"""Reading a saved listing page: what is offered, how much, for what price, from where, and how to reach the seller.
Pure rules without Django; nothing here loads, follows or runs anything that a page names. Callers: online.services."""
