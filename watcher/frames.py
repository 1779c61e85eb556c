"""How the reading process is spoken to: frames, each its length in four bytes and its content."""

from __future__ import annotations

import struct

LENGTH = struct.Struct(">I")
