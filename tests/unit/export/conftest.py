"""The made case, its words, and bundles written once for all tests."""

from __future__ import annotations

import bundle_material as material
import pytest

from field_doc.base.i18n import Words
from field_doc.export import bundle, signing
from field_doc.export.model import Edition, Signer

PASSPHRASE = b"six words for a test signer"


@pytest.fixture(scope="session")
def uk_words() -> Words:
    return Words("uk")


@pytest.fixture(scope="session")
def made_case() -> material.Case:
    return material.make_case()


@pytest.fixture(scope="session")
def report_signer(made_case) -> Signer:
    office = made_case.office
    p12 = signing.make_signer(
        office.root, office.root_pem, "Офіс документування (зразок)", PASSPHRASE, material.SetClock()
    )
    return Signer(p12, PASSPHRASE)


@pytest.fixture(scope="session")
def written(made_case, report_signer, uk_words, tmp_path_factory):
    """A pseudonymised bundle; read only, copy it before changing anything."""
    out = tmp_path_factory.mktemp("bundle") / "out"
    return bundle.write(made_case.source, out, signer=report_signer, key=made_case.office.bundle, words=uk_words)


@pytest.fixture(scope="session")
def written_full(made_case, report_signer, uk_words, tmp_path_factory):
    """A full bundle in clear, with a reason."""
    out = tmp_path_factory.mktemp("bundle-full") / "out"
    source = made_case.edition(Edition.FULL)
    return bundle.write(
        source, out, signer=report_signer, key=made_case.office.bundle, words=uk_words, plain_reason="court-order"
    )
