"""How tests start Chromium: Debian's, headless, reaching for nothing outside of this machine."""

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Wasm is compiled once and not again for speed: a test's page is gone before that pays. Benchmarks do without it.
BASELINE = "--js-flags=--liftoff-only"
