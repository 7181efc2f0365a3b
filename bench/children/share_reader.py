"""Reads a share until it is ended: share_reader.py CLIENT pull|view NAME. Prints a line for each frame: how many it lost before."""

import os
import sys

sys.path.insert(0, sys.argv[1])

from reelay_share import ShareError, open_share

share = open_share(sys.argv[3])
while True:
    if sys.argv[2] == "pull":
        lost = share.pull().lost
    else:
        try:
            with share.view() as frame:
                lost = frame.lost
        except ShareError:
            continue
    os.write(1, b"%d\n" % lost)
