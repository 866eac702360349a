"""The loudspeaker: samples are handed to a process of their own, which holds no key and reads no file.

Qt's multimedia module loads its codecs into whatever process asks it for a device. The process with the keys
must hold no codec (R05), so it never loads that module; it pipes plain samples to a child that does.
"""

from __future__ import annotations

from field_doc.ui.loudspeaker.speaker import ChildSpeaker, SilentSpeaker, Speaker, open_speaker

__all__ = ["ChildSpeaker", "SilentSpeaker", "Speaker", "open_speaker"]
