"""Pictures are opened within limits and painted anew; what is read on them comes in reading order."""

from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from server.errors import HandrailError, TooLarge, Unreadable
from server.files.kinds import Kind
from server.files.lines import Piece, lines_of
from server.files.pictures import BAND, MAX_SIDE, MOST_HEIGHT, MOST_WIDTH, OVERLAP, bands, opened, painted
from tests.server.files.drawn import huge_png, screenshot


@pytest.mark.parametrize(
    ("kind", "data", "error"),
    [
        ("png", huge_png(30_000, 30_000), TooLarge),
        ("png", huge_png(8_000, 6_000), TooLarge),
        ("png", huge_png(MAX_SIDE + 1, 10), TooLarge),
        ("png", huge_png(2_000, 2_000), Unreadable),  # says more than it holds
        ("png", screenshot("hello")[:-200], Unreadable),
        ("png", b"\x89PNG\r\n\x1a\n", Unreadable),
        ("jpeg", screenshot("hello", kind="JPEG")[:500], Unreadable),
        ("gif", b"GIF89a" + bytes(20), Unreadable),
        ("webp", b"RIFF\x10\0\0\0WEBPVP8 \0\0\0\0", Unreadable),
        ("png", screenshot("hello", kind="GIF"), Unreadable),  # another kind than its first bytes say
    ],
)
def test_bombs_and_broken_pictures_are_refused(kind: Kind, data: bytes, error: type[HandrailError]) -> None:
    with pytest.raises(error) as refused:
        opened(kind, data)
    assert refused.value.message.endswith(".")


def test_nothing_but_pixels_is_kept() -> None:
    note = PngInfo()
    note.add_text("Author", "Ann")
    place = Image.Exif()
    place[0x010E] = "Ann's desk"
    for kind, data in (
        ("png", screenshot("hello", pnginfo=note)),
        ("jpeg", screenshot("hello", kind="JPEG", exif=place, comment=b"Ann was here")),
    ):
        kept = painted(opened(kind, data), [])  # type: ignore[arg-type]
        assert b"Ann" in data
        assert b"Ann" not in kept.data
        assert Image.open(BytesIO(kept.data)).info == {}


def test_a_picture_stands_upright() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6  # taken with the phone on its side
    assert opened("jpeg", screenshot("hello", size=(400, 200), kind="JPEG", exif=turned)).size == (200, 400)


def test_a_moving_picture_is_its_first_frame() -> None:
    frames = [Image.new("RGB", (40, 20), colour) for colour in ("red", "blue")]
    packed = BytesIO()
    frames[0].save(packed, "GIF", save_all=True, append_images=frames[1:])
    assert opened("gif", packed.getvalue()).getpixel((5, 5)) == (255, 0, 0)


def test_what_is_clear_is_white() -> None:
    packed = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(packed, "PNG")
    assert opened("png", packed.getvalue()).getpixel((5, 5)) == (255, 255, 255)


def test_grey_of_sixteen_bits_keeps_its_shades() -> None:
    packed = BytesIO()
    Image.new("I;16", (10, 10), 40_000).save(packed, "PNG")
    assert opened("png", packed.getvalue()).getpixel((5, 5)) == (156, 156, 156)


def test_a_large_picture_is_made_smaller() -> None:
    assert opened("png", screenshot(size=(4_000, 2_000))).size == (MOST_WIDTH, MOST_WIDTH // 2)


def test_hidden_lines_are_covered_and_others_are_not() -> None:
    image = opened("png", screenshot("hello", "world"))
    kept = painted(image, [Piece("hello", 20, 50, 100, 74)])
    with Image.open(BytesIO(kept.data)) as seen:
        assert {seen.getpixel((x, 60)) for x in range(25, 95)} == {(96, 96, 96)}
        assert (34, 34, 34) in {seen.getpixel((x, y)) for x in range(20, 100) for y in range(94, 118)}


def test_a_noisy_picture_is_kept_small() -> None:
    noise = Image.effect_noise((1_500, 1_500), 90).convert("RGB")
    kept = painted(noise, [])
    assert kept.media == "image/webp"
    assert len(kept.data) < 2_000_000


@pytest.mark.parametrize("height", [10, BAND, BAND + OVERLAP, 1_600, 3_000, MOST_HEIGHT])
def test_bands_cover_a_long_picture(height: int) -> None:
    found = bands(height)
    assert (found[0][0], found[-1][1]) == (0, height)
    assert all(later[0] == earlier[1] - OVERLAP for earlier, later in pairwise(found))
    assert all(0 < bottom - top <= BAND + OVERLAP for top, bottom in found)


def test_pieces_beside_each_other_are_a_line_and_columns_are_not() -> None:
    pieces = [
        Piece("world", 70, 12, 110, 32),
        Piece("below", 10, 50, 60, 70),
        Piece("hello", 10, 10, 60, 30),
        Piece("Menu", 400, 11, 450, 31),
    ]
    assert [line.text for line in lines_of(pieces)] == ["hello world", "Menu", "below"]
