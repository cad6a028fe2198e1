"""Small pictures of every kind, and what Pillow reads in them and makes of them in another size.

    python make.py        writes the pictures and reference.tsv into this folder
"""
import numpy as np
from PIL import Image

y, x = np.mgrid[0:12, 0:10]
rgb = np.stack([x * 25, y * 20, (x * y * 2) % 256], -1).astype(np.uint8)
picture = Image.fromarray(rgb)
grey = picture.convert("L")
picture.save("rgb.jpg", quality=95)
picture.save("progressive.jpg", quality=95, progressive=True)
grey.save("grey.jpg", quality=95)
picture.convert("CMYK").save("cmyk.jpg", quality=95)
picture.save("rgb.png")
grey.save("grey.png")
Image.fromarray((np.asarray(grey).astype(np.uint16) * 257)).save("grey16.png")
alpha = np.concatenate([rgb, np.full((12, 10, 1), 128, np.uint8)], -1)
Image.fromarray(alpha).save("alpha.png")
picture.quantize(16).save("palette.png")
Image.fromarray(np.zeros((1, 1, 3), np.uint8) + 7).save("one.png")
Image.fromarray(np.zeros((10000, 10000), bool)).save("huge.png", optimize=True)
picture.save("rgb.ppm")
grey.save("grey.pgm")

with open("reference.tsv", "w") as out:
    def show(name, array):
        print(name, " ".join(str(v) for v in np.asarray(array).flatten()), sep="\t", file=out)
    for name in ["rgb.jpg", "progressive.jpg", "grey.jpg", "rgb.png", "grey.png", "rgb.ppm", "grey.pgm"]:
        show(name, Image.open(name))
    show("cmyk.jpg", Image.open("cmyk.jpg").convert("RGB"))
    show("alpha.png", Image.open("alpha.png").convert("RGB"))
    show("palette.png", Image.open("palette.png").convert("RGB"))
    show("grey16.png", grey)
    for size in [(5, 6), (7, 12), (23, 31), (3, 2)]:
        show(f"{size[0]}x{size[1]}", picture.resize(size, Image.BILINEAR))
