"""Draws a photograph anew, in a process of its own with bounded memory and time and no file or socket to open: what a
hostile picture does to its decoder ends there. Run by `photographs`, never imported: it knows nothing of cocaf.

It reads a JPEG, PNG or WebP from its input and writes a line of JSON, then the copy, then the small one. Only the
colours of its points are carried over: camera, place, comments and thumbnails inside the original are not."""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings

CPU_SECONDS = 15
MEMORY_BYTES = 1536 * 1024 * 1024
LONGEST_SIDE = 3000
SMALL_SIDE = 360


def bound() -> None:
    """Takes away what drawing does not need."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(most_points: int) -> None:
    """Bounds itself, reads, draws, writes."""
    bound()
    # imported here, while files can still be opened, with every part that opening a picture would look for
    from PIL import Image, ImageOps

    Image.init()
    warnings.simplefilter("error")
    Image.MAX_IMAGE_PIXELS = most_points
    raw = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    try:
        with Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "WEBP", "MPO")) as read:
            if read.width * read.height > most_points:
                return answer({"error": "photo.pixels"})
            turned = ImageOps.exif_transpose(read)
            turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = Image.new("RGB", turned.size, "white")
            layer = turned.convert("RGBA") if "A" in turned.getbands() or "transparency" in turned.info else None
            plain.paste(layer or turned.convert("RGB"), mask=layer)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return answer({"error": "photo.pixels"})
    except Exception:  # noqa: BLE001 -- whatever a broken picture does to its decoder, it is a broken picture
        return answer({"error": "photo.damaged"})
    copy = written(plain, 90)
    plain.thumbnail((SMALL_SIDE, SMALL_SIDE))
    small = written(plain, 82)
    size = turned.size
    return answer({"width": size[0], "height": size[1], "copy": len(copy)}, copy + small)


def written(picture: object, quality: int) -> bytes:
    """The picture as a JPEG without anything beside its points."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)  # type: ignore[attr-defined]
    return out.getvalue()


def answer(head: dict[str, object], body: bytes = b"") -> None:
    """One line of JSON, then the bytes."""
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)


if __name__ == "__main__":
    main(int(sys.argv[1]))
