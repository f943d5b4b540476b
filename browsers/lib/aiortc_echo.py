"""An echo call with aiortc, over the HTTP API with long polls. Prints one line of JSON."""

import asyncio
import json
import random
import string
import sys
import urllib.request

from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack

BASE = sys.argv[1]


def transaction():
    return "".join(random.choice(string.ascii_letters) for _ in range(12))


def http(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        BASE + path, data=data, headers={"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=40) as response:
        return json.loads(response.read())


async def call(path, body=None):
    return await asyncio.get_event_loop().run_in_executor(None, http, path, body)


async def main():
    created = await call("", {"janus": "create", "transaction": transaction()})
    session = "/%d" % created["data"]["id"]
    attached = await call(
        session,
        {"janus": "attach", "plugin": "janus.plugin.echotest", "transaction": transaction()},
    )
    handle = "%s/%d" % (session, attached["data"]["id"])
    result = {"frames": 0, "samples": 0, "message": None}
    got = asyncio.Event()

    pc = RTCPeerConnection()
    pc.addTrack(AudioStreamTrack())
    pc.addTrack(VideoStreamTrack())
    channel = pc.createDataChannel("chat")

    @channel.on("open")
    def opened():
        channel.send("salve")

    @channel.on("message")
    def message(text):
        result["message"] = text

    async def consume(track):
        while True:
            frame = await track.recv()
            if track.kind == "video":
                result["frames"] += 1
            else:
                result["samples"] += frame.samples
            if result["frames"] > 30 and result["samples"] > 0 and result["message"]:
                got.set()

    tasks = []

    @pc.on("track")
    def on_track(track):
        tasks.append(asyncio.ensure_future(consume(track)))

    await pc.setLocalDescription(await pc.createOffer())
    asked = transaction()
    ack = await call(
        handle,
        {
            "janus": "message",
            "transaction": asked,
            "body": {"audio": True, "video": True},
            "jsep": {"type": "offer", "sdp": pc.localDescription.sdp, "trickle": False},
        },
    )
    assert ack["janus"] == "ack", ack
    while True:
        event = await call("%s?maxev=1" % session)
        if event["janus"] == "event":
            assert event["transaction"] == asked, event
            break
    await pc.setRemoteDescription(
        RTCSessionDescription(sdp=event["jsep"]["sdp"], type=event["jsep"]["type"])
    )
    await asyncio.wait_for(got.wait(), 45)
    for task in tasks:
        task.cancel()
    await pc.close()
    await call(session, {"janus": "destroy", "transaction": transaction()})
    print(json.dumps(result))


asyncio.get_event_loop().run_until_complete(main())
