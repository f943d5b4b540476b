package io.cardea.tools.load.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.sdp.NegotiatedMedia;

/** Video without simulcast; lost packets are sent again on request. */
final class VideoSender implements Sender {
    private final NegotiatedMedia media;
    private final FrameClock clock;
    private final VideoStream stream;
    private final RtpPacket view = new RtpPacket();
    private final RtpRewrite rewrite = new RtpRewrite();

    VideoSender(MediaPlan plan, NegotiatedMedia media, int overheadBytes, long startNanos) {
        this.media = media;
        this.clock = new FrameClock(1_000_000_000L / plan.frameRate(), startNanos);
        this.stream = new VideoStream(plan, 0, plan.bitrate(), overheadBytes);
    }

    @Override
    public long dueNanos() {
        return clock.dueNanos();
    }

    @Override
    public int run(Peer peer, PacketPool pool, long nowNanos) {
        int sent = 0;
        while (clock.isDue(nowNanos)) {
            sent += frame(peer, pool, nowNanos);
            clock.next(nowNanos);
        }
        return sent;
    }

    private int frame(Peer peer, PacketPool pool, long nowNanos) {
        boolean keyframe = stream.beginFrame(nowNanos);
        int packets = stream.packets(keyframe);
        int sent = 0;
        long stamp = System.nanoTime();
        for (int i = 0; i < packets; i++) {
            Packet packet = stream.packet(pool, keyframe, i == 0, stamp);
            RtpParser.parse(packet, ExtensionIds.NONE, view);
            view.mediaIndex = media.index();
            rewrite.sequenceNumber = stream.nextSequenceNumber();
            rewrite.timestamp = clock.timestamp(VideoStream.CLOCK_RATE);
            rewrite.marker = i == packets - 1;
            rewrite.payloadType = media.codec().payloadType();
            if (peer.sendRtp(media.index(), view, rewrite, nowNanos)) sent++;
            packet.release();
        }
        return sent;
    }

    @Override
    public void requestKeyframe(int ssrc) {
        if (ssrc == media.localSsrc()) stream.requestKeyframe();
    }
}
