"""Uses a frame where it lies: view.py NAME. Prints its sum, waits for a line, then prints what came of it."""

import sys

from reelay_share import ShareError, open_share

share = open_share(sys.argv[1])
with share.view(20000) as frame:
    print(frame.sequence, int(frame.array.sum()), frame.array.shape, frame.array.flags.writeable, flush=True)
try:
    with share.view(20000) as frame:
        print(frame.sequence, frame.is_intact(), flush=True)
        sys.stdin.readline()
        print(frame.is_intact(), flush=True)
    print("nothing", flush=True)
except ShareError as error:
    print(error.code, flush=True)
