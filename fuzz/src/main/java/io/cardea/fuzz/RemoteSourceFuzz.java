package io.cardea.fuzz;

import static io.cardea.fuzz.Input.require;

import io.cardea.media.LinkEvents;
import io.cardea.media.LinkTargets;
import io.cardea.media.MediaLoop;
import io.cardea.media.SinkHandle;
import io.cardea.media.TrackFormat;
import io.cardea.media.TrackHandle;
import io.cardea.media.TrackSink;
import io.cardea.media.forward.ForwardLayers;
import io.cardea.media.forward.Forwarder;
import io.cardea.media.forward.ForwarderSettings;
import io.cardea.media.forward.Forwarding;
import io.cardea.media.forward.RemoteSettings;
import io.cardea.media.forward.RemoteSource;
import io.cardea.media.forward.SrtpKeys;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.sdp.NegotiatedMedia.Codec;
import io.cardea.rtc.srtp.SrtpProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Datagrams at the open ports of a remote source and of a forwarder: streams by SSRC, several
 * senders, time that passes, RTCP, with and without SRTP. What arrives is forwarded on.
 */
public final class RemoteSourceFuzz {
    private static final int MAX_STEPS = 96;
    private static final int RTCP_PORT = 5_005;
    private static final TransportAddress TARGET = address(9, 5_004);
    private static final ExtensionIds IDS =
            new ExtensionIds(
                    Map.of(
                            RtpExtension.AUDIO_LEVEL, 1,
                            RtpExtension.PLAYOUT_DELAY, 2,
                            RtpExtension.VIDEO_LAYERS_ALLOCATION, 3));

    private RemoteSourceFuzz() {}

    private static TransportAddress address(int host, int port) {
        return TransportAddress.ipv4(Protocol.UDP, 0x0A00_0000 + host, port);
    }

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        Input input = new Input(data);
        Cascade cascade = new Cascade((input.u8() & 1) != 0);
        for (int i = 0; i < MAX_STEPS && !input.isEmpty(); i++) {
            cascade.step(input.u8(), input);
        }
        cascade.end();
    }

    private static TrackFormat format(MediaKind kind, String codec, int layers) {
        int clock = kind == MediaKind.AUDIO ? 48_000 : 90_000;
        return new TrackFormat(kind, new Codec(codec, 96, clock, 1, ""), layers, IDS, -1);
    }

    /** Looks at what it is lent. */
    private static final class Reader implements TrackSink {
        @Override
        public void onPacket(RtpPacket lent) {
            Packet packet = lent.packet();
            int end = lent.payloadOffset + lent.payloadLength;
            require(lent.payloadOffset >= 12 && end <= packet.length(), "payload outside");
            require(lent.layer >= 0 && lent.layer < 3, "layer " + lent.layer);
            require(lent.mediaIndex >= 0 && lent.mediaIndex < 3, "index " + lent.mediaIndex);
        }

        @Override
        public void onEnd() {}
    }

    /** A remote source of three tracks and a stream of data, forwarded on in every way. */
    private static final class Cascade {
        private final FuzzPorts ports = new FuzzPorts();
        private final MediaLoop loop = new MediaLoop(0, ports, Runnable::run);
        private final Forwarding forwarding = new Forwarding(List.of(loop), new Random(1));
        private final RemoteSource source;
        private final List<TrackHandle> tracks;
        private final List<Forwarder> forwarders;
        private long now = 1_000_000_000L;

        Cascade(boolean encrypted) throws IOException {
            Optional<SrtpKeys> keys =
                    encrypted
                            ? Optional.of(
                                    new SrtpKeys(SrtpProfile.AES_CM_128_HMAC_SHA1_80, new byte[30]))
                            : Optional.empty();
            RemoteSettings settings =
                    new RemoteSettings(
                            Optional.of(InetAddress.ofLiteral("10.0.0.1")),
                            Optional.empty(),
                            5_000,
                            5_001,
                            keys);
            source = made(() -> forwarding.receive(settings));
            tracks =
                    List.of(
                            source.track(0, format(MediaKind.AUDIO, "opus", 1)),
                            source.track(1, format(MediaKind.VIDEO, "vp8", 3)),
                            source.track(2, format(MediaKind.VIDEO, "vp9", 1)));
            source.data(3, (binary, message) -> require(message.length < 1_500, "message"));
            forwarders =
                    List.of(
                            forwarder(new ForwardLayers.Only(0), Optional.empty()),
                            forwarder(new ForwardLayers.Best(), keys),
                            forwarder(new ForwardLayers.Each(), keys));
            for (int i = 0; i < tracks.size(); i++) {
                tie(tracks.get(i), SinkHandle.raw(new Reader()));
                tie(tracks.get(i), forwarders.get(i).sink());
            }
            loop.turn(now);
        }

        private static void tie(TrackHandle track, SinkHandle sink) {
            track.connect(sink, LinkTargets.best(), LinkEvents.NONE);
        }

        private Forwarder forwarder(ForwardLayers layers, Optional<SrtpKeys> keys)
                throws IOException {
            ForwarderSettings settings =
                    new ForwarderSettings(TARGET, RTCP_PORT, -1, 1_010, layers, keys, true);
            return made(() -> forwarding.forward(settings));
        }

        private interface Making<T> {
            T make() throws IOException;
        }

        /** The loop is turned here while another thread waits for it. */
        private <T> T made(Making<T> making) {
            CompletableFuture<T> future = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                try {
                    future.complete(making.make());
                } catch (IOException | RuntimeException e) {
                    future.completeExceptionally(e);
                }
            });
            while (!future.isDone()) {
                loop.turn(now);
                Thread.onSpinWait();
            }
            return future.join();
        }

        void step(int choice, Input input) {
            int host = choice >> 3 & 1;
            switch (choice & 7) {
                case 0, 1, 2 -> ports.deliver(address(host, 4_000), 5_000, stream(input));
                case 3 -> ports.deliver(address(host, 4_000), 5_000, input.chunk());
                case 4 -> ports.deliver(address(host, 4_001), 5_001, input.chunk());
                case 5 ->
                        ports.deliver(
                                address(9, RTCP_PORT),
                                forwarders.getFirst().localRtcpPort(),
                                input.chunk());
                case 6 -> now += input.u16() * 1_000_000L;
                default -> tracks.get((choice >> 4) % 3).requestKeyframe();
            }
            loop.turn(now);
        }

        /** A chunk as a packet of one of the streams. */
        private static byte[] stream(Input input) {
            int ssrc = 1_000 + (input.u8() & 63);
            byte[] chunk = input.chunk();
            if (chunk.length < 12) return chunk;
            chunk[0] = (byte) (0x80 | chunk[0] & 0x3F);
            chunk[8] = 0;
            chunk[9] = 0;
            chunk[10] = (byte) (ssrc >> 8);
            chunk[11] = (byte) ssrc;
            return chunk;
        }

        void end() {
            source.close();
            forwarders.forEach(Forwarder::close);
            now += 2_000_000_000L;
            loop.turn(now);
            require(loop.counters().faults() == 0, "something has thrown");
            require(loop.pool().inUse() == 0, "packets leaked: " + loop.pool().inUse());
            require(ports.isEmpty(), "ports left open");
            require(loop.nextDeadlineNanos() == Long.MAX_VALUE, "a timer left");
            loop.close();
        }
    }
}
