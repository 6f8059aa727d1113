"""What the widget costs a page beside its peers, in the harness that measures them all alike."""
