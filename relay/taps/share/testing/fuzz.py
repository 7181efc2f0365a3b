"""Opens damaged segments: fuzz.py NAME SEGMENT SEED COUNT. Prints how many were refused and how many gave a frame.

Anything but a frame or a ShareError is a fault; so is a signal, which ends this program.
"""

import os
import random
import sys
from pathlib import Path

import numpy
import reelay_share
from reelay_share import ShareError, open_share

# Nothing is waited for here, and to let go of a watch takes the system some milliseconds.
reelay_share._inotify = lambda path, mask: None

name, good, seed, count = sys.argv[1], Path(sys.argv[2]).read_bytes(), int(sys.argv[3]), int(sys.argv[4])
chance = random.Random(seed)
path = Path("/dev/shm") / f"reelay.{name}"
refused = given = 0
for _ in range(count):
    length = len(good) if chance.random() < 0.8 else chance.randrange(len(good) + 10000)
    segment = bytearray(good[:length].ljust(length, b"\0"))
    for _ in range(chance.randrange(4)):
        at = chance.choice([chance.randrange(144), 4096 + chance.randrange(64)])
        if at < length:
            segment[at] = chance.choice([0, 1, 255, chance.randrange(256)])
    path.write_bytes(segment)
    with open_share(name) as share:
        try:
            frame = share.pull(0)
            if frame is not None:
                assert frame.array.size == frame.row_bytes * frame.height
                given += 1
        except ShareError as error:
            assert error.code == "SHARE_INVALID", error.code
            refused += 1
    with open_share(name) as share:
        try:
            view = share.view(0)
            if view is not None:
                with view as frame:
                    assert int(numpy.sum(frame.array)) >= 0
                    # Cut short while it is mapped: what is left must be asked for, not touched.
                    os.truncate(path, 4096)
                    try:
                        view.__enter__()
                        raise AssertionError("a view of what is not there")
                    except ShareError:
                        os.truncate(path, length)
        except ShareError as error:
            assert error.code in ("SHARE_INVALID", "SHARE_OVERRUN"), error.code
print(refused, given)
