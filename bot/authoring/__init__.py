"""Tools for people who write flows and translations: checking, translating, printing, rehearsing."""
