"""Decoding of foreign bytes in a child process that holds no key."""
