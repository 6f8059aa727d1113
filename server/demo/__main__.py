"""`python -m server.demo SITE_KEY`: the demo product alone, as `handrail demo` runs it."""

import sys

from server.demo.product_app import create_product_app
from server.process import configure_logs, run
from server.settings import load_settings

if __name__ == "__main__":
    settings = load_settings()
    configure_logs(settings.log_level)
    run(create_product_app(settings.base_url, sys.argv[1]), settings, settings.demo_port)
