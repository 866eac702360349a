"""What vaults for tests are made with: the least Argon2id the format allows."""

from field_doc.vault.kdf import KdfParameters

FAST = KdfParameters(memory_kib=64 * 1024, passes=1, lanes=4)
PASSPHRASE = "шість слів для перевірки цього сховища"
