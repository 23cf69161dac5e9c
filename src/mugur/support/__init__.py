"""The catalogue of measures and the append-only ledger of what was delivered."""
