package io.cardea.rtc.sctp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.sctp.RawPeer.Chunk;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What goes over the wire, chunk by chunk. */
final class ProtocolTest {
    /** An INIT as usrsctp 0.9.5 sends it, caught on the wire. */
    private static final byte[] USRSCTP_INIT =
            HexFormat.of()
                    .parseHex(
                            "1388138800000000d1a51cee010000569eae40c400020000012c012cade252c2"
                                    + "c000000480080009c00fc18082000000800200243b36259cdcb6a6cc"
                                    + "d14bc1922bb1d2f7c67db6ec57f7964398216f9a91b70c7f80040006"
                                    + "000100008003000680c10000");

    @Test
    void checksumIsCrc32cLeastSignificantByteFirst() {
        // RFC 9260, appendix A, sends the bytes of the value in reverse. The packet is another
        // implementation's; the plain value is the check value everybody publishes.
        var crc = new java.util.zip.CRC32C();
        crc.update("123456789".getBytes(StandardCharsets.US_ASCII));

        assertEquals(0xE306_9283L, crc.getValue());
        assertEquals(0xD1A5_1CEE, PacketWriter.checksum(USRSCTP_INIT, 0, USRSCTP_INIT.length));
    }

    @Test
    void initOfAnotherImplementationIsAnswered() {
        var peer = new RawPeer();

        peer.side.channels.receive(USRSCTP_INIT, 0, USRSCTP_INIT.length, peer.now);
        byte[] packet = drainOne(peer);

        assertEquals(Chunks.INIT_ACK, packet[12]);
        assertEquals(0x9EAE_40C4, Wire.i32(packet, 4));
        assertEquals(SctpSettings.Limits.DEFAULT_STREAMS, Wire.u16(packet, 24));
        // What it offers besides (AUTH, ASCONF) is skipped without a word: its types say so.
        assertEquals(-1, findParameter(packet, 8));
        assertTrue(findParameter(packet, 7) > 0);
    }

    @Test
    void ourInitSaysWhatWeSupport() {
        var peer = new RawPeer();

        peer.side.channels.start(peer.now);
        byte[] packet = drainOne(peer);

        assertEquals(Chunks.INIT, packet[12]);
        assertEquals(0, Wire.i32(packet, 4));
        assertTrue(Wire.i32(packet, 16) != 0);
        assertEquals(1 << 20, Wire.i32(packet, 20));
        assertEquals(300, Wire.u16(packet, 24));
        assertEquals(300, Wire.u16(packet, 26));
        assertTrue(findParameter(packet, 0xC000) > 0);
        int extensions = findParameter(packet, 0x8008);
        assertEquals(Chunks.RE_CONFIG, Wire.u8(packet, extensions + 4));
        assertEquals(Chunks.FORWARD_TSN, Wire.u8(packet, extensions + 5));
    }

    @Test
    void unknownParametersAreSkippedOrReportedAsTheirTypeSays() {
        byte[] init =
                new ChunkBuilder(Chunks.INIT, 0)
                        .u32(RawPeer.TAG)
                        .u32(100_000)
                        .u16(10)
                        .u16(10)
                        .u32(1)
                        .begin(0x8123)
                        .u32(1)
                        .begin(0xC123)
                        .u32(2)
                        .begin(0x4123)
                        .u32(3)
                        .begin(0xC124)
                        .u32(4)
                        .build();
        var peer = new RawPeer();

        byte[] packet = RawPeer.packet(0, init);
        peer.side.channels.receive(packet, 0, packet.length, peer.now);
        byte[] answer = drainOne(peer);

        int first = findParameter(answer, 8);
        assertEquals(0xC123, Wire.u16(answer, first + 4));
        int second = first + Wire.u16(answer, first + 2);
        assertEquals(8, Wire.u16(answer, second));
        assertEquals(0x4123, Wire.u16(answer, second + 4));
        // The last type told us to stop, so the one after it is not seen.
        assertEquals(second + Wire.u16(answer, second + 2), answer.length);
    }

    @Test
    void cookieThatWasTamperedWithIsRefused() {
        var peer = new RawPeer();
        Chunk initAck = peer.sendTagged(0, RawPeer.init()).getFirst();
        peer.sideTag = initAck.i32(0);
        byte[] cookie = peer.cookie(initAck);
        cookie[20] ^= 1;

        assertTrue(peer.send(echo(cookie)).isEmpty());

        assertFalse(peer.side.channels.isUp());
        assertEquals(1, peer.side.channels.count(SctpCount.BAD_COOKIE));
    }

    @Test
    void cookieThatIsTooOldIsRefusedWithAnError() {
        var peer = new RawPeer();
        Chunk initAck = peer.sendTagged(0, RawPeer.init()).getFirst();
        peer.sideTag = initAck.i32(0);
        peer.pass(StateCookie.LIFE_NANOS / VirtualLink.MILLI + 1);

        Chunk answer = peer.send(echo(peer.cookie(initAck))).getFirst();

        assertEquals(Chunks.ERROR, answer.type());
        assertEquals(Chunks.CAUSE_STALE_COOKIE, answer.u16(0));
        assertFalse(peer.side.channels.isUp());
    }

    @Test
    void cookieSentTwiceIsAcknowledgedTwice() {
        var peer = new RawPeer();
        Chunk initAck = peer.sendTagged(0, RawPeer.init()).getFirst();
        peer.sideTag = initAck.i32(0);

        Chunk first = peer.send(echo(peer.cookie(initAck))).getFirst();
        Chunk second = peer.send(echo(peer.cookie(initAck))).getFirst();

        assertEquals(Chunks.COOKIE_ACK, first.type());
        assertEquals(Chunks.COOKIE_ACK, second.type());
        assertEquals(List.of("up"), peer.side.events);
    }

    @Test
    void packetsWithAForeignTagChangeNothing() {
        var peer = RawPeer.connected();

        peer.sendTagged(peer.sideTag + 1, RawPeer.open(0, 0, "a"));
        peer.sendTagged(peer.sideTag + 1, ChunkBuilder.bare(Chunks.ABORT, 0));
        peer.sendTagged(RawPeer.TAG + 1, ChunkBuilder.bare(Chunks.ABORT, 1));

        assertEquals(3, peer.side.channels.count(SctpCount.BAD_TAG));
        assertEquals(List.of("up"), peer.side.events);
        peer.sendTagged(RawPeer.TAG, ChunkBuilder.bare(Chunks.ABORT, 1));
        assertFalse(peer.side.channels.isUp());
    }

    @Test
    void openIsAcknowledgedAndAnsweredInItsOwnKind() {
        var peer = RawPeer.connected();
        var options = ChannelOptions.reliable("lossy", "p").unordered().withMaxRetransmits(3);

        List<Chunk> answer =
                peer.send(RawPeer.data(3, RawPeer.FIRST_TSN, 6, 0, Ppid.DCEP, Dcep.open(options)));
        Chunk ack = only(answer, Chunks.DATA);
        peer.side.channels.send("lossy", "", true, new byte[] {1}, peer.now);
        Chunk data = only(peer.answers(), Chunks.DATA);

        assertEquals(List.of("up", "open lossy/p"), peer.side.events);
        assertEquals(3, ack.flags());
        assertEquals(Ppid.DCEP, ack.i32(8));
        assertEquals(Dcep.ACK, ack.body()[12]);
        assertEquals(3 | Chunks.FLAG_UNORDERED, data.flags());
        assertEquals(6, data.u16(4));
        assertEquals(Ppid.BINARY, data.i32(8));
    }

    @Test
    void nothingOvertakesAnOpenThatIsNotAcknowledged() {
        var peer = RawPeer.connected();
        var options = ChannelOptions.reliable("u", "").unordered();

        peer.side.channels.openChannel(options, peer.now);
        peer.side.channels.send("u", "", false, new byte[] {1}, peer.now);
        List<Chunk> sent = peer.answers();
        peer.send(RawPeer.data(3, RawPeer.FIRST_TSN, 1, 0, Ppid.DCEP, Dcep.ack()));
        peer.side.channels.send("u", "", false, new byte[] {2}, peer.now);
        Chunk after = only(peer.answers(), Chunks.DATA);

        assertEquals(3, sent.get(0).flags());
        assertEquals(0x80, sent.get(0).body()[13] & 0xFF);
        assertEquals(3, sent.get(1).flags());
        assertEquals(3 | Chunks.FLAG_UNORDERED, after.flags());
    }

    @Test
    void everyKindOfChannelSurvivesItsOpen() {
        for (boolean ordered : new boolean[] {true, false}) {
            var base = ChannelOptions.reliable("läbel", "prötocol");
            if (!ordered) base = base.unordered();
            for (var options :
                    List.of(base, base.withMaxRetransmits(7), base.withMaxPacketLifeTimeMs(900))) {
                assertEquals(options, Dcep.readOpen(Dcep.open(options)).orElseThrow());
            }
        }
    }

    @Test
    void deprecatedPartialMessagesArePutTogether() {
        var peer = RawPeer.connected();
        peer.send(RawPeer.open(0, 0, "a"));

        peer.send(
                RawPeer.message(1, 0, 1, Ppid.STRING_PARTIAL, "one "),
                RawPeer.message(2, 0, 2, Ppid.STRING_PARTIAL, "two "),
                RawPeer.message(3, 0, 3, Ppid.STRING, "three"),
                RawPeer.message(4, 0, 4, Ppid.BINARY_PARTIAL, "x"),
                RawPeer.message(5, 0, 5, Ppid.BINARY, "y"));

        assertEquals(List.of("one two three", "xy"), peer.side.texts());
        assertFalse(peer.side.messages.get(0).binary());
        assertTrue(peer.side.messages.get(1).binary());
    }

    @Test
    void partialMessageThatGrowsTooLargeIsDropped() {
        var peer = RawPeer.connected();
        peer.send(RawPeer.open(0, 0, "a"));

        for (int i = 1; i <= 70; i++) {
            peer.send(RawPeer.message(i, 0, i, Ppid.STRING_PARTIAL, "x".repeat(1_000)));
        }
        peer.send(RawPeer.message(71, 0, 71, Ppid.STRING, "end"));
        peer.send(RawPeer.message(72, 0, 72, Ppid.STRING, "next"));

        assertEquals(List.of("next"), peer.side.texts());
        assertEquals(1, peer.side.channels.count(SctpCount.MESSAGE_TOO_LARGE));
    }

    @Test
    void strangePayloadsAreCountedAndDropped() {
        var peer = RawPeer.connected();
        peer.send(RawPeer.open(0, 0, "a"));

        peer.send(
                RawPeer.message(1, 0, 1, 1234, "?"),
                RawPeer.message(2, 7, 0, Ppid.STRING, "no channel"),
                RawPeer.message(3, 8, 0, Ppid.DCEP, "\u0003garbage"),
                RawPeer.message(4, 8, 1, Ppid.DCEP, "\u0002"));

        assertEquals(1, peer.side.channels.count(SctpCount.UNKNOWN_PPID));
        assertEquals(1, peer.side.channels.count(SctpCount.NO_CHANNEL));
        assertEquals(1, peer.side.channels.count(SctpCount.BAD_DCEP));
        assertTrue(peer.side.messages.isEmpty());
    }

    @Test
    void loneDataIsAcknowledgedLateAndEverySecondPacketAtOnce() {
        var peer = RawPeer.connected();
        peer.send(RawPeer.open(0, 0, "a"));
        peer.send(peer.sack(0, RawPeer.WINDOW));
        peer.pass(1_000);

        assertTrue(peer.send(RawPeer.message(1, 0, 1, Ppid.STRING, "x")).isEmpty());
        assertTrue(peer.pass(90).isEmpty());
        assertEquals(RawPeer.FIRST_TSN + 1, only(peer.pass(20), Chunks.SACK).i32(0));
        assertTrue(peer.send(RawPeer.message(2, 0, 2, Ppid.STRING, "x")).isEmpty());
        Chunk sack = only(peer.send(RawPeer.message(3, 0, 3, Ppid.STRING, "x")), Chunks.SACK);
        assertEquals(RawPeer.FIRST_TSN + 3, sack.i32(0));
    }

    @Test
    void gapsAndDuplicatesAreReportedAtOnce() {
        var peer = RawPeer.connected();
        peer.send(RawPeer.open(0, 0, "a"));

        peer.send(RawPeer.message(2, 0, 2, Ppid.STRING, "x"));
        Chunk sack =
                only(
                        peer.send(
                                RawPeer.message(4, 0, 4, Ppid.STRING, "x"),
                                RawPeer.message(5, 0, 5, Ppid.STRING, "x"),
                                RawPeer.message(2, 0, 2, Ppid.STRING, "x")),
                        Chunks.SACK);

        assertEquals(RawPeer.FIRST_TSN, sack.i32(0));
        assertEquals(2, sack.u16(8));
        assertEquals(1, sack.u16(10));
        assertArrayEquals(
                new int[] {2, 2, 4, 5},
                new int[] {sack.u16(12), sack.u16(14), sack.u16(16), sack.u16(18)});
        assertEquals(RawPeer.FIRST_TSN + 2, sack.i32(20));
    }

    @Test
    void closedWindowIsProbedWithOneChunkAndNeverGivenUp() {
        var peer = RawPeer.connected(new RawPeer(), RawPeer.init(1_500));
        peer.side.channels.send("a", "", true, new byte[10_000], peer.now);
        peer.answers();
        int acked = 0;
        peer.send(peer.sack(acked, 0));

        int probes = 0;
        for (int i = 0; i < 60; i++) {
            for (Chunk chunk : peer.pass(5_000)) {
                if (chunk.type() != Chunks.DATA) continue;
                probes++;
                peer.send(peer.sack(acked, 0));
            }
        }

        assertTrue(peer.side.channels.isUp());
        assertTrue(probes > 20 && probes < 80, "probes " + probes);
        long sent = peer.send(peer.sack(acked, 1 << 20)).size();
        assertTrue(sent > 0 || !peer.pass(11_000).isEmpty());
    }

    @Test
    void peersWindowIsRespected() {
        var peer = RawPeer.connected(new RawPeer(), RawPeer.init(2_000));

        peer.side.channels.send("a", "", true, new byte[20_000], peer.now);
        int bytes = 0;
        for (Chunk chunk : peer.answers()) bytes += chunk.body().length - 12;

        assertTrue(bytes > 0 && bytes <= 2_000, "sent " + bytes);
    }

    @Test
    void firstFlightIsNoMoreThanTheInitialWindow() {
        var peer = RawPeer.connected();

        peer.side.channels.send("a", "", true, new byte[60_000], peer.now);
        int bytes = 0;
        for (Chunk chunk : peer.answers()) bytes += chunk.body().length;

        assertTrue(bytes >= 4_000 && bytes < 4_404 + 1_170, "sent " + bytes);
    }

    @Test
    void acknowledgementOfWhatWasNeverSentIsIgnored() {
        var peer = RawPeer.connected();
        peer.side.channels.send("a", "", true, new byte[1_000], peer.now);
        peer.answers();

        peer.send(peer.sack(500, 1 << 20));

        assertEquals(1, peer.side.channels.count(SctpCount.BAD_SACK));
        assertTrue(peer.side.channels.bufferedBytes() > 1_000);
    }

    @Test
    void heartbeatIsEchoed() {
        var peer = RawPeer.connected();
        byte[] info = {0, 1, 0, 9, 1, 2, 3, 4, 5};

        Chunk ack = peer.send(new ChunkBuilder(Chunks.HEARTBEAT, 0).bytes(info).build()).getFirst();

        assertEquals(Chunks.HEARTBEAT_ACK, ack.type());
        assertArrayEquals(info, ack.body());
    }

    @Test
    void unknownChunksAreSkippedOrReportedAsTheirTypeSays() {
        var peer = RawPeer.connected();
        byte[] heartbeat = new ChunkBuilder(Chunks.HEARTBEAT, 0).u32(1).build();

        assertEquals(List.of(Chunks.HEARTBEAT_ACK), types(peer.send(unknown(0xBF), heartbeat)));
        assertEquals(
                List.of(Chunks.ERROR, Chunks.HEARTBEAT_ACK),
                types(peer.send(unknown(0xFE), heartbeat)));
        assertEquals(List.of(), types(peer.send(unknown(0x3F), heartbeat)));
        assertEquals(List.of(Chunks.ERROR), types(peer.send(unknown(0x40), heartbeat)));
    }

    @Test
    void resetThatIsAheadOfItsDataWaitsForIt() {
        var peer = RawPeer.connected();
        peer.send(RawPeer.open(0, 0, "a"));
        byte[] request = outgoingReset(RawPeer.FIRST_TSN, RawPeer.FIRST_TSN + 2, 0);

        Chunk progress = only(peer.send(request), Chunks.RE_CONFIG);
        assertEquals(6, progress.i32(8));
        peer.send(RawPeer.message(1, 0, 1, Ppid.STRING, "one"));
        assertTrue(peer.side.events.stream().noneMatch("closed a"::equals));
        List<Chunk> answer = peer.send(RawPeer.message(2, 0, 2, Ppid.STRING, "two"));

        assertEquals(List.of("one", "two"), peer.side.texts());
        assertTrue(peer.side.events.contains("closed a"));
        List<Chunk> reconfig = answer.stream().filter(c -> c.type() == 130).toList();
        assertEquals(1, reconfig.get(0).i32(8));
        // And our own reset, of the same stream.
        assertEquals(13, reconfig.get(1).u16(0));
        assertEquals(0, reconfig.get(1).u16(16));
    }

    @Test
    void resetAskedForTwiceIsAnsweredTwiceAndDoneOnce() {
        var peer = RawPeer.connected();
        peer.send(RawPeer.open(0, 0, "a"));
        byte[] request = outgoingReset(RawPeer.FIRST_TSN, RawPeer.FIRST_TSN, 0);

        peer.send(request);
        Chunk again = only(peer.send(request), Chunks.RE_CONFIG);
        Chunk wrong = only(peer.send(outgoingReset(77, RawPeer.FIRST_TSN, 0)), Chunks.RE_CONFIG);

        assertEquals(1, again.i32(8));
        assertEquals(5, wrong.i32(8));
        assertEquals(1, peer.side.events.stream().filter("closed a"::equals).count());
    }

    @Test
    void peerThatCannotResetStreamsIsNotAskedTo() {
        byte[] init =
                new ChunkBuilder(Chunks.INIT, 0)
                        .u32(RawPeer.TAG)
                        .u32(100_000)
                        .u16(300)
                        .u16(300)
                        .u32(RawPeer.FIRST_TSN)
                        .build();
        var peer = RawPeer.connected(new RawPeer(), init);
        peer.send(RawPeer.open(0, 0, "a"));

        peer.side.channels.closeChannel("a", peer.now);
        List<Chunk> sent = peer.answers();

        assertTrue(sent.stream().noneMatch(chunk -> chunk.type() == Chunks.RE_CONFIG));
        assertTrue(peer.side.events.contains("closed a"));
        assertTrue(peer.side.channels.streamsInUse().isEmpty());
    }

    @Test
    void peerWithFewStreamsGetsNoChannelBeyondThem() {
        byte[] init =
                new ChunkBuilder(Chunks.INIT, 0)
                        .u32(RawPeer.TAG)
                        .u32(100_000)
                        .u16(3)
                        .u16(3)
                        .u32(RawPeer.FIRST_TSN)
                        .build();
        var peer = RawPeer.connected(new RawPeer(), init);

        assertTrue(peer.side.channels.send("one", "", true, new byte[1], peer.now));
        assertTrue(peer.side.channels.send("two", "", true, new byte[1], peer.now));
        assertFalse(peer.side.channels.send("three", "", true, new byte[1], peer.now));
    }

    @Test
    void forwardTsnSkipsWhatIsMissingAndDeliversTheRest() {
        var peer = RawPeer.connected();
        peer.send(RawPeer.open(0, 0, "a"));
        peer.send(RawPeer.data(2, RawPeer.FIRST_TSN + 1, 0, 1, Ppid.STRING, new byte[50]));
        peer.send(RawPeer.message(4, 0, 2, Ppid.STRING, "after"));

        Chunk sack =
                only(
                        peer.send(
                                new ChunkBuilder(Chunks.FORWARD_TSN, 0)
                                        .u32(RawPeer.FIRST_TSN + 3)
                                        .u16(0)
                                        .u16(1)
                                        .build()),
                        Chunks.SACK);

        assertEquals(List.of("after"), peer.side.texts());
        assertEquals(RawPeer.FIRST_TSN + 4, sack.i32(0));
        assertEquals(0, peer.side.channels.heldBytes());
    }

    @Test
    void forwardTsnThatForgetsAStreamDoesNotBlockIt() {
        var peer = RawPeer.connected();
        peer.send(RawPeer.open(0, 0, "a"));
        peer.send(RawPeer.message(2, 0, 2, Ppid.STRING, "after"));

        peer.send(new ChunkBuilder(Chunks.FORWARD_TSN, 0).u32(RawPeer.FIRST_TSN + 1).build());

        assertEquals(List.of("after"), peer.side.texts());
    }

    @Test
    void tsnsWrapAround() {
        byte[] init =
                new ChunkBuilder(Chunks.INIT, 0)
                        .u32(RawPeer.TAG)
                        .u32(100_000)
                        .u16(300)
                        .u16(300)
                        .u32(-3)
                        .build();
        var peer = RawPeer.connected(new RawPeer(), init);
        byte[] open = Dcep.open(ChannelOptions.reliable("a", ""));
        peer.send(RawPeer.data(3, -3, 0, 0, Ppid.DCEP, open));

        for (int i = 5; i > 0; i--) {
            byte[] text = {(byte) ('0' + i)};
            peer.send(RawPeer.data(3, -3 + i, 0, i, Ppid.STRING, text));
        }

        assertEquals(List.of("1", "2", "3", "4", "5"), peer.side.texts());
    }

    @Test
    void ourTsnsAndStreamSequenceNumbersWrapAround() {
        var peer = RawPeer.connected();
        var random = new Random(1);
        peer.side.channels.send("a", "", true, new byte[] {1}, peer.now);

        int last = 0;
        for (int i = 0; i < 70_000; i++) {
            for (Chunk chunk : peer.answers()) {
                if (chunk.type() != Chunks.DATA) continue;
                last = chunk.i32(0) - peer.sideTsn;
                assertEquals(last & 0xFFFF, chunk.u16(6));
            }
            peer.now += random.nextInt(1_000);
            peer.send(peer.sack(last, RawPeer.WINDOW));
            peer.side.channels.send("a", "", true, new byte[] {1}, peer.now);
        }

        assertTrue(last > 69_000, "last " + last);
    }

    private static byte[] outgoingReset(int sequence, int lastTsn, int stream) {
        return new ChunkBuilder(Chunks.RE_CONFIG, 0)
                .begin(13)
                .u32(sequence)
                .u32(0)
                .u32(lastTsn)
                .u16(stream)
                .build();
    }

    private static byte[] unknown(int type) {
        return new ChunkBuilder(type, 0).u32(0xCAFE).build();
    }

    private static byte[] echo(byte[] cookie) {
        return new ChunkBuilder(Chunks.COOKIE_ECHO, 0).bytes(cookie).build();
    }

    private static List<Integer> types(List<Chunk> chunks) {
        return chunks.stream().map(Chunk::type).toList();
    }

    private static Chunk only(List<Chunk> chunks, int type) {
        List<Chunk> found = chunks.stream().filter(chunk -> chunk.type() == type).toList();
        assertEquals(1, found.size(), () -> "chunks of type " + type + " in " + types(chunks));
        return found.getFirst();
    }

    private static byte[] drainOne(RawPeer peer) {
        peer.side.channels.drain(peer.side);
        assertEquals(1, peer.side.packets.size());
        return peer.side.packets.removeFirst();
    }

    private static int findParameter(byte[] packet, int type) {
        int end = 12 + Wire.u16(packet, 14);
        for (int at = 32; at + 4 <= end; at += Wire.padded(Wire.u16(packet, at + 2))) {
            if (Wire.u16(packet, at) == type) return at;
        }
        return -1;
    }
}
