"""Photos with barcodes in them, as a phone takes and sends them."""

from __future__ import annotations

import io

import zxingcpp
from PIL import Image, ImageFilter


def bars(text: str, format: str = "Code128", scale: int = 4) -> Image.Image:
    """A barcode by itself; a line of bars as high as on a seal's label."""
    made = memoryview(zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(format)).to_image(scale=scale))
    high, wide = made.shape[:2]
    image = Image.frombytes("L", (wide, high), bytes(made))
    return image if wide < 2 * high else image.resize((wide, wide // 3))


def scanned(
    *texts: str, format: str = "Code128", size: tuple[int, int] = (1280, 960), turned: int = 0, blurred: float = 0.8,
    kind: str = "JPEG",
) -> bytes:  # fmt: skip
    """A photo with these barcodes one below the other, on something that is not plain."""
    scene = Image.effect_noise(size, 20).convert("RGB")
    for n, text in enumerate(texts):
        one = bars(text, format).convert("RGBA").rotate(turned, expand=True, resample=Image.Resampling.BICUBIC)
        scene.paste(one, (size[0] // 8, size[1] // 8 + n * one.height), one)
    out = io.BytesIO()
    scene.filter(ImageFilter.GaussianBlur(blurred)).save(out, kind, quality=70)
    return out.getvalue()
