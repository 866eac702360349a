"""The specified bytes: what is stored, sent or signed. Standard library and cryptography only."""
