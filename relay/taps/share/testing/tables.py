"""Prints the layout as the Python client knows it, for comparison with the writer's."""

import json

import reelay_share as client

KINDS = {"I": "u32", "Q": "u64", "8s": "text8"}


def table(fields):
    return {name: [offset, KINDS[kind]] for name, (offset, kind) in fields.items()}


print(
    json.dumps(
        {
            "header": table(client.HEADER_FIELDS),
            "progress": table(client.PROGRESS_FIELDS),
            "slot": table(client.SLOT_FIELDS),
            "formats": client.FORMATS,
            "headerBytes": client.HEADER_BYTES,
            "slotHeaderBytes": client.SLOT_HEADER_BYTES,
            "slots": [client.MIN_SLOTS, client.MAX_SLOTS],
            "maxSide": client.MAX_SIDE,
            "maxFrameBytes": client.MAX_FRAME_BYTES,
            "maxIntervalMs": client.MAX_INTERVAL_MS,
            "stateClosed": client.STATE_CLOSED,
        }
    )
)
