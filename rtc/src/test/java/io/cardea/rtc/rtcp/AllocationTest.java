package io.cardea.rtc.rtcp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.CodecId;
import io.cardea.rtc.rtp.DependencyDescriptor;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.Hex;
import io.cardea.rtc.rtp.Keyframes;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.OutboundExtensions;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.rtp.RtpHeader;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.rtp.RtpWriter;
import io.cardea.rtc.rtp.Rtx;
import io.cardea.rtc.rtp.Vp9Descriptor;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What runs for every packet allocates nothing. */
final class AllocationTest {
    private static final int PACKETS = 20_000;
    private static final long MILLI = 1_000_000L;

    private static final ExtensionIds IDS =
            new ExtensionIds(
                    Map.of(
                            RtpExtension.ABS_SEND_TIME, 2,
                            RtpExtension.TRANSPORT_WIDE_CC, 3,
                            RtpExtension.MID, 4,
                            RtpExtension.DEPENDENCY_DESCRIPTOR, 8));

    private final Packet in =
            Hex.packet(
                    "90 60 0001 00000000 00000001 bede 0003 22 010203 31 abcd 40 30 82 c00001 00"
                            + "aa 8001 00 07 58 0140 00b4 0280 0168 0500 02d0 01 04 01 8249834200");
    private final Packet out = new Packet();
    private final Packet rtcp = new Packet();
    private final RtpPacket view = new RtpPacket();
    private final RtpRewrite rewrite = new RtpRewrite();
    private final OutboundExtensions extensions = new OutboundExtensions(IDS, MediaKind.VIDEO, "0");
    private final Vp9Descriptor vp9 = new Vp9Descriptor();
    private final DependencyDescriptor descriptor = new DependencyDescriptor();
    private final ReceptionStatistics received = new ReceptionStatistics(90_000);
    private final SenderStatistics sent = new SenderStatistics(90_000, new NtpClock(0));
    private final NackGenerator nacks = new NackGenerator();
    private final TwccReceiver twcc = new TwccReceiver();
    private final TwccFeedback feedback = new TwccFeedback();
    private final RtcpReader reader = new RtcpReader();

    @Test
    void thePacketPathAllocatesNothing() {
        run(0);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        run(PACKETS);

        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < PACKETS, allocated + " bytes for " + PACKETS + " packets");
    }

    private void run(int from) {
        for (int i = from; i < from + PACKETS; i++) {
            long now = i * MILLI;
            if (i % 20 != 0) receive(i & 0xFFFF, now);
            if (i % 100 == 0) report(now);
        }
    }

    private void receive(int sequenceNumber, long now) {
        RtpHeader.sequenceNumber(in, sequenceNumber);
        assertTrue(RtpParser.parse(in, IDS, view));
        boolean keyframe =
                Keyframes.isKeyframe(CodecId.VP9, in, view.payloadOffset, view.payloadLength);
        vp9.parse(in, view.payloadOffset, view.payloadLength);
        descriptor.read(in, view.dependencyDescriptorOffset, view.dependencyDescriptorLength);
        nacks.onPacket(sequenceNumber, now, keyframe && sequenceNumber % 500 == 1, false);
        received.onPacket(sequenceNumber, sequenceNumber * 90, in.length(), now, false);
        twcc.onPacket(sequenceNumber, now);
        out.length(0);
        rewrite.sequenceNumber = sequenceNumber;
        extensions.transportSequenceNumber = sequenceNumber;
        RtpWriter.write(view, rewrite, 7, extensions, now, out);
        sent.onSent(rewrite.timestamp, view.payloadLength, out.length(), now);
        Rtx.wrap(out, 97, 8, sequenceNumber);
        Rtx.unwrap(out, 96, 7, IDS);
    }

    private void report(long now) {
        rtcp.length(0);
        sent.senderReport(rtcp, 7, now);
        int report = RtcpWriter.beginReceiverReport(rtcp, 7);
        received.reportBlock(rtcp, report, 1, now);
        nacks.collect(now, rtcp, 7, 1);
        twcc.collect(rtcp, 7, 1);
        if (!reader.begin(rtcp)) return;
        while (reader.next()) {
            if (reader.kind() == RtcpReader.Kind.TRANSPORT_CC) feedback.parse(rtcp, reader);
        }
    }
}
