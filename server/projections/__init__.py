"""The event log turned into rollups: friction, trends, visits; and the views made from them."""
