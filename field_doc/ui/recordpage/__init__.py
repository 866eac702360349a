"""The page of one record: its form, its versions, its history, sealing and discarding."""
