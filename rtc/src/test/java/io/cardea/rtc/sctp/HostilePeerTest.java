package io.cardea.rtc.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.sctp.RawPeer.Chunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Peers that mean harm, or are broken: nothing throws, nothing grows without end. */
final class HostilePeerTest {
    private static final int HELD_LIMIT =
            SctpSettings.Limits.DEFAULT_RECEIVE_WINDOW_BYTES
                    + 2 * SctpSettings.Limits.DEFAULT_MAX_MESSAGE_BYTES
                    + 2_000;

    @Test
    void randomBytesNeverThrow() {
        var random = new Random(1);
        var peer = RawPeer.connected();

        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            peer.side.channels.receive(bytes, 0, bytes.length, peer.now);
            peer.answers();
        }

        assertTrue(peer.side.channels.isUp());
        assertEquals(
                20_000,
                peer.side.channels.count(SctpCount.MALFORMED)
                        + peer.side.channels.count(SctpCount.BAD_CHECKSUM));
    }

    @Test
    void randomChunksNeverThrow() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var peer = seed % 3 == 0 ? dialling() : RawPeer.connected();
            peer.side.channels.send("a", "", true, new byte[30_000], peer.now);
            for (int i = 0; i < 300; i++) {
                int tag = random.nextInt(20) == 0 ? 0 : peer.sideTag;
                byte[][] chunks = new byte[1 + random.nextInt(4)][];
                for (int c = 0; c < chunks.length; c++) chunks[c] = randomChunk(peer, random);
                peer.sendTagged(tag, chunks);
                if (random.nextInt(4) == 0) peer.pass(random.nextInt(2_000));
                assertTrue(peer.side.channels.heldBytes() <= HELD_LIMIT);
            }
        }
    }

    @Test
    void packetsWithFlippedBitsNeverThrow() {
        for (int seed = 0; seed < 40; seed++) {
            var link = new VirtualLink(seed);
            var random = new Random(seed);
            link.leftDrops = packet -> mutate(link.right, packet, random, link);
            link.rightDrops = packet -> mutate(link.left, packet, random, link);
            link.start();
            for (int i = 0; i < 20; i++) {
                link.send(link.left, "a" + i % 3, new byte[random.nextInt(5_000)], true);
                link.send(link.right, "b" + i % 3, new byte[random.nextInt(5_000)], true);
                if (i % 7 == 0) link.left.channels.closeChannel("a1", link.now);
                link.run(100);
            }
            link.run(5_000);
        }
    }

    @Test
    void gapsThatNeverCloseHoldLittle() {
        var peer = RawPeer.connected();
        peer.send(RawPeer.open(0, 0, "a"));

        for (int i = 0; i < 20_000; i++) {
            int tsn = RawPeer.FIRST_TSN + 2 + 2 * i;
            peer.send(RawPeer.data(2, tsn, 0, 1, Ppid.STRING, new byte[1_000]));
            assertTrue(peer.side.channels.heldBytes() <= HELD_LIMIT);
        }

        assertTrue(peer.side.channels.isUp());
        assertTrue(peer.side.channels.count(SctpCount.REASSEMBLY_FULL) > 0);
        assertTrue(peer.side.channels.count(SctpCount.TSN_OUT_OF_WINDOW) > 0);
    }

    @Test
    void crumbsAreChargedForWhatTheyCost() {
        var peer = RawPeer.connected();
        peer.send(RawPeer.open(0, 0, "a"));

        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            int tsn = RawPeer.FIRST_TSN + 2 + i;
            int before = peer.side.channels.heldBytes();
            peer.send(RawPeer.data(0, tsn, 0, 1, Ppid.STRING, new byte[1]));
            if (peer.side.channels.heldBytes() > before) taken++;
        }

        assertTrue(taken <= ReceivedTsns.WINDOW, "taken " + taken);
        assertTrue(peer.side.channels.heldBytes() <= HELD_LIMIT);
    }

    @Test
    void messageWithoutEndIsAnsweredWithAbort() {
        var peer = RawPeer.connected();
        peer.send(RawPeer.open(0, 0, "a"));
        List<Chunk> answers = new ArrayList<>();

        for (int i = 0; i < 2_000 && peer.side.channels.isUp(); i++) {
            int flags = i == 0 ? 2 : 0;
            answers =
                    peer.send(
                            RawPeer.data(
                                    flags,
                                    RawPeer.FIRST_TSN + 1 + i,
                                    0,
                                    1,
                                    Ppid.STRING,
                                    new byte[1_000]));
        }

        Chunk abort = answers.getLast();
        assertEquals(Chunks.ABORT, abort.type());
        assertEquals(Chunks.CAUSE_OUT_OF_RESOURCE, abort.u16(0));
        assertEquals("down reassembly is full", peer.side.events.getLast());
        assertEquals(0, peer.side.channels.heldBytes());
    }

    @Test
    void streamThatNeverBeginsIsNotWaitedForWithoutEnd() {
        var peer = RawPeer.connected();
        peer.send(RawPeer.open(0, 0, "a"));

        for (int i = 0; i < 3_000; i++) {
            peer.send(RawPeer.message(1 + i, 0, 5 + i, Ppid.STRING, "x".repeat(1_000)));
        }

        assertTrue(peer.side.channels.isUp());
        assertEquals(0, peer.side.channels.heldBytes());
    }

    @Test
    void dataWithoutUserDataIsAnsweredWithAbort() {
        var peer = RawPeer.connected();

        Chunk abort =
                peer.send(RawPeer.data(3, RawPeer.FIRST_TSN, 0, 0, 51, new byte[0])).getLast();

        assertEquals(Chunks.ABORT, abort.type());
        assertEquals(Chunks.CAUSE_NO_USER_DATA, abort.u16(0));
        assertFalse(peer.side.channels.isUp());
    }

    @Test
    void streamBeyondWhatWeAnnouncedIsReportedAndAcknowledged() {
        var peer = RawPeer.connected();

        List<Chunk> answers =
                new ArrayList<>(peer.send(RawPeer.message(0, 300, 0, Ppid.STRING, "x")));
        answers.addAll(peer.pass(200));

        assertEquals(Chunks.ERROR, answers.get(0).type());
        assertEquals(300, answers.get(0).u16(4));
        assertEquals(RawPeer.FIRST_TSN, answers.get(1).i32(0));
    }

    @Test
    void onePacketGetsOnlySoManyReplies() {
        var peer = RawPeer.connected();
        byte[][] chunks = new byte[200][];
        Arrays.fill(chunks, ChunkBuilder.bare(Chunks.HEARTBEAT, 0));

        List<Chunk> answers = peer.send(chunks);

        assertEquals(Replies.CAPACITY, answers.size());
        assertEquals(200 - Replies.CAPACITY, peer.side.channels.count(SctpCount.REPLIES_DROPPED));
    }

    @Test
    void replyLargerThanAPacketIsNotSent() {
        var peer = RawPeer.connected();

        List<Chunk> answers =
                peer.send(new ChunkBuilder(Chunks.HEARTBEAT, 0).bytes(new byte[5_000]).build());

        assertTrue(answers.isEmpty());
        assertEquals(1, peer.side.channels.count(SctpCount.REPLIES_DROPPED));
    }

    @Test
    void endedAssociationAnswersOnlyWithAbort() {
        var peer = RawPeer.connected();
        peer.side.channels.abort("over", peer.now);
        peer.answers();

        Chunk answer = peer.send(RawPeer.open(0, 0, "a")).getFirst();

        assertEquals(Chunks.ABORT, answer.type());
        assertEquals(Chunks.FLAG_TAG_REFLECTED, answer.flags());
        assertTrue(peer.send(ChunkBuilder.bare(Chunks.ABORT, 0)).isEmpty());
        assertEquals(Chunks.ABORT, peer.sendTagged(0, RawPeer.init()).getFirst().type());
        assertEquals(Long.MAX_VALUE, peer.side.channels.nextDeadlineNanos());
    }

    private static RawPeer dialling() {
        var peer = new RawPeer();
        peer.side.channels.start(peer.now);
        Chunk init = peer.answers().getFirst();
        peer.sideTag = init.i32(0);
        peer.sideTsn = init.i32(12);
        return peer;
    }

    private static byte[] randomChunk(RawPeer peer, Random random) {
        int[] types = {0, 0, 0, 1, 2, 3, 3, 4, 5, 7, 9, 10, 11, 130, 130, 192, random.nextInt(256)};
        var chunk = new ChunkBuilder(types[random.nextInt(types.length)], random.nextInt(16));
        // Numbers near the truth get further than noise does.
        if (random.nextBoolean()) {
            int base = random.nextBoolean() ? RawPeer.FIRST_TSN : peer.sideTsn;
            chunk.u32(base + random.nextInt(40));
        }
        if (random.nextBoolean()) chunk.u16(random.nextInt(4)).u16(random.nextInt(6));
        if (random.nextBoolean()) chunk.u32(50 + random.nextInt(9));
        if (random.nextBoolean()) chunk.begin(13 + random.nextInt(6)).u32(RawPeer.FIRST_TSN);
        byte[] noise = new byte[random.nextInt(40)];
        random.nextBytes(noise);
        byte[] built = chunk.bytes(noise).build();
        if (random.nextInt(10) == 0) Wire.put16(built, 2, random.nextInt(100));
        return built;
    }

    /** Sends a damaged copy along with some packets; the packet itself is never lost. */
    private static boolean mutate(Side to, byte[] packet, Random random, VirtualLink link) {
        if (random.nextInt(3) == 0) {
            byte[] copy = Arrays.copyOf(packet, packet.length - random.nextInt(8));
            if (copy.length > 16) {
                for (int i = random.nextInt(3); i >= 0; i--) {
                    copy[12 + random.nextInt(Math.min(copy.length - 12, 40))] ^=
                            (byte) (1 << random.nextInt(8));
                }
                RawPeer.seal(copy);
                to.channels.receive(copy, 0, copy.length, link.now);
            }
        }
        return false;
    }
}
