"""The build's own rules; what it makes is tested in tests/widget/browser/."""

from pathlib import Path

import pytest

from widget import build


def test_missing_node_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(build.BuildError, match="node and npm not found: install Node 20 or newer"):
        build._tools()


def test_old_node_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v18.20.1\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(build.BuildError, match=r"Node v18\.20\.1 is too old"):
        build._tools()


def test_bundle_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(build, "DIST", tmp_path)
    with pytest.raises(build.BuildError, match="run `make`"):
        build.dist_path()
    (tmp_path / "manifest.json").write_text("{}")
    assert build.dist_path() == tmp_path


def test_fingerprint_follows_content_and_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(build, "WIDGET", tmp_path)
    one, other = tmp_path / "a.js", tmp_path / "b.js"
    one.write_text("1")
    other.write_text("1")
    assert build.fingerprint([one]) != build.fingerprint([other])
    before = build.fingerprint([one, other])
    assert build.fingerprint([other, one]) == before
    other.write_text("2")
    assert build.fingerprint([one, other]) != before


def test_failed_tool_is_named_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(build.BuildError, match=r"sh -c .* failed:\nno such flour"):
        build._run("sh", "-c", "echo no such flour; exit 3", where=tmp_path)


def test_locks_name_no_address() -> None:
    assert '"resolved"' not in (build.WIDGET / "package-lock.json").read_text()
    assert "://" not in (build.WIDGET / "requirements-page.lock").read_text()
