"""What leaves for the office and what comes back: plan, outbox, transports, receipts."""
