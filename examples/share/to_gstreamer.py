"""Writes the frames of a share to standard output as GStreamer's gdpdepay reads them, with caps and times:

    python3 examples/share/to_gstreamer.py NAME | gst-launch-1.0 fdsrc blocksize=1048576 ! gdpdepay ! ...
"""

import struct
import sys
from pathlib import Path

# Where the client lies in Reelay's own folder; a copy beside your program does as well.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "clients/python"))

from reelay_share import open_share

# GStreamer Data Protocol 1.0: gst-plugins-bad, gst/gdp/dataprotocol.c. Numbers are big-endian, "none" is all ones.
HEADER = struct.Struct(">BBBBHIQQQQHQ6xHH")
BUFFER, CAPS, STREAM_START, SEGMENT = 1, 2, 0x284E, 0x464E
NONE = 0xFFFFFFFFFFFFFFFF
START_EVENT = "GstEventStreamStart, stream-id=(string)share;"
SEGMENT_EVENT = (
    'GstEventSegment, segment=(GstSegment)"segment, flags=(GstSegmentFlags)GST_SEGMENT_FLAG_NONE, rate=(double)1, '
    "applied-rate=(double)1, format=(GstFormat)time, base=(guint64)0, offset=(guint64)0, start=(guint64)0, "
    'stop=(guint64)18446744073709551615, time=(guint64)0, position=(guint64)0, duration=(guint64)18446744073709551615;";'
)

out = sys.stdout.buffer


def packet(kind, payload, pts=NONE, duration=NONE):
    out.write(HEADER.pack(1, 0, 0, 0, kind, len(payload), pts, duration, NONE, NONE, 0, NONE, 0, 0))
    out.write(payload)


def text(string):
    return string.encode() + b"\0"


def caps(frame):
    colour = "" if frame.format == "GRAY8" else ", colorimetry=(string)sRGB"
    size = f"width=(int){frame.width}, height=(int){frame.height}"
    return text(f"video/x-raw, format=(string){frame.format}, {size}, framerate=(fraction)0/1{colour}")


def padded(frame):
    """Rows as GStreamer wants them: each begins at a multiple of four bytes."""
    missing = -frame.row_bytes % 4
    if missing == 0:
        return frame.data
    rows = (frame.data[at : at + frame.row_bytes] for at in range(0, len(frame.data), frame.row_bytes))
    return b"".join(bytes(row) + bytes(missing) for row in rows)


# Times go on where another writer begins anew.
writer = offset = end = 0
try:
    for frame in open_share(sys.argv[1]):
        if frame.writer != writer:
            if writer == 0:
                packet(STREAM_START, text(START_EVENT))
            packet(CAPS, caps(frame), 0)
            if writer == 0:
                packet(SEGMENT, text(SEGMENT_EVENT))
            writer, offset = frame.writer, end
        packet(BUFFER, padded(frame), offset + frame.pts_ns, frame.duration_ns)
        out.flush()
        end = offset + frame.pts_ns + frame.duration_ns
except BrokenPipeError:
    # GStreamer has ended. What is left in the buffer has nowhere to go.
    sys.stderr.close()
