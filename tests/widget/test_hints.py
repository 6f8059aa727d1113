"""Hints in the page's own words."""

import pytest

from widget.hints import for_disabled, for_refused


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        (
            "VAT number *",
            "the VAT number needs the country prefix, like DE123456789",
            "The VAT number needs the country prefix, like DE123456789.",
        ),
        ("VAT number", "Invalid", "“VAT number” is refused. Check for spaces, a missing prefix or another notation."),
        ("Date", "", "“Date” is refused. Check for spaces, a missing prefix or another notation."),
        ("City", "This field is required", "“City” has to be filled in before this can go on."),
        ("Date", "Unknown month", "“Date”: Unknown month."),
        ("", "Must be a number", "Must be a number."),
        ("", "", ""),
    ],
)
def test_a_refused_field(name: str, message: str, hint: str) -> None:
    assert for_refused(name, message) == hint


def test_a_disabled_button_points_to_the_field_that_is_wrong() -> None:
    errors = [("VAT number", "needs the country prefix")]
    assert (
        for_disabled("Save changes", errors)
        == "“Save changes” stays off until “VAT number” is right: Needs the country prefix."
    )


def test_a_disabled_button_says_the_page_s_own_reason() -> None:
    errors = [("VAT number", "needs the country prefix")]
    assert for_disabled("Save", errors, "accept the terms first") == "“Save” is off: Accept the terms first."
    assert for_disabled("", [], " Only owners can do this. ") == "This button is off: Only owners can do this."


def test_a_disabled_button_without_a_known_reason_gets_no_hint() -> None:
    assert for_disabled("Save changes", []) == ""


def test_hints_stay_short() -> None:
    assert len(for_refused("x" * 300, "must " + "y" * 900)) <= 200
