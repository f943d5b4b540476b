package io.cardea.rtc.peer;

import static io.cardea.rtc.peer.Line.OPUS;
import static io.cardea.rtc.peer.Line.VP8;
import static io.cardea.rtc.peer.Line.VP8_RTX;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.cardea.rtc.congestion.CongestionSettings;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.rtp.RtpHeader;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a peer does for every packet allocates nothing, the cipher aside. */
final class PeerAllocationTest {
    private static final int PACKETS = 20_000;
    private static final long MILLI = 1_000_000L;

    private PeerPair pair;
    private Peer peer;
    private final Sink sink = new Sink();
    private final byte[] audio = Bytes.rtpWith(OPUS, 2000, 0, 0, 4, "0");
    private final byte[] video = Bytes.rtpWith(VP8, 2001, 0, 0, 4, "1", 3, 0);
    private final byte[] repair = Bytes.rtx(VP8_RTX, 2501, 0, 0, 0);
    private final byte[] nack = Bytes.nackWithMask(9, 1001, 0, 1);
    private final byte[] otherNack = Bytes.nackWithMask(9, 31, 0, 1);
    private final byte[] report = Bytes.report(9, 1001, 5, 7, 0, 0);
    private final byte[] feedback = new byte[256];
    private int lastNumber = -1;
    private int toldNumber = -1;
    private int received;
    private int queued;

    {
        feedback[0] = (byte) 0x8F;
        feedback[1] = (byte) 205;
    }

    @AfterEach
    void nothingLeaks() {
        pair.end();
    }

    private void connect(PeerPair connected) {
        pair = connected.mute();
        peer = pair.ours.peer;
    }

    @Test
    void drainingAnEncryptedPeerAllocatesNothing() {
        connect(PeerPair.encrypted(Line.audio(0), Line.video(1), Line.data(2)));
        drainOften();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        drainOften();

        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < PACKETS, allocated + " bytes for " + PACKETS + " drains");
    }

    private void drainOften() {
        for (int i = 0; i < PACKETS; i++) {
            peer.drain(sink);
            if (peer.nextDeadlineNanos() < pair.now) throw new AssertionError("late");
        }
    }

    @Test
    void forwardingAllocatesNothing() {
        connect(
                PeerPair.clear(
                        Line.audio(0).withNack(true),
                        Line.video(1).withTransportCc(),
                        Line.video(2).withoutRtx().withLocalSsrcs(31, 0)));
        run(0);

        long allocated = leastAllocated(1);

        assertTrue(allocated < PACKETS, allocated + " bytes for " + PACKETS + " packets");
        assertTrue(received > 3 * PACKETS, received + " packets taken");
        PeerStatistics.Media line = peer.statistics(pair.now).media().get(1);
        assertTrue(line.layers().getFirst().traffic().retransmissions() > PACKETS / 10);
        assertTrue(line.sent().orElseThrow().traffic().retransmissions() > PACKETS / 10);
    }

    @Test
    void estimatingAndPacingAllocatesNothing() {
        PeerPair.Setup narrow = new PeerPair.Setup(); // so that packets have to wait
        narrow.congestion = new CongestionSettings(30_000, 400_000, 600_000);
        connect(new PeerPair(narrow).connect(Line.audio(0), Line.video(1).withTransportCc()));
        peer.desiredBitrate(2_000_000, pair.now);
        peer.estimateBandwidth(true, pair.now);
        run(0);
        run(PACKETS);

        long allocated = leastAllocated(2);

        assertTrue(allocated < PACKETS, allocated + " bytes for " + PACKETS + " packets");
        PeerStatistics.Bandwidth bandwidth = peer.statistics(pair.now).bandwidth();
        assertTrue(bandwidth.acknowledged() > 200_000, bandwidth.toString());
        assertTrue(bandwidth.probesSent() > 0, bandwidth.toString());
        assertTrue(queued > PACKETS / 10, queued + " packets had to wait");
    }

    /**
     * The bytes of the round with least of a few, as in the benchmarks: what is not compiled yet
     * leaves more, what a packet leaves is in every round.
     */
    private long leastAllocated(int firstRound) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = firstRound; round < firstRound + 3; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            run(round * PACKETS);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    /** Tells that the last packets arrived. */
    private void acknowledge() {
        long ticks = pair.now / 250_000;
        int count = lastNumber - toldNumber & 0xFFFF;
        if (lastNumber < 0 || count == 0 || count > 200) {
            toldNumber = lastNumber;
            return;
        }
        int length = 22 + count + 3 & ~3;
        feedback[2] = 0;
        feedback[3] = (byte) (length / 4 - 1);
        put16(12, toldNumber + 1);
        put16(14, count);
        feedback[16] = (byte) (ticks >> 24);
        put16(17, (int) (ticks >> 8));
        put16(20, 0x2000 | count);
        feedback[22] = (byte) ticks;
        for (int i = 23; i < length; i++) feedback[i] = 0;
        toldNumber = lastNumber;
        Packet packet = pair.ours.pool.take();
        packet.append(feedback, 0, length);
        take(packet);
    }

    private void put16(int at, int value) {
        feedback[at] = (byte) (value >> 8);
        feedback[at + 1] = (byte) value;
    }

    private void run(int from) {
        for (int i = from; i < from + PACKETS; i++) {
            pair.now += MILLI;
            int sequence = i & 0xFFFF;
            receive(audio, sequence, i * 48);
            if (i % 10 != 0) receive(video, sequence, i * 90);
            if (i % 10 == 9 && i > 50) repair(i - 39);
            if (i % 20 == 0) ask(nack, sequence - 5);
            if (i % 20 == 0) ask(otherNack, sequence - 5);
            if (i % 1000 == 0) receive(report);
            if (i % 50 == 0) acknowledge();
            if (peer.nextDeadlineNanos() <= pair.now) {
                peer.expire(pair.now);
                peer.drain(sink);
            }
        }
    }

    private void receive(byte[] rtp, int sequenceNumber, int timestamp) {
        rtp[2] = (byte) (sequenceNumber >> 8);
        rtp[3] = (byte) sequenceNumber;
        rtp[6] = (byte) (timestamp >> 8);
        rtp[7] = (byte) timestamp;
        receive(rtp);
    }

    private void repair(int original) {
        repair[12] = (byte) (original >> 8);
        repair[13] = (byte) original;
        receive(repair, original / 10 & 0xFFFF, original * 90);
    }

    private void ask(byte[] message, int sequenceNumber) {
        message[12] = (byte) (sequenceNumber >> 8);
        message[13] = (byte) sequenceNumber;
        receive(message);
    }

    private void receive(byte[] bytes) {
        Packet packet = pair.ours.pool.take();
        packet.append(bytes, 0, bytes.length);
        take(packet);
    }

    private void take(Packet packet) {
        packet.route(pair.ours.address, pair.theirs.address);
        packet.arrivalNanos(pair.now);
        peer.receive(packet, pair.now);
        peer.drain(sink);
    }

    /** Echoes everything; video on the line without RTX, too. */
    private final class Sink implements PeerSink {
        private final RtpRewrite rewrite = new RtpRewrite();

        @Override
        public void send(Packet owned) {
            note(owned);
            owned.release();
        }

        /** The transport-wide number, which is the first extension. */
        private void note(Packet lent) {
            boolean extended = RtpHeader.isRtp(lent) && RtpHeader.hasExtension(lent);
            if (extended && lent.u8(16) == 0x31) lastNumber = lent.u16(17);
        }

        @Override
        public void onRtp(RtpPacket lent) {
            received++;
            rewrite.sequenceNumber = lent.sequenceNumber;
            rewrite.timestamp = lent.timestamp;
            rewrite.marker = RtpHeader.marker(lent.packet());
            rewrite.payloadType = lent.payloadType;
            peer.sendRtp(lent.mediaIndex, lent, rewrite, pair.now);
            if (lent.mediaIndex == 1) peer.sendRtp(2, lent, rewrite, pair.now);
            Outflow outflow = peer.outflow();
            if (outflow != null && outflow.isWaiting()) queued++;
        }

        @Override
        public void onKeyframeRequest(int mediaIndex) {}

        @Override
        public void onSenderReport(int mediaIndex, int layer, long ntp, int timestamp) {}

        @Override
        public void onValidated(TransportAddress local, TransportAddress remote) {}

        @Override
        public void onHeard(TransportAddress local, TransportAddress remote) {}

        @Override
        public void onEvent(PeerEvent event) {}
    }
}
