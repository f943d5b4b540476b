package io.cardea.fuzz;

import static io.cardea.fuzz.Input.require;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtcp.RtcpReader;
import io.cardea.rtc.rtcp.TwccFeedback;

/** RTCP compounds: every accessor of every packet that the reader says is whole. */
public final class RtcpFuzz {
    private RtcpFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Packet packet = Input.fill(new Packet(), data);
        RtcpReader reader = new RtcpReader();
        TwccFeedback feedback = new TwccFeedback();
        feedback(feedback, feedback.parse(packet, 0, packet.length()));
        if (!reader.begin(packet)) return;
        int packets = 0;
        while (reader.next()) {
            require(++packets <= Input.MAX_DATAGRAM / 4, "more packets than fit");
            require(reader.offset() + reader.length() <= packet.length(), "outside");
            walk(reader, packet, feedback);
        }
    }

    private static void walk(RtcpReader reader, Packet packet, TwccFeedback feedback) {
        switch (reader.kind()) {
            case SENDER_REPORT -> {
                reader.senderSsrc();
                reader.ntpTimestamp();
                reader.rtpTimestamp();
                reader.packetCount();
                reader.octetCount();
                blocks(reader);
            }
            case RECEIVER_REPORT -> blocks(reader);
            case SDES -> reader.cname(packet.length() >= 8 ? packet.i32(4) : 0);
            case BYE -> {
                for (int i = 0; i < reader.count(); i++) {
                    reader.byeSsrc(i);
                }
            }
            case APP -> reader.appName();
            case NACK -> nacks(reader);
            case PLI -> reader.mediaSsrc();
            case FIR -> {
                for (int i = 0; i < reader.firCount(); i++) {
                    reader.firSsrc(i);
                    reader.firSequenceNumber(i);
                }
            }
            case REMB -> {
                require(reader.rembBitsPerSecond() >= 0, "negative bit rate");
                for (int i = 0; i < reader.rembSsrcCount(); i++) {
                    reader.rembSsrc(i);
                }
            }
            case TRANSPORT_CC -> feedback(feedback, feedback.parse(packet, reader));
            case EXTENDED_REPORT -> extended(reader);
            case OTHER -> {}
        }
    }

    private static void blocks(RtcpReader reader) {
        for (int i = 0; i < reader.count(); i++) {
            reader.reportSsrc(i);
            reader.fractionLost(i);
            reader.cumulativeLost(i);
            reader.extendedHighestSequenceNumber(i);
            reader.jitter(i);
            reader.lastSenderReport(i);
            reader.delaySinceLastSenderReport(i);
        }
    }

    private static void nacks(RtcpReader reader) {
        for (int i = 0; i < reader.nackCount(); i++) {
            reader.nackPid(i);
            reader.nackBlp(i);
        }
    }

    private static void extended(RtcpReader reader) {
        int blocks = 0;
        while (reader.nextBlock()) {
            require(++blocks <= Input.MAX_DATAGRAM / 4, "more blocks than fit");
            if (reader.isReceiverReferenceTime()) reader.receiverReferenceTime();
            for (int i = 0; i < reader.dlrrCount(); i++) {
                reader.dlrrSsrc(i);
                reader.lastReceiverReport(i);
                reader.delaySinceLastReceiverReport(i);
            }
        }
    }

    private static void feedback(TwccFeedback feedback, boolean parsed) {
        if (!parsed) return;
        require(feedback.count() <= TwccFeedback.MAX_STATUSES, "too many statuses");
        int received = 0;
        for (int i = 0; i < feedback.count(); i++) {
            feedback.sequenceNumber(i);
            feedback.arrivalTicks(i);
            if (feedback.received(i)) received++;
        }
        require(received == feedback.receivedCount(), "received count");
    }
}
