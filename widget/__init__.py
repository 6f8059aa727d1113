"""What runs in the visitor's page: capture, struggle signals, and the one protocol."""
