"""The agents' desk: queue, conversation, and what the agent needs beside it."""
