"""What is learned: the encoder, the heads, and the registry of their versions. Imports nothing else of ours."""
