"""Checks a bundle, a ledger or a receipt with nothing but the formats."""
