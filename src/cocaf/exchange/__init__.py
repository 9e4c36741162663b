"""Between nodes: frames out and in, the outbox, the hub's mailboxes, releases, recalls, receipts. An opened and
verified document goes to `intake`, as a form or a file does."""
