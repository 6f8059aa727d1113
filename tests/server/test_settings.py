"""Settings come from the environment, flags before them, and wrong ones are named."""

from pathlib import Path

import pytest

from server.errors import Misconfigured
from server.settings import load_settings


def test_defaults_serve_on_this_machine_alone() -> None:
    settings = load_settings({})
    assert settings.host == "127.0.0.1"
    assert settings.base_url == "http://127.0.0.1:8787"


def test_the_environment_sets_and_a_flag_goes_before_it() -> None:
    environment = {"HANDRAIL_PORT": "9000", "HANDRAIL_DATA": "/srv/here", "HANDRAIL_TRUSTED_PROXY": "yes"}
    settings = load_settings(environment, port=9001, data=None)
    assert (settings.port, settings.data, settings.trusted_proxy) == (9001, Path("/srv/here"), True)


@pytest.mark.parametrize(
    ("name", "value"),
    [("HANDRAIL_PORT", "eighty"), ("HANDRAIL_PORT", "70000"), ("HANDRAIL_TRUSTED_PROXY", "perhaps")],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(Misconfigured, match=name):
        load_settings({name: value})
