"""The files of tests that take longest, longest first: whoever runs them last has the other workers wait.

A file that is not named takes ten seconds or less. Renew the order by `pytest --durations=0` now and then.
"""

from pathlib import Path

HERE = Path(__file__).parent
# First those in Chromium; here and there by seconds on two cores.
LONGEST = (
    "widget/browser/test_signals.py",
    "widget/browser/test_secrets.py",
    "widget/browser/test_page_files.py",
    "widget/browser/test_page_boot.py",
    "journeys/test_a_person_helps.py",
    "journeys/test_first_day.py",
    "journeys/test_live_data.py",
    "journeys/test_style.py",
    "journeys/test_lost_and_found.py",
    "journeys/test_a_picture_helps.py",
    "journeys/test_layouts.py",
    "widget/browser/test_page_offline.py",
    "widget/browser/test_page_stream.py",
    "widget/browser/test_page_struggles.py",
    "widget/browser/test_capture.py",
    "dashboard/test_in_chromium.py",
    "server/learning/test_cycle.py",
    "models/test_imported_encoder.py",
    "server/learning/test_phrasing.py",
    "server/learning/test_worked.py",
    "journeys/test_flood.py",
    "server/api/test_internal.py",
    "server/api/test_files.py",
    "server/hygiene/test_pairs.py",
    "server/hygiene/test_gaps.py",
    "server/knowledge/test_freshness.py",
    "server/knowledge/test_deliveries.py",
    "server/tickets/test_importing.py",
    "server/learning/test_own_intents.py",
    "server/learning/test_novel.py",
    "server/commands/test_kb.py",
    "server/commands/test_cli.py",
    "server/writing/test_in_the_conversation.py",
    "server/lookups/test_in_the_conversation.py",
    "server/knowledge/test_encoders.py",
    "server/knowledge/test_killed.py",
    "test_wheel.py",
    "models/test_encoder_build.py",
    "server/projections/test_friction_views.py",
)


def place_of(path: Path) -> int:
    """The file's place in the order; all that are not named share the last."""
    return _PLACES.get(path, len(LONGEST))


_PLACES = {HERE / name: place for place, name in enumerate(LONGEST)}
