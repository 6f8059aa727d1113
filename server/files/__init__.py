"""What visitors attach: told by its content, read in a process of its own, masked, and kept."""
