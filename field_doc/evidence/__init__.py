"""Records, intake, custody, consent, identities and search over an open vault."""
