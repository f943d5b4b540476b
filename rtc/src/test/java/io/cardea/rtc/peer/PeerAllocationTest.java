package io.cardea.rtc.peer;

import static io.cardea.rtc.peer.Line.OPUS;
import static io.cardea.rtc.peer.Line.VP8;
import static io.cardea.rtc.peer.Line.VP8_RTX;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
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
    private int received;

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
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        run(PACKETS);

        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < PACKETS, allocated + " bytes for " + PACKETS + " packets");
        assertTrue(received > 3 * PACKETS, received + " packets taken");
        PeerStatistics.Media line = peer.statistics(pair.now).media().get(1);
        assertTrue(line.layers().getFirst().traffic().retransmissions() > PACKETS / 10);
        assertTrue(line.sent().orElseThrow().traffic().retransmissions() > PACKETS / 10);
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
            owned.release();
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
