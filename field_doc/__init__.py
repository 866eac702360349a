"""Field Doc: encrypted, chain-of-custody evidence records of atrocity crimes."""

__version__ = "0.1.0"
