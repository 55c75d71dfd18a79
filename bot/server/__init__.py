"""What the bot serves over HTTP, to whoever watches over it."""
