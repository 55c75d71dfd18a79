"""The conversation in a terminal: what Telegram shows with buttons, shown with numbers."""
