"""Reads frames by testing/writer.ts up to one: count.py NAME LAST. Prints "ready", then whole, lost and torn frames."""

import json
import sys

from reelay_share import open_share

last = int(sys.argv[2])
share = open_share(sys.argv[1])
share.pull(0)
print("ready", flush=True)
whole = torn = 0
for frame in share:
    expected = frame.sequence.to_bytes(4, "little")
    if frame.data == expected * (len(frame.data) // 4):
        whole += 1
    else:
        torn += 1
    if frame.sequence == last:
        break
print(json.dumps([whole, share.lost_frames, torn]), flush=True)
