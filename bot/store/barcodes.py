"""What barcodes say in a photo of a seal, within bounds of memory and time. What it means is for others.

The library is loaded when the first such photo comes.
"""

from __future__ import annotations

import time

from bot.store.pictures import grey, turned

# Turned and reduced as a barcode is looked for: degrees, and pixels of the longer side. A line of bars is read along the
# lines of the picture, up to some 15 degrees off, or across them. The largest last: it takes as long as the rest together.
LOOKS = ((0, 2000), (30, 2000), (60, 2000), (0, 3200))
ENOUGH = 2.0  # seconds after which no further look is begun; one takes half a second, or less than one where it is hard
# What makers put on seals; the numbers of products (EAN, UPC) say nothing of one seal.
FORMATS = "Code128|Code39|Code93|DataMatrix|QRCode|Aztec|PDF417"
LONGEST = 60  # characters; what is longer is an address of the web or a text


def codes(photo: bytes) -> tuple[str, ...]:
    """What each barcode says, once; none where none can be read."""
    import zxingcpp

    formats = zxingcpp.barcode_formats_from_str(FORMATS)
    image, began = grey(photo, LOOKS[-1][1]), time.monotonic()
    if image is None:
        return ()
    for degrees, longest in LOOKS:
        found = zxingcpp.read_barcodes(turned(image, longest, degrees), formats=formats)
        said = tuple(dict.fromkeys(one.text.strip() for one in found if len(one.text) <= LONGEST))
        if said or time.monotonic() - began > ENOUGH:
            return said
    return ()
