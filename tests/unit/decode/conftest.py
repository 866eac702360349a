"""Fixtures of the decoder's tests: one shared decoder, pictures made on the spot."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from field_doc.decode.client import Decoder


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder(timeout_s=20) as made:
        yield made


@pytest.fixture
def jpeg() -> Callable[..., bytes]:
    """``jpeg(size=(64, 48), exif=Image.Exif(), **save)`` gives JPEG bytes with a visible gradient."""

    def make(size: tuple[int, int] = (64, 48), **save: object) -> bytes:
        image = Image.linear_gradient("L").resize(size).convert("RGB")
        out = io.BytesIO()
        image.save(out, "JPEG", **save)  # type: ignore[arg-type]
        return out.getvalue()

    return make
