"""The Handrail server: gateway, log, understanding, knowledge, conversation, learning and the API."""
