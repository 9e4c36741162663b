"""The worker: delivers, receives, seals the log, does again what failed. Started by `cocaf worker`; nobody imports it
but the command line."""
