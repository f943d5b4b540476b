package io.cardea.testkit;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.sdp.NegotiatedMedia;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Made-up media on one m-line, frame by frame. Belongs to a loop. */
final class SyntheticStream {
    private static final int FIRST_LAYER_SSRC = 0x5EED_0000;
    private static final int MAX_LATE_FRAMES = 5;

    private final MediaSource source;
    private final List<String> rids;
    private final RtpPacket view = new RtpPacket();
    private final RtpRewrite rewrite = new RtpRewrite();
    private final int[] sequenceNumbers;
    private int frames;
    private long dueNanos;
    private boolean keyframeWanted = true;

    /**
     * @param rids simulcast layers, highest first; empty without
     */
    SyntheticStream(MediaSource source, List<String> rids, long nowNanos) {
        this.source = source;
        this.rids = rids;
        this.sequenceNumbers = new int[Math.max(1, rids.size())];
        this.dueNanos = nowNanos;
    }

    /** Goes on where another one on the same m-line stops: SRTP takes no sequence number twice. */
    void continueFrom(SyntheticStream other) {
        int layers = Math.min(sequenceNumbers.length, other.sequenceNumbers.length);
        System.arraycopy(other.sequenceNumbers, 0, sequenceNumbers, 0, layers);
        frames = other.frames;
    }

    long dueNanos() {
        return dueNanos;
    }

    void requestKeyframe() {
        keyframeWanted = true;
    }

    /** Sends what is due. */
    void run(Peer peer, PacketPool pool, NegotiatedMedia media, ExtensionIds ids, long nowNanos) {
        for (int late = 0; late < MAX_LATE_FRAMES && dueNanos <= nowNanos; late++) {
            frame(peer, pool, media, ids, nowNanos);
            dueNanos += source.frameNanos();
        }
        if (dueNanos <= nowNanos) dueNanos = nowNanos + source.frameNanos();
    }

    private void frame(
            Peer peer, PacketPool pool, NegotiatedMedia media, ExtensionIds ids, long nowNanos) {
        boolean sent = false;
        int packets = source.packetsPerFrame();
        for (int layer = 0; layer < sequenceNumbers.length; layer++) {
            for (int i = 0; i < packets; i++) {
                var part =
                        new Payloads.Part(keyframeWanted, i == 0, i == packets - 1, layer, frames);
                sent =
                        rids.isEmpty()
                                ? send(part, peer, pool, media, nowNanos)
                                : sendLayer(part, peer, pool, media, ids, nowNanos);
                sequenceNumbers[layer]++;
            }
        }
        frames++;
        if (sent) keyframeWanted = false;
    }

    private int timestamp(NegotiatedMedia media) {
        return (int) ((long) frames * source.frameMillis() * media.codec().clockRate() / 1_000);
    }

    private boolean send(
            Payloads.Part part, Peer peer, PacketPool pool, NegotiatedMedia media, long nowNanos) {
        Packet packet = pool.take();
        packet.append16(0x8000);
        packet.append16(0);
        packet.append32(0);
        packet.append32(0);
        Payloads.append(media.codec().name(), part, source.packetBytes(), packet);
        RtpParser.parse(packet, ExtensionIds.NONE, view);
        view.audioLevel = source.audioLevel();
        view.voiceActivity = source.audioLevel() < 127;
        view.mediaIndex = media.index();
        rewrite.sequenceNumber = sequenceNumbers[0] & 0xFFFF;
        rewrite.timestamp = timestamp(media);
        rewrite.marker = part.last() && media.codec().clockRate() == 90_000;
        rewrite.payloadType = media.codec().payloadType();
        boolean sent = peer.sendRtp(media.index(), view, rewrite, nowNanos);
        packet.release();
        return sent;
    }

    /** A stream of its own for each layer, which its rid tells. */
    private boolean sendLayer(
            Payloads.Part part,
            Peer peer,
            PacketPool pool,
            NegotiatedMedia media,
            ExtensionIds ids,
            long nowNanos) {
        Packet packet = pool.take();
        packet.append8(0x90);
        packet.append8((part.last() ? 0x80 : 0) | media.codec().payloadType());
        packet.append16(sequenceNumbers[part.layer()] & 0xFFFF);
        packet.append32(timestamp(media));
        packet.append32(FIRST_LAYER_SSRC + 16 * media.index() + part.layer());
        extensions(media.mid(), rids.get(rids.size() - 1 - part.layer()), ids, packet);
        Payloads.append(media.codec().name(), part, source.packetBytes(), packet);
        return peer.sendWhole(packet, nowNanos);
    }

    /** RFC 8285, 4.2: mid and rid. */
    private static void extensions(String mid, String rid, ExtensionIds ids, Packet into) {
        into.append16(0xBEDE);
        int length = into.length();
        into.append16(0);
        int start = into.length();
        element(ids.id(RtpExtension.MID), mid, into);
        int ridId = OfferedLine.EXTENSIONS.getOrDefault(RtpExtension.RID, 0);
        element(ridId, rid, into);
        while ((into.length() - start) % 4 != 0) into.append8(0);
        into.put16(length, (into.length() - start) / 4);
    }

    private static void element(int id, String text, Packet into) {
        if (id == 0) return;
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        into.append8(id << 4 | (bytes.length - 1));
        into.append(bytes, 0, bytes.length);
    }
}
