"""The same acts without a window."""
