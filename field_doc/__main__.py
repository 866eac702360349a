"""``python -m field_doc`` is the command ``field-doc``."""

import sys

from field_doc.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
