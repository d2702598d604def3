"""Deadline day: 200 firms at once fill in and submit over HTTP, while staff run a batch."""
