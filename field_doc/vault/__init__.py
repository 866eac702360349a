"""Keys and slots, SQLCipher databases, payload store, lock and backup of one vault."""
