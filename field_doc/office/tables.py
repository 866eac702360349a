"""Tables of ``server.db``. Names, keys and words of evidence have no column here.

Plain SQLAlchemy Core, so that the same tables can stand in PostgreSQL when the office has grown.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

METADATA = MetaData()

#: Cards the desk issued; ``half`` is all the server knows of the token.
CARDS = Table(
    "cards",
    METADATA,
    Column("card_id", String(32), primary_key=True),
    Column("half", String(80), nullable=False, unique=True),
    Column("code", String(40), nullable=False),
    Column("expires", String(20), nullable=False),
    Column("second_uses", Integer, nullable=False, default=0),
)

#: What devices sent on a card, once a card.
ENROLMENTS = Table(
    "enrolments",
    METADATA,
    Column("n", Integer, primary_key=True),
    Column("card_id", String(32), nullable=False, unique=True),
    Column("device", String(43), nullable=False),
    Column("enrolment", LargeBinary, nullable=False),
    Column("mac", String(64), nullable=False),
    Column("received_at", String(20), nullable=False),
)

#: What the desk decided.
DEVICES = Table(
    "devices",
    METADATA,
    Column("device", String(43), primary_key=True),
    Column("card_id", String(32)),
    Column("state", String(10), nullable=False),
    Column("since", String(40)),
    Column("keys", LargeBinary),
    Column("certificates", LargeBinary),
    Column("decided_at", String(20), nullable=False),
)

#: Last head known of each epoch.
HEADS = Table(
    "heads",
    METADATA,
    Column("origin", String(80), primary_key=True),
    Column("device", String(43), nullable=False),
    Column("size", Integer, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("manifest", String(80)),
)

SUBMISSIONS = Table(
    "submissions",
    METADATA,
    Column("n", Integer, primary_key=True),
    Column("digest", String(80), nullable=False, unique=True),
    Column("device", String(43), nullable=False),
    Column("origin", String(80), nullable=False),
    Column("size", Integer, nullable=False),
    Column("root", String(64), nullable=False),
    Column("manifest", LargeBinary, nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("received_at", String(20), nullable=False),
)

#: Objects are each device's own: what another one sent is never answered for (R31).
OBJECTS = Table(
    "objects",
    METADATA,
    Column("device", String(43), primary_key=True),
    Column("digest", String(80), primary_key=True),
    Column("bytes", Integer, nullable=False),
    Column("checked", Integer, nullable=False, default=0),
    Index("objects_digest", "digest"),
)

CONTENTS = Table(
    "contents",
    METADATA,
    Column("submission", String(80), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("digest", String(80), nullable=False),
    sqlite_with_rowid=False,
)

#: Bytes held of each part, from its start; a part nothing has come of has no row.
PARTS = Table(
    "parts",
    METADATA,
    Column("device", String(43), primary_key=True),
    Column("digest", String(80), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("held", Integer, nullable=False),
    sqlite_with_rowid=False,
)

RECEIPTS = Table(
    "receipts",
    METADATA,
    Column("n", Integer, primary_key=True),
    Column("device", String(43), nullable=False, index=True),
    Column("submission", String(80), nullable=False),
    Column("signer", String(10), nullable=False),
    Column("digest", String(80), nullable=False),
    Column("receipt", Text, nullable=False),
    UniqueConstraint("submission", "signer"),
)
