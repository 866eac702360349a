"""Record types, vocabularies and the one validator; data in resources/, rules here."""
