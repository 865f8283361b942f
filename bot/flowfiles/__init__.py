"""Flow files, criteria and catalogs as people write them: reading, checking, extracting. YAML lives here only."""
