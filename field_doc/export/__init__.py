"""Report tree, redaction, PDF, signing and evidence bundles."""
