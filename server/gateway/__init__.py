"""Bytes to frames and back: who may speak (handshake, limits), what is kept (log), who hears it (work, hub)."""
