package io.cardea.fuzz;

import static io.cardea.fuzz.Input.require;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.PacketPool;
import io.cardea.rtc.peer.Peer;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.sdp.NegotiatedMedia;
import io.cardea.rtc.sdp.NegotiatedMedia.Codec;
import io.cardea.rtc.sdp.NegotiatedSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decrypted RTP and RTCP at a whole peer: demultiplexing, RTX, statistics, NACK, transport-wide
 * feedback, reports. WebRTC encryption is off, so that the input is what came out of SRTP.
 */
public final class PeerFuzz {
    private static final int MAX_STEPS = 96;
    private static final long START = 1_000_000_000L;
    private static final ExtensionIds IDS =
            new ExtensionIds(
                    Map.of(
                            RtpExtension.MID, 1,
                            RtpExtension.RID, 2,
                            RtpExtension.REPAIRED_RID, 3,
                            RtpExtension.TRANSPORT_WIDE_CC, 4,
                            RtpExtension.DEPENDENCY_DESCRIPTOR, 5,
                            RtpExtension.VIDEO_LAYERS_ALLOCATION, 6));

    private PeerFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Call call = new Call();
        call.connect();
        Input input = new Input(data);
        for (int i = 0; i < MAX_STEPS && !input.isEmpty(); i++) {
            call.step(input.u8(), input);
        }
        call.end();
    }

    private static NegotiatedSession session(int side) {
        return new NegotiatedSession(
                Peers.credentials(3 - side).ufrag(),
                Peers.credentials(3 - side).password(),
                false,
                false,
                List.of("candidate:1 1 udp 1 10.0.0." + (3 - side) + " 5000 typ host"),
                Optional.empty(),
                false,
                side == 2,
                IDS,
                List.of(audio(), simulcast(), layered()));
    }

    private static NegotiatedMedia audio() {
        Codec opus = new Codec("opus", 111, 48_000, 2, "");
        Map<Integer, String> types = Map.of(111, "opus", 63, "red", 126, "telephone-event");
        return media(0, MediaKind.AUDIO, opus, types, List.of(1_000), List.of());
    }

    private static NegotiatedMedia simulcast() {
        Codec vp8 = new Codec("vp8", 96, 90_000, 1, "");
        return media(1, MediaKind.VIDEO, vp8, Map.of(96, "vp8"), List.of(), List.of("l", "m", "h"));
    }

    private static NegotiatedMedia layered() {
        Codec vp9 = new Codec("vp9", 98, 90_000, 1, "");
        return media(2, MediaKind.VIDEO, vp9, Map.of(98, "vp9"), List.of(3_000), List.of());
    }

    private static NegotiatedMedia media(
            int index,
            MediaKind kind,
            Codec codec,
            Map<Integer, String> types,
            List<Integer> ssrcs,
            List<String> rids) {
        boolean video = kind == MediaKind.VIDEO;
        int type = codec.payloadType();
        return new NegotiatedMedia(
                index,
                Integer.toString(index),
                kind,
                true,
                true,
                true,
                codec,
                types,
                video ? Map.of(type, type + 1) : Map.of(),
                10_000 + index,
                video ? 20_000 + index : 0,
                ssrcs,
                List.of(),
                rids,
                true,
                video);
    }

    /** Two peers, of which ours is the one that is fed. */
    private static final class Call {
        private final PacketPool pool = new PacketPool(64);
        private final Peer ours = Peers.peer(false, pool, 1);
        private final Peer theirs = Peers.peer(false, new PacketPool(64), 2);
        private final Peers.Drain oursOut = new Peers.Drain();
        private final Peers.Drain theirsOut = new Peers.Drain();
        private final RtpPacket view = new RtpPacket();
        private final RtpRewrite rewrite = new RtpRewrite();
        private long now = START;

        void connect() {
            ours.gather(List.of(Peers.OURS), List.of(), now);
            theirs.gather(List.of(Peers.THEIRS), List.of(), now);
            ours.negotiate(session(1), now);
            theirs.negotiate(session(2), now);
            for (int i = 0; i < 8; i++) {
                ours.drain(oursOut);
                theirs.drain(theirsOut);
                exchange();
                now += 20_000_000L;
                ours.expire(now);
                theirs.expire(now);
            }
            ours.drain(oursOut);
        }

        private void exchange() {
            while (!oursOut.sent.isEmpty()) {
                Packet packet = Packet.of(oursOut.sent.poll());
                packet.route(Peers.THEIRS, Peers.OURS);
                theirs.receive(packet, now);
                theirs.drain(theirsOut);
            }
            while (!theirsOut.sent.isEmpty()) {
                give(theirsOut.sent.poll());
            }
        }

        private void give(byte[] datagram) {
            Packet packet = Input.fill(pool.take(), datagram);
            packet.route(Peers.OURS, Peers.THEIRS);
            packet.arrivalNanos(now);
            ours.receive(packet, now);
            ours.drain(oursOut);
        }

        void step(int choice, Input input) {
            switch (choice & 7) {
                case 0, 1, 2, 3 -> give(input.chunk());
                case 4 -> {
                    now += input.u16() * 100_000L;
                    ours.expire(now);
                }
                case 5 -> {
                    if (ours.nextDeadlineNanos() == Long.MAX_VALUE) return;
                    now = Math.max(now, ours.nextDeadlineNanos());
                    ours.expire(now);
                }
                case 6 -> ours.requestKeyframe(choice >> 6, -1, now);
                default -> forward(choice >> 6, input);
            }
            oursOut.sent.clear();
            ours.drain(oursOut);
        }

        /** Sends a packet of somebody else's to the peer. */
        private void forward(int line, Input input) {
            Packet packet = Input.fill(pool.take(), input.chunk());
            if (RtpParser.parse(packet, IDS, view)) {
                rewrite.sequenceNumber = view.sequenceNumber;
                rewrite.timestamp = view.timestamp;
                rewrite.payloadType = line == 0 ? 111 : 96;
                ours.sendRtp(line, view, rewrite, now);
            }
            packet.release();
        }

        void end() {
            ours.close("end", now);
            ours.drain(oursOut);
            require(pool.inUse() == 0, "packets leaked: " + pool.inUse());
        }
    }
}
