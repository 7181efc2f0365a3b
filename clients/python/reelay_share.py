"""Frames of a running Reelay recording, out of shared memory. Linux, Python 3.9 or later, nothing else; numpy if it is there.

    from reelay_share import open_share

    for frame in open_share("camera"):
        print(frame.sequence, frame.pts_ns, bytes(frame.data[:10]))

The share itself says how its frames look; its name is all one needs. docs/SHARING.md has the rest.
"""

import ctypes
import errno
import math
import mmap
import os
import re
import select
import stat
import struct
import time

__all__ = ["Frame", "Share", "ShareError", "View", "open_share"]

# The layout of a segment; all numbers are little-endian. The writer's is relay/taps/share/layout.ts.
HEADER_FIELDS = {
    "magic": (0, "8s"),
    "version": (8, "I"),
    "byteOrder": (12, "I"),
    "headerBytes": (16, "I"),
    "slotHeaderBytes": (20, "I"),
    "slotBytes": (24, "Q"),
    "slots": (32, "I"),
    "width": (36, "I"),
    "height": (40, "I"),
    "rowBytes": (44, "I"),
    "frameBytes": (48, "I"),
    "intervalMs": (52, "I"),
    "format": (56, "8s"),
    "writerPid": (64, "I"),
    "writerSinceMs": (72, "Q"),
}
PROGRESS_FIELDS = {"frames": (128, "Q"), "state": (136, "I")}
SLOT_FIELDS = {"stamp": (0, "Q"), "ptsNs": (8, "Q"), "durationNs": (16, "Q"), "payloadBytes": (24, "Q"), "dropped": (32, "Q")}
FORMATS = {"RGB": 3, "BGR": 3, "RGBA": 4, "BGRA": 4, "GRAY8": 1}

MAGIC = b"REELAYSH"
VERSION = 1
BYTE_ORDER = 0x01020304
HEADER_BYTES = 4096
SLOT_HEADER_BYTES = 64
STATE_CLOSED = 2
MIN_SLOTS, MAX_SLOTS = 2, 256
MAX_SIDE = 16384
MAX_FRAME_BYTES = 8192 * 4320 * 4
MAX_INTERVAL_MS = 86_400_000

FOLDER = "/dev/shm"
POLL_SECONDS = 0.005


class ShareError(Exception):
    """What went wrong; `code` is the one of docs/ERRORS.md."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Frame:
    """A frame, copied out of the share and known to be whole. It is yours to keep and to change."""

    def __init__(self, header, sequence, fields, lost, writer, data):
        #: Pixels, rows from the top, without padding.
        self.data = data
        #: RGB, BGR, RGBA, BGRA or GRAY8.
        self.format = header["format"]
        self.width = header["width"]
        self.height = header["height"]
        #: Bytes of a row.
        self.row_bytes = header["rowBytes"]
        #: Place among this writer's frames, from 0.
        self.sequence = sequence
        #: Time in the recording, and how long the frame is shown, nanoseconds.
        self.pts_ns = fields["ptsNs"]
        self.duration_ns = fields["durationNs"]
        #: Frames between the one before and this one, which this reader was too slow for (or did not ask for).
        self.lost = lost
        #: Frames that were due until now, and that the writer had no time for.
        self.dropped = fields["dropped"]
        #: How many writers this reader has met; sequence and time begin anew with each.
        self.writer = writer

    @property
    def array(self):
        """The pixels as a numpy array (height, width, channels), or (height, width) for GRAY8. Nothing is copied."""
        import numpy

        channels = FORMATS[self.format]
        shape = (self.height, self.width) if channels == 1 else (self.height, self.width, channels)
        return numpy.frombuffer(self.data, numpy.uint8).reshape(shape)


class View:
    """A frame where it lies, not copied. The writer may overwrite it at any time, so it is used in a `with`:

        with share.view(1000) as frame:
            total = frame.array.sum()

    The end of the block raises ShareError (SHARE_OVERRUN) if the frame was overwritten by then: what was computed from it
    must not be used. `frame.is_intact()` asks before the end. Take no array out of the block: copy it.
    """

    def __init__(self, segment, sequence, make_frame):
        self._segment = segment
        self._sequence = sequence
        self._make_frame = make_frame

    def __enter__(self):
        frame = self._make_frame(self._segment.map(self._sequence))
        frame.is_intact = self.is_intact
        return frame

    def is_intact(self):
        """Whether the frame is still the one it was."""
        return self._segment.fd >= 0 and self._segment.is_whole(self._sequence)

    def __exit__(self, kind, error, trace):
        if kind is None and not self.is_intact():
            raise ShareError("SHARE_OVERRUN", f"Frame {self._sequence} of a share was overwritten while it was used.")


class Share:
    """A reader of the share `name`, whose writer may be there, come, or come again. One thread at a time may use it."""

    def __init__(self, name, newest=False, owner=None, **stated):
        if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name):
            raise ShareError("OPTION_INVALID", f"{name!r} is no name of a share: it has 1 to 64 letters, digits, _ and -.")
        unknown = set(stated) - {"width", "height", "format", "slots", "interval_ms"}
        if unknown:
            raise TypeError(f"open_share() has no parameter {', '.join(sorted(unknown))}")
        self.name = name
        #: Frames that all pulls together have lost.
        self.lost_frames = 0
        self._file = f"reelay.{name}"
        self._newest = newest
        self._owner = os.geteuid() if owner is None else owner
        self._stated = {("intervalMs" if key == "interval_ms" else key): value for key, value in stated.items() if value is not None}
        self._writers = 0
        self._segment = None
        # Whether a writer that comes now is seen from its first frame on.
        self._saw_none = False
        self._next = 0
        self._is_closed = False
        self._wake = self._wait_for_name()

    def pull(self, timeout_ms=None):
        """The next frame, copied; None where none came in `timeout_ms`. Without a time it waits for ever.

        Raises ShareError: SHARE_MISMATCH, SHARE_INVALID, SHARE_FORBIDDEN, SHARE_CLOSED.
        """
        return self._pull(timeout_ms, self._copy)

    def view(self, timeout_ms=None):
        """The next frame as a View, not copied, or None; as `pull` otherwise."""
        return self._pull(timeout_ms, self._view)

    def __iter__(self):
        """Frames until the share is closed, over the ends and beginnings of writers."""
        while not self._is_closed:
            frame = self.pull()
            if frame is not None:
                yield frame

    def close(self):
        self._is_closed = True
        self._wake.close()
        if self._segment:
            self._segment.close()
            self._segment = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _pull(self, timeout_ms, take):
        deadline = math.inf if timeout_ms is None else time.monotonic() + timeout_ms / 1000
        while True:
            if self._is_closed:
                raise ShareError("SHARE_CLOSED", f'This reader of the share "{self.name}" was closed.')
            # News that comes from here on ends the wait below.
            self._wake.reset()
            if self._segment is None:
                if self._attach():
                    continue
            else:
                # Asked before the frames are counted: of what has no name any more, the count is the last.
                is_over = not self._segment.has_name()
                frames, is_closed = self._segment.progress()
                frame = self._take(frames, take) if frames > self._next else None
                if frame is not None:
                    return frame
                if is_over or is_closed:
                    self._detach(saw_none=True)
                    continue
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            self._wake.wait(left)

    def _attach(self):
        segment = _Segment.open(f"{FOLDER}/{self._file}", self._owner)
        try:
            frames, is_closed = segment.progress() if segment else (0, True)
            if is_closed:
                self._saw_none = True
                if segment:
                    segment.close()
                return False
            for field, stated in self._stated.items():
                actual = segment.header[field]
                if actual != stated:
                    message = f'The share "{self.name}" has {field} {actual}, and {stated} was stated.'
                    raise ShareError("SHARE_MISMATCH", message)
        except ShareError:
            if segment:
                segment.close()
            raise
        self._wake.close()
        # By its descriptor: the name may be another's by now.
        self._wake = _Wake(f"/proc/self/fd/{segment.fd}", _IN_MODIFY | _IN_ATTRIB)
        self._segment = segment
        self._next = 0 if self._saw_none else max(0, frames - 1)
        self._writers += 1
        return True

    def _detach(self, saw_none):
        self._segment.close()
        self._segment = None
        self._saw_none = saw_none
        self._wake.close()
        self._wake = self._wait_for_name()

    def _wait_for_name(self):
        return _Wake(FOLDER, _IN_CREATE | _IN_MOVED_TO, os.fsencode(self._file))

    def _take(self, frames, take):
        # The oldest frame's slot is the next to be written. Who has been overtaken begins again with the newest.
        is_overtaken = self._next <= frames - self._segment.header["slots"]
        sequence = frames - 1 if is_overtaken or self._newest else self._next
        lost = sequence - self._next
        try:
            frame = take(sequence, lost)
        except ShareError:
            self._detach(saw_none=False)
            raise
        if frame is not None:
            self._next = sequence + 1
            self.lost_frames += lost
        return frame

    def _copy(self, sequence, lost):
        fields = self._segment.fields(sequence)
        data = self._segment.copy(sequence) if fields else None
        return data and Frame(self._segment.header, sequence, fields, lost, self._writers, data)

    def _view(self, sequence, lost):
        segment, writer = self._segment, self._writers
        fields = segment.fields(sequence)
        return fields and View(segment, sequence, lambda memory: Frame(segment.header, sequence, fields, lost, writer, memory))


def open_share(name, *, width=None, height=None, format=None, slots=None, interval_ms=None, newest=False, owner=None):
    """A reader of the share `name`. It waits for nothing; `pull` does.

    What is stated of the frames is checked, and need not be stated. newest=True: always the newest frame, instead of each in
    turn. owner: user id of the writer, where it is another user's.
    """
    stated = {"width": width, "height": height, "format": format, "slots": slots, "interval_ms": interval_ms}
    return Share(name, newest, owner, **stated)


class _Segment:
    """One open segment. Everything in it is checked before it is used.

    Stamps are read by system calls, also for views: a call is a barrier, so the pixels that are read between two of them
    are those between the two stamps on every processor (docs/decisions/024-shares-are-files-in-shared-memory.md).
    """

    def __init__(self, path, fd):
        self.path = path
        self.fd = fd
        self._map = None
        self.header = self._check_header()

    @classmethod
    def open(cls, path, owner):
        """The segment at `path`; None where there is none."""
        try:
            fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except PermissionError:
            raise _forbidden(path, "its permissions do not let this user read it") from None
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise _invalid(path, "it is a symbolic link") from None
            raise
        try:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):
                raise _invalid(path, "it is no plain file")
            if status.st_uid not in (owner, 0):
                raise _forbidden(path, f"it belongs to user {status.st_uid}, not {owner}")
            return cls(path, fd)
        except BaseException:
            os.close(fd)
            raise

    def _check_header(self):
        raw = os.pread(self.fd, HEADER_BYTES, 0)
        self._demand(len(raw) == HEADER_BYTES, f"it is shorter than a header ({len(raw)} bytes)")
        header = _decode(HEADER_FIELDS, raw)
        self._demand(header["magic"] == MAGIC, "it does not begin as a share does")
        version = header["version"]
        self._demand(version == VERSION, f"it has version {version} of the layout, and this reader knows {VERSION}")
        self._demand(header["byteOrder"] == BYTE_ORDER, "it has another byte order")
        header["format"] = header["format"].rstrip(b"\0").decode("latin-1")
        self._demand(header["format"] in FORMATS, f"its format is {header['format']!r}")
        bounds = {
            "width": (1, MAX_SIDE),
            "height": (1, MAX_SIDE),
            "slots": (MIN_SLOTS, MAX_SLOTS),
            "intervalMs": (0, MAX_INTERVAL_MS),
            "frameBytes": (1, MAX_FRAME_BYTES),
        }
        for name, (least, most) in bounds.items():
            value = header[name]
            self._demand(least <= value <= most, f"its {name} is {value}, not from {least} to {most}")
        row_bytes = header["width"] * FORMATS[header["format"]]
        frame_bytes = row_bytes * header["height"]
        slot_bytes = -(-(SLOT_HEADER_BYTES + frame_bytes) // HEADER_BYTES) * HEADER_BYTES
        self._length = HEADER_BYTES + header["slots"] * slot_bytes
        header["length"] = os.fstat(self.fd).st_size
        due = {
            "headerBytes": HEADER_BYTES,
            "slotHeaderBytes": SLOT_HEADER_BYTES,
            "rowBytes": row_bytes,
            "frameBytes": frame_bytes,
            "slotBytes": slot_bytes,
            "length": self._length,
        }
        for name, value in due.items():
            self._demand(header[name] == value, f"its {name} is {header[name]}, and the rest of the header makes it {value}")
        return header

    def has_name(self):
        """False once the segment's name is gone or another's: no more frames will come."""
        return os.fstat(self.fd).st_nlink > 0

    def progress(self):
        """Frames written so far, and whether the writer has ended."""
        frames, state = self._unpack("<QI", 128)
        self._demand(frames < 1 << 53, "its frame count is beyond all bounds")
        return frames, state == STATE_CLOSED

    def fields(self, sequence):
        """What stands before the pixels of frame `sequence`; None where its slot holds another."""
        raw = os.pread(self.fd, SLOT_HEADER_BYTES, self._offset(sequence))
        self._demand(len(raw) == SLOT_HEADER_BYTES, "it was cut short")
        fields = _decode(SLOT_FIELDS, raw)
        if fields["stamp"] != 2 * sequence + 2 or not self.is_whole(sequence):
            return None
        size = self.header["frameBytes"]
        self._demand(fields["payloadBytes"] == size, f"frame {sequence} has {fields['payloadBytes']} bytes, not {size}")
        sane = max(fields["ptsNs"], fields["durationNs"], fields["dropped"]) < 1 << 53
        self._demand(sane, f"frame {sequence} has numbers beyond all bounds")
        return fields

    def is_whole(self, sequence):
        """Whether the slot of frame `sequence` holds it, all of it."""
        return self._unpack("<Q", self._offset(sequence))[0] == 2 * sequence + 2

    def copy(self, sequence):
        """The pixels of frame `sequence`; None where they were overwritten meanwhile."""
        data = bytearray(self.header["frameBytes"])
        count = os.preadv(self.fd, [data], self._offset(sequence) + SLOT_HEADER_BYTES)
        if not self.is_whole(sequence):
            return None
        self._demand(count == len(data), "it was cut short")
        return data

    def map(self, sequence):
        """The memory of the pixels of frame `sequence`, read-only."""
        # Mapped memory beyond a file's end must not be touched: it would end the program.
        self._demand(os.fstat(self.fd).st_size == self._length, "it was cut short")
        if self._map is None:
            self._map = mmap.mmap(self.fd, self._length, mmap.MAP_SHARED, mmap.PROT_READ)
        start = self._offset(sequence) + SLOT_HEADER_BYTES
        return memoryview(self._map)[start : start + self.header["frameBytes"]]

    def close(self):
        # A view that is still in use keeps the memory; what nobody uses is let go by itself.
        self._map = None
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def _offset(self, sequence):
        return HEADER_BYTES + sequence % self.header["slots"] * self.header["slotBytes"]

    def _unpack(self, kinds, offset):
        raw = os.pread(self.fd, struct.calcsize(kinds), offset)
        self._demand(len(raw) == struct.calcsize(kinds), "it was cut short")
        return struct.unpack(kinds, raw)

    def _demand(self, holds, reason):
        if not holds:
            raise _invalid(self.path, reason)


def _decode(fields, raw):
    return {name: struct.unpack_from("<" + kind, raw, offset)[0] for name, (offset, kind) in fields.items()}


def _invalid(path, reason):
    return ShareError("SHARE_INVALID", f"What lies at {path} is no share that can be read: {reason}")


def _forbidden(path, reason):
    return ShareError("SHARE_FORBIDDEN", f"The share at {path} cannot be used: {reason}")


# <sys/inotify.h>
_IN_MODIFY, _IN_ATTRIB, _IN_MOVED_TO, _IN_CREATE, _IN_Q_OVERFLOW = 0x2, 0x4, 0x80, 0x100, 0x4000
_IN_FLAGS = os.O_NONBLOCK | os.O_CLOEXEC
_EVENT = struct.Struct("iIII")


class _Wake:
    """Waits for something to happen to a file. In this order no news is lost: reset(), look, wait()."""

    def __init__(self, path, mask, name=None):
        self._name = name
        self._fd = _inotify(path, mask)

    def reset(self):
        """What happened until now is known."""
        self._read()

    def wait(self, seconds):
        """Returns when something has happened since the reset, and after `seconds` at the latest."""
        if self._fd is None:
            # There are no inotify watches left, say.
            time.sleep(min(seconds, POLL_SECONDS))
            return
        deadline = time.monotonic() + seconds
        poll = select.poll()
        poll.register(self._fd, select.POLLIN)
        while True:
            left = deadline - time.monotonic()
            # A poll takes at most 31 bits of milliseconds; who waits longer looks once in between.
            if left <= 0 or not poll.poll(min(left * 1000 + 1, 0x7FFFFFFF)) or self._read():
                return

    def close(self):
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _read(self):
        """Whether there was news, all of which is taken."""
        if self._fd is None:
            return True
        found = False
        while True:
            try:
                raw = os.read(self._fd, 65536)
            except BlockingIOError:
                return found
            offset = 0
            while offset < len(raw):
                _, mask, _, length = _EVENT.unpack_from(raw, offset)
                offset += _EVENT.size
                name = raw[offset : offset + length].rstrip(b"\0")
                offset += length
                found = found or self._name is None or name == self._name or bool(mask & _IN_Q_OVERFLOW)


def _inotify(path, mask):
    """A descriptor that tells of the file, or None where the system gives none."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        fd = libc.inotify_init1(_IN_FLAGS)
    except (OSError, AttributeError):
        return None
    if fd < 0:
        return None
    if libc.inotify_add_watch(fd, os.fsencode(path), ctypes.c_uint32(mask)) < 0:
        os.close(fd)
        return None
    return fd
