"""Telegram: the only package that knows it. Updates become utterances and choices, replies become messages."""
