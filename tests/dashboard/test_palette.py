from itertools import pairwise

import pytest

from dashboard.palette import DARK, FRICTION, LIGHT, OUTCOME, SIGNAL, Palette, lightness, shade, text_on


def contrast(one: str, other: str) -> float:
    light, dark = sorted((lightness(one), lightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_friction_gets_steadily_darker_so_that_it_reads_in_greyscale() -> None:
    assert all(lightness(calm) > lightness(worse) * 1.15 for calm, worse in pairwise(FRICTION))


def test_the_scale_runs_from_calm_to_struggle() -> None:
    assert shade(0.0, 0.3) == FRICTION[0]
    assert shade(0.3, 0.3) == shade(0.9, 0.3) == FRICTION[-1]
    assert shade(0.2, 0.0) == FRICTION[0]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_words_are_readable_on_every_ground(palette: Palette) -> None:
    for ground in (palette.surface, palette.raised):
        assert contrast(palette.ink, ground) >= 7
        assert contrast(palette.muted, ground) >= 4.5


@pytest.mark.parametrize("colour", FRICTION)
def test_a_label_is_readable_on_every_shade(colour: str) -> None:
    assert contrast(text_on(colour), colour) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_worst_stands_out_from_the_plate_and_from_the_calmest(palette: Palette) -> None:
    assert contrast(FRICTION[-1], palette.plate) >= 3
    assert contrast(FRICTION[-1], FRICTION[0]) >= 7


def test_categories_differ_from_each_other() -> None:
    most_seen = ("rage_click", "dead_click", "error_click", "repeated_validation", "hesitation", "back_and_forth")
    assert len({SIGNAL[signal] for signal in most_seen}) == len(most_seen)
    assert len({OUTCOME[kind] for kind in ("verified", "confirmed", "durable", "assumed", "failed")}) == 5
