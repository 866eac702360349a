"""age v1 files (C2SP age.md): what attachments are kept, moved and handed over in.

Header and payload are kept apart (docs/spec/age-payload.md); joined they are a file any age tool opens.
"""

from field_doc.formats.age.envelope import open_header, seal_header
from field_doc.formats.age.header import Header, is_mixed, is_post_quantum, parse_header, split_header
from field_doc.formats.age.hybrid import HybridIdentity, HybridRecipient
from field_doc.formats.age.keys import FILE_KEY_LENGTH, Identity, Recipient, new_file_key
from field_doc.formats.age.payload import CHUNK, NONCE_LENGTH, TAG, PayloadEncryptor, payload_size, plain_size
from field_doc.formats.age.reader import PayloadReader
from field_doc.formats.age.scrypt import ScryptIdentity
from field_doc.formats.age.stanza import Stanza
from field_doc.formats.age.whole import decrypt_bytes, decrypt_stream, encrypt_bytes, encrypt_stream
from field_doc.formats.age.x25519 import X25519Identity, X25519Recipient

__all__ = [
    "CHUNK",
    "FILE_KEY_LENGTH",
    "NONCE_LENGTH",
    "TAG",
    "Header",
    "HybridIdentity",
    "HybridRecipient",
    "Identity",
    "PayloadEncryptor",
    "PayloadReader",
    "Recipient",
    "ScryptIdentity",
    "Stanza",
    "X25519Identity",
    "X25519Recipient",
    "decrypt_bytes",
    "decrypt_stream",
    "encrypt_bytes",
    "encrypt_stream",
    "is_mixed",
    "is_post_quantum",
    "new_file_key",
    "open_header",
    "parse_header",
    "payload_size",
    "plain_size",
    "seal_header",
    "split_header",
]
