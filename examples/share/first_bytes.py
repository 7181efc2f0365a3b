"""Prints the first ten bytes of each frame of a share: python3 examples/share/first_bytes.py NAME"""

import sys
from pathlib import Path

# Where the client lies in Reelay's own folder; a copy beside your program does as well.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "clients/python"))

from reelay_share import open_share

share = open_share(sys.argv[1])
while True:
    frame = share.pull(1000)
    if frame is None:
        print("timeout", flush=True)
    else:
        print("got data:", *frame.data[:10], flush=True)
