"""Measurements of speed, each beside something that does the same work; nothing here is tested or shipped."""
