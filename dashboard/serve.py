"""Starts Streamlit once everything the pages need is imported.

Streamlit runs each viewer's page in a thread. Two first viewers at once would each import half of pandas and Plotly,
and one of them would meet a half-made module.
"""

import sys
from importlib import import_module

from streamlit.web.cli import main

EARLY = ("pandas", "plotly.graph_objects", "streamlit.elements.plotly_chart", "httpx", "dashboard.screens")

if __name__ == "__main__":
    for name in EARLY:
        import_module(name)
    sys.exit(main())
