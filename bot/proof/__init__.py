"""How records are sealed, without the records: canonical JSON, trees of hashes, the chain of days, and a proof checked."""
