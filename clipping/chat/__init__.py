"""Chat of any platform → messages on the recording's clock, without names.

`reading.read_chat` is the door; `registry.FORMATS` lists what can be read.
"""

from clipping.chat.reading import ChatImport, hash_author, read_chat
from clipping.chat.report import ChatReport, report_to_json

__all__ = ["ChatImport", "ChatReport", "hash_author", "read_chat", "report_to_json"]
