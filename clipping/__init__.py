"""From a recording to clips: signals, selection, framing, captions, rendering, verification."""
