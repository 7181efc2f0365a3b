"""Blurs the frames of a share with OpenCV: python3 examples/share/blur.py NAME [PICTURE.png]

With a display it shows them; with a file name it writes the first one there and ends.
"""

import os
import sys
from pathlib import Path

import cv2

# Where the client lies in Reelay's own folder; a copy beside your program does as well.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "clients/python"))

from reelay_share import open_share

TO_BGR = {"RGB": cv2.COLOR_RGB2BGR, "RGBA": cv2.COLOR_RGBA2BGR, "BGRA": cv2.COLOR_BGRA2BGR}
has_display = "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
picture = sys.argv[2] if len(sys.argv) > 2 else None

for frame in open_share(sys.argv[1], newest=True):
    image = frame.array
    if frame.format in TO_BGR:
        image = cv2.cvtColor(image, TO_BGR[frame.format])
    image = cv2.GaussianBlur(image, (21, 21), 0)
    if picture is not None:
        cv2.imwrite(picture, image)
        print(f"{picture}: frame {frame.sequence}, {frame.width} x {frame.height}")
        break
    if has_display:
        cv2.imshow(sys.argv[1], image)
        cv2.waitKey(1)
    else:
        print(f"frame {frame.sequence}: mean {image.mean():.1f}", flush=True)
