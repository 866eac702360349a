"""Adapters: what screens ask for, done by the commands of the program on the open session."""
