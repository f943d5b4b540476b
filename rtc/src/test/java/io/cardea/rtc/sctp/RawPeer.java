package io.cardea.rtc.sctp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A peer made by hand, chunk by chunk, that says whatever a test wants. */
final class RawPeer {
    static final int TAG = 0x1234_5678;
    static final int FIRST_TSN = 1_000;
    static final int WINDOW = 1 << 20;

    /** A chunk that came out of the side under test. */
    record Chunk(int type, int flags, byte[] body) {
        int u16(int at) {
            return Wire.u16(body, at);
        }

        int i32(int at) {
            return Wire.i32(body, at);
        }
    }

    final Side side;
    long now = 5_000 * VirtualLink.MILLI;
    int sideTag;
    int sideTsn;

    RawPeer(SctpSettings settings) {
        side = new Side(new DataChannels(settings, true, new Random(7)));
    }

    RawPeer() {
        this(SctpSettings.defaults());
    }

    /** A peer that has dialled and is connected. */
    static RawPeer connected() {
        return connected(new RawPeer(), init());
    }

    static RawPeer connected(RawPeer peer, byte[] init) {
        Chunk initAck = peer.sendTagged(0, init).getFirst();
        peer.sideTag = initAck.i32(0);
        peer.sideTsn = initAck.i32(12);
        peer.send(new ChunkBuilder(Chunks.COOKIE_ECHO, 0).bytes(peer.cookie(initAck)).build());
        assert peer.side.channels.isUp() : "handshake failed";
        return peer;
    }

    static byte[] init() {
        return init(WINDOW);
    }

    static byte[] init(int window) {
        return new ChunkBuilder(Chunks.INIT, 0)
                .u32(TAG)
                .u32(window)
                .u16(300)
                .u16(300)
                .u32(FIRST_TSN)
                .begin(0xC000)
                .begin(0x8008)
                .bytes(new byte[] {(byte) Chunks.RE_CONFIG, (byte) Chunks.FORWARD_TSN})
                .build();
    }

    byte[] cookie(Chunk initAck) {
        byte[] body = initAck.body;
        int at = 16;
        while (Wire.u16(body, at) != 7) at += Wire.padded(Wire.u16(body, at + 2));
        return Arrays.copyOfRange(body, at + 4, at + Wire.u16(body, at + 2));
    }

    List<Chunk> send(byte[]... chunks) {
        return sendTagged(sideTag, chunks);
    }

    /** Sends one packet and returns the chunks of all answers. */
    List<Chunk> sendTagged(int tag, byte[]... chunks) {
        byte[] packet = packet(tag, chunks);
        side.channels.receive(packet, 0, packet.length, now);
        return answers();
    }

    static byte[] packet(int tag, byte[]... chunks) {
        var bytes = new byte[16_000];
        Wire.put16(bytes, 0, 5000);
        Wire.put16(bytes, 2, 5000);
        Wire.put32(bytes, 4, tag);
        int length = 12;
        for (byte[] chunk : chunks) {
            System.arraycopy(chunk, 0, bytes, length, chunk.length);
            length += Wire.padded(chunk.length);
        }
        return seal(Arrays.copyOf(bytes, length));
    }

    static byte[] seal(byte[] packet) {
        Wire.put32(packet, 8, PacketWriter.checksum(packet, 0, packet.length));
        return packet;
    }

    List<Chunk> answers() {
        side.channels.drain(side);
        List<Chunk> chunks = new ArrayList<>();
        for (byte[] packet : side.packets) {
            for (int at = 12; at + 4 <= packet.length; ) {
                int length = Wire.u16(packet, at + 2);
                byte[] body = Arrays.copyOfRange(packet, at + 4, at + length);
                chunks.add(new Chunk(Wire.u8(packet, at), Wire.u8(packet, at + 1), body));
                at += Wire.padded(length);
            }
        }
        side.packets.clear();
        return chunks;
    }

    /** Lets time pass and returns what comes out meanwhile. */
    List<Chunk> pass(long millis) {
        long end = now + millis * VirtualLink.MILLI;
        List<Chunk> chunks = new ArrayList<>();
        while (side.channels.nextDeadlineNanos() <= end) {
            now = Math.max(now, side.channels.nextDeadlineNanos());
            side.channels.expire(now);
            chunks.addAll(answers());
        }
        now = end;
        return chunks;
    }

    static byte[] data(int flags, int tsn, int stream, int ssn, int ppid, byte[] payload) {
        return new ChunkBuilder(Chunks.DATA, flags)
                .u32(tsn)
                .u16(stream)
                .u16(ssn)
                .u32(ppid)
                .bytes(payload)
                .build();
    }

    /** A whole ordered message; TSN and SSN count from 0. */
    static byte[] message(int tsn, int stream, int ssn, int ppid, String text) {
        return data(3, FIRST_TSN + tsn, stream, ssn, ppid, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] open(int tsn, int stream, String label) {
        byte[] open = Dcep.open(ChannelOptions.reliable(label, ""));
        return data(3, FIRST_TSN + tsn, stream, 0, Ppid.DCEP, open);
    }

    byte[] sack(int ackedTsn, int window) {
        return new ChunkBuilder(Chunks.SACK, 0)
                .u32(sideTsn + ackedTsn)
                .u32(window)
                .u16(0)
                .u16(0)
                .build();
    }
}
