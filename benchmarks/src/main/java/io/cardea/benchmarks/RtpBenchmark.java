package io.cardea.benchmarks;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.OutboundExtensions;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.rtp.RtpWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** Reading the header of one packet, and writing it anew for a viewer with its 1200 bytes. */
public class RtpBenchmark extends Timed {
    private static final int PACKETS = 256;

    private final Packet in = new Packet();
    private final Packet out = new Packet();
    private final RtpPacket view = new RtpPacket();
    private final RtpRewrite rewrite = new RtpRewrite();
    private final OutboundExtensions extensions =
            new OutboundExtensions(Samples.IDS, MediaKind.VIDEO, "0");
    private long now;

    @Setup
    public void setUp() {
        Samples.video(in, 0, 7, false);
        if (!RtpParser.parse(in, Samples.IDS, view)) throw new AssertionError("no RTP");
        rewrite.payloadType = Samples.PAYLOAD_TYPE;
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int parse() {
        int sum = 0;
        for (int i = 0; i < PACKETS; i++) {
            in.put16(2, i);
            RtpParser.parse(in, Samples.IDS, view);
            sum += view.sequenceNumber + view.midLength;
        }
        return sum;
    }

    /** Extensions: abs-send-time, transport-wide sequence number, mid. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int write() {
        rewrite.pictureId = -1;
        rewrite.tl0PicIdx = -1;
        int sum = 0;
        for (int i = 0; i < PACKETS; i++) {
            sum += writeNext();
        }
        return sum;
    }

    /** The same, and VP8's picture id and TL0PICIDX. */
    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int writeVp8() {
        int sum = 0;
        for (int i = 0; i < PACKETS; i++) {
            rewrite.pictureId = i;
            rewrite.tl0PicIdx = i;
            sum += writeNext();
        }
        return sum;
    }

    private int writeNext() {
        out.length(0);
        now += 1_000_000;
        rewrite.sequenceNumber++;
        rewrite.timestamp += 3_000;
        extensions.transportSequenceNumber = rewrite.sequenceNumber & 0xFFFF;
        return RtpWriter.write(view, rewrite, 7, extensions, now, out);
    }
}
