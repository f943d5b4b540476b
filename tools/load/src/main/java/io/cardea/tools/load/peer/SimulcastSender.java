package io.cardea.tools.load.peer;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.sdp.NegotiatedMedia;
import java.nio.charset.StandardCharsets;

/** Simulcast video: a stream for each layer, told by its rid (RFC 8852). Nothing is sent again. */
final class SimulcastSender implements Sender {
    private static final int MAX_ELEMENT = 16;

    private final NegotiatedMedia media;
    private final FrameClock clock;
    private final VideoStream[] streams;
    private final byte[][] rids;
    private final byte[] mid;
    private final int midId;
    private final int firstSsrc;

    SimulcastSender(
            MediaPlan plan,
            NegotiatedMedia media,
            ExtensionIds ids,
            int overheadBytes,
            long startNanos) {
        this.media = media;
        this.clock = new FrameClock(1_000_000_000L / plan.frameRate(), startNanos);
        this.midId = ids.id(RtpExtension.MID);
        this.mid = media.mid().getBytes(StandardCharsets.US_ASCII);
        this.firstSsrc = media.localSsrc();
        streams = new VideoStream[plan.layers()];
        rids = new byte[plan.layers()][];
        long bitrate = plan.bitrate();
        for (int layer = plan.layers() - 1; layer >= 0; layer--) {
            streams[layer] = new VideoStream(plan, layer, bitrate, overheadBytes);
            rids[layer] = Lines.rid(layer, plan.layers()).getBytes(StandardCharsets.US_ASCII);
            bitrate /= 4;
        }
    }

    @Override
    public long dueNanos() {
        return clock.dueNanos();
    }

    @Override
    public int run(Peer peer, PacketPool pool, long nowNanos) {
        int sent = 0;
        while (clock.isDue(nowNanos)) {
            for (int layer = 0; layer < streams.length; layer++) {
                sent += frame(layer, peer, pool, nowNanos);
            }
            clock.next(nowNanos);
        }
        return sent;
    }

    private int frame(int layer, Peer peer, PacketPool pool, long nowNanos) {
        VideoStream stream = streams[layer];
        boolean keyframe = stream.beginFrame(nowNanos);
        int packets = stream.packets(keyframe);
        int sent = 0;
        long stamp = System.nanoTime();
        for (int i = 0; i < packets; i++) {
            Packet packet = pool.take();
            header(packet, layer, i == packets - 1);
            stream.payload(packet, keyframe, i == 0, stamp);
            if (peer.sendWhole(packet, nowNanos)) sent++;
        }
        return sent;
    }

    private void header(Packet into, int layer, boolean last) {
        into.append8(0x90);
        into.append8((last ? 0x80 : 0) | media.codec().payloadType());
        into.append16(streams[layer].nextSequenceNumber());
        into.append32(clock.timestamp(VideoStream.CLOCK_RATE));
        into.append32(firstSsrc + layer);
        into.append16(0xBEDE);
        int length = into.length();
        into.append16(0);
        int start = into.length();
        if (midId != 0) element(midId, mid, into);
        element(Lines.RID_ID, rids[layer], into);
        while ((into.length() - start) % 4 != 0) into.append8(0);
        into.put16(length, (into.length() - start) / 4);
    }

    /** RFC 8285, 4.2. */
    private static void element(int id, byte[] text, Packet into) {
        int length = Math.min(text.length, MAX_ELEMENT);
        into.append8(id << 4 | (length - 1));
        into.append(text, 0, length);
    }

    @Override
    public void requestKeyframe(int ssrc) {
        int layer = ssrc - firstSsrc;
        if (layer >= 0 && layer < streams.length) streams[layer].requestKeyframe();
    }
}
