"""The demonstration: a product of our own with honest defects, its help centre and its simulated visitors."""
