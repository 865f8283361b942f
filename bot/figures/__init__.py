"""The numbers of a period, in one place: card, page, sheet, picture and export are all drawn from them.

Knows no language and no reader.
"""
