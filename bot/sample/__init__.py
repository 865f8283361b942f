"""A past of one organisation, played by the program itself: for a demonstration, a trial, a measurement.

Everybody in it is invented. Knows no platform and sends nothing.
"""
