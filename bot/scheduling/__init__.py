"""Sending what is due, at most once whatever dies."""
