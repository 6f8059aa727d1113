"""`python -m server.demo SITE_KEY`: the demo product alone, as `handrail demo` runs it."""

import os
import sys

from server.demo.product_app import Secrets, create_product_app
from server.process import configure_logs, run
from server.settings import load_settings

if __name__ == "__main__":
    settings = load_settings()
    configure_logs(settings.log_level)
    secrets = Secrets(os.environ.get("QUILLBOOK_PROOF_SECRET", ""), os.environ.get("QUILLBOOK_TOKEN", ""))
    run(create_product_app(settings.base_url, sys.argv[1], secrets=secrets), settings, settings.demo_port)
