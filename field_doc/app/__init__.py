"""Session and commands: every user act as one function, without a window."""
