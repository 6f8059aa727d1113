"""The HTTP API. `views` alone is what clients such as the dashboard import."""
