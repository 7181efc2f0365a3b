"""Reads frames by testing/writer.ts, in which every word is the sequence number: follow.py NAME [polling]

Prints a line when it is ready, then one for each frame; ends when its standard input does.
"""

import json
import sys
import threading

import reelay_share

if "polling" in sys.argv:
    reelay_share._inotify = lambda path, mask: None

share = reelay_share.open_share(sys.argv[1])
# A pull that cannot find anything: from here on a writer is seen from its first frame.
assert share.pull(0) is None or "late" in sys.argv
print("ready", flush=True)


def follow():
    for frame in share:
        words = frame.data[:4] * (len(frame.data) // 4)
        whole = frame.data == words and int.from_bytes(frame.data[:4], "little") == frame.sequence
        told = [frame.sequence, frame.pts_ns, frame.width, frame.lost, frame.writer, whole]
        print(json.dumps(told), flush=True)


threading.Thread(target=follow, daemon=True).start()
sys.stdin.read()
