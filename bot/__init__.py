"""Sello: inspections, seals, incidents and training in the chat people already use."""
