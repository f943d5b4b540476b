package io.cardea.tools.load.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.sdp.NegotiatedMedia;

/** Opus, 50 packets a second, as of somebody who speaks. */
final class AudioSender implements Sender {
    static final long FRAME_NANOS = 20_000_000L;

    private static final int CLOCK_RATE = 48_000;
    private static final int PAYLOAD_BYTES = 80;
    private static final int LEVEL = 30;

    private final NegotiatedMedia media;
    private final FrameClock clock;
    private final RtpPacket view = new RtpPacket();
    private final RtpRewrite rewrite = new RtpRewrite();

    AudioSender(NegotiatedMedia media, long startNanos) {
        this.media = media;
        this.clock = new FrameClock(FRAME_NANOS, startNanos);
    }

    @Override
    public long dueNanos() {
        return clock.dueNanos();
    }

    @Override
    public int run(Peer peer, PacketPool pool, long nowNanos) {
        int sent = 0;
        while (clock.isDue(nowNanos)) {
            if (packet(peer, pool, nowNanos)) sent++;
            clock.next(nowNanos);
        }
        return sent;
    }

    private boolean packet(Peer peer, PacketPool pool, long nowNanos) {
        Packet packet = pool.take();
        VideoStream.emptyHeader(packet);
        Payloads.opus(packet);
        int end = VideoStream.HEADER_BYTES + PAYLOAD_BYTES;
        Payloads.finish(packet, end, System.nanoTime());
        RtpParser.parse(packet, ExtensionIds.NONE, view);
        view.mediaIndex = media.index();
        view.audioLevel = LEVEL;
        view.voiceActivity = true;
        rewrite.sequenceNumber = (int) clock.frame() & 0xFFFF;
        rewrite.timestamp = clock.timestamp(CLOCK_RATE);
        rewrite.payloadType = media.codec().payloadType();
        boolean sent = peer.sendRtp(media.index(), view, rewrite, nowNanos);
        packet.release();
        return sent;
    }

    @Override
    public void requestKeyframe(int ssrc) {}
}
