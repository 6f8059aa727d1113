"""What keeps a process that reads strangers' bytes from doing anything else, and how one talks to it."""
