#!/usr/bin/python3
"""Listens to the datagrams that reach a local UDP port, and answers each with hostile ones in its
sender's name: replayed, changed, cut, forged. Needs root, and a network namespace to be kind in.

    wire.py INTERFACE PORT SECONDS

Prints what it heard, sent and saw arrive as JSON.
"""
import collections
import json
import random
import socket
import struct
import sys
import time

ETH_P_IP = 0x0800
PACKET_OUTGOING = 4
MARK = 0xBEEF  # the IP identification of what we send
MAX_KEPT = 4_096
MAX_SENT = 200_000


def datagram(source, target, payload):
    """An IPv4 packet; the kernel completes length and checksum, and UDP may go without one."""
    udp = struct.pack("!HHHH", source[1], target[1], 8 + len(payload), 0)
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 0, MARK, 0, 64, 17, 0,
                     socket.inet_aton(source[0]), socket.inet_aton(target[0]))
    return ip + udp + payload


def kind(payload):
    first = payload[0]
    if first < 4:
        return "stun"
    if 20 <= first < 64:
        return "dtls"
    if 128 <= first < 192:
        return "srtcp" if len(payload) > 1 and 192 <= payload[1] < 224 else "srtp"
    return "other"


def flipped(payload):
    changed = bytearray(payload)
    changed[random.randrange(1, len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def forged(payload):
    """A header that could be the stream's next, with noise behind it."""
    header = bytearray(payload[:12])
    header[2:4] = struct.pack("!H", (struct.unpack("!H", payload[2:4])[0] + random.randrange(1, 500)) & 0xFFFF)
    return bytes(header) + random.randbytes(random.randrange(1, 1_100))


def record():
    """A DTLS record: change cipher spec, alert, handshake or data, of either epoch, mostly short."""
    content = random.choice([b"", b"\x01", b"\x02\x28", b"\x01\x00", random.randbytes(random.randrange(200))])
    return struct.pack("!BHHHIH", random.randrange(20, 24), 0xFEFD, random.randrange(3), 0,
                       random.randrange(1 << 32), len(content)) + content


def hostile(payload, kept):
    """What is sent after a datagram was heard."""
    what = kind(payload)
    if what == "stun":
        yield "changed STUN", flipped(payload)
        yield "cut STUN", payload[:random.randrange(1, len(payload))]
        return
    if what not in ("srtp", "srtcp"):
        return
    yield "replayed " + what, payload
    yield "changed " + what, flipped(payload)
    yield "cut " + what, payload[:random.randrange(1, len(payload))]
    yield "forged " + what, forged(payload)
    old_kind, old = random.choice(kept)
    yield "old " + old_kind, old
    if random.randrange(8) == 0:
        yield "forged dtls", record()


def main():
    interface, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    ear = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_IP))
    ear.bind((interface, ETH_P_IP))
    ear.settimeout(0.2)
    mouth = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    heard, sent, arrived = collections.Counter(), collections.Counter(), 0
    kept = collections.deque(maxlen=MAX_KEPT)
    end = time.monotonic() + seconds
    while time.monotonic() < end and sum(sent.values()) < MAX_SENT:
        try:
            packet, address = ear.recvfrom(65_536)
        except TimeoutError:
            continue
        header = (packet[0] & 15) * 4
        if address[2] == PACKET_OUTGOING or packet[9] != 17 or len(packet) < header + 9:
            continue
        source_port, target_port = struct.unpack("!HH", packet[header:header + 4])
        if target_port != port:
            continue
        if struct.unpack("!H", packet[4:6])[0] == MARK:
            arrived += 1
            continue
        payload = packet[header + 8:]
        heard[kind(payload)] += 1
        kept.append((kind(payload), payload))
        source = (socket.inet_ntoa(packet[12:16]), source_port)
        target = (socket.inet_ntoa(packet[16:20]), target_port)
        for name, wrong in hostile(payload, kept):
            mouth.sendto(datagram(source, target, wrong), (target[0], 0))
            sent[name] += 1
    print(json.dumps({"heard": heard, "sent": sent, "arrived": arrived}))


main()
