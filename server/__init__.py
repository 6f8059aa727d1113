"""The Handrail server: gateway, log, understanding, knowledge, answering, conversation, learning and the API."""
