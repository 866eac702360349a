"""Unlock: the passphrase opens the vault."""
