package io.cardea.media;

import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.peer.PeerEvent;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.NegotiatedMedia.Codec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A loop with virtual ports and fake peers, turned by hand. */
final class Room {
    static final TransportAddress BASE = TransportAddress.ipv4(Protocol.UDP, 0x7F000001, 5_000);
    static final long SECOND = 1_000_000_000L;

    final VirtualPorts ports = new VirtualPorts();
    final MediaLoop loop;
    long now = SECOND;

    Room(int index) {
        loop = new MediaLoop(index, ports, Runnable::run);
        loop.share(List.of(ports.udp(BASE)));
    }

    /** A peer on the loop, with what it has told. */
    static final class Guest {
        final List<PeerEvent> events = new ArrayList<>();
        final TransportAddress remote;
        PeerSeat seat;
        PeerHandle handle;
        FakePeer peer;

        Guest(int port) {
            remote = TransportAddress.ipv4(Protocol.UDP, 0x0A000001, port);
        }
    }

    Guest join(String ufrag, int port) {
        Guest guest = new Guest(port);
        guest.seat = new PeerSeat(loop, guest.events::add, () -> {});
        guest.handle = new PeerHandle(guest.seat);
        PeerMaker maker =
                context -> {
                    guest.peer = new FakePeer(context, ufrag);
                    return guest.peer;
                };
        loop.post(() -> loop.admit(guest.seat, maker, (l, s) -> l.sharedBases()));
        turn();
        return guest;
    }

    /** The peer has validated its path. */
    void validate(Guest guest) {
        guest.peer.outputs.add(sink -> sink.onValidated(BASE, guest.remote));
        guest.peer.context.wake();
        turn();
    }

    Guest joinValidated(String ufrag, int port) {
        Guest guest = join(ufrag, port);
        validate(guest);
        return guest;
    }

    void format(Guest guest, int mediaIndex, TrackFormat format) {
        guest.handle.track(mediaIndex);
        guest.handle.line(mediaIndex);
        guest.handle.format(mediaIndex, format);
        turn();
    }

    boolean turn() {
        return loop.turn(now);
    }

    void turnAll() {
        for (int i = 0; i < 100 && turn(); i++) {}
    }

    void media(Guest from, int ssrc, int sequence, int timestamp, int payload) {
        ports.deliver(from.remote, BASE, rtp(ssrc, sequence, timestamp, payload));
    }

    /** A payload with which a keyframe begins: the header of an H.264 parameter set. */
    static final int KEYFRAME = 0x6742;

    static byte[] rtp(int ssrc, int sequence, int timestamp, int payload) {
        return ByteBuffer.allocate(14)
                .put((byte) 0x80)
                .put((byte) 96)
                .putShort((short) sequence)
                .putInt(timestamp)
                .putInt(ssrc)
                .putShort((short) payload)
                .array();
    }

    static byte[] stun(int type, long transaction, String username) {
        byte[] name = username.getBytes(StandardCharsets.US_ASCII);
        int padded = (name.length + 3) & ~3;
        int length = name.length == 0 ? 0 : 4 + padded;
        ByteBuffer message = ByteBuffer.allocate(20 + length);
        message.putShort((short) type).putShort((short) length).putInt(0x2112A442);
        message.putLong(transaction).putInt(0);
        if (name.length > 0) {
            message.putShort((short) 6).putShort((short) name.length).put(name);
        }
        return message.array();
    }

    static TrackFormat video(int layers) {
        return new TrackFormat(
                MediaKind.VIDEO,
                new Codec("h264", 96, 90_000, 1, ""),
                layers,
                ExtensionIds.NONE,
                -1);
    }
}
