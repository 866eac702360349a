"""The Executive Office server: holds ciphertext and a receipt key, opens nothing."""
