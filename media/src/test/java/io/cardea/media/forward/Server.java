package io.cardea.media.forward;

import io.cardea.media.FanOut;
import io.cardea.media.LoopCounters;
import io.cardea.media.MediaLoop;
import io.cardea.media.Track;
import io.cardea.media.TrackFormat;
import io.cardea.media.TrackHandle;
import io.cardea.media.TrackSink;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.sdp.NegotiatedMedia.Codec;
import io.cardea.rtc.srtp.SrtpProfile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A loop on a host of the network, turned by hand, with forwarders and remote sources. */
final class Server {
    static final long SECOND = 1_000_000_000L;
    static final int AUDIO_LEVEL_ID = 3;

    final Net.Host host;
    final MediaLoop loop;
    final ForwarderPorts forwarderPorts;
    final RemotePorts remotePorts;
    private final Random random = new Random(20_261_125);
    long now = SECOND;

    Server(Net.Host host) {
        this.host = host;
        this.loop = new MediaLoop(0, host, Runnable::run);
        this.forwarderPorts = new ForwarderPorts(loop);
        this.remotePorts = new RemotePorts(loop, random);
    }

    Forwarder forward(ForwarderSettings settings) throws IOException {
        LoopForwarder made = new LoopForwarder(loop, settings, random.nextInt());
        forwarderPorts.open(made);
        return new Forwarder(loop, forwarderPorts, made);
    }

    RemoteSource receive(Optional<SrtpKeys> srtp) throws IOException {
        return remotePorts.open(new RemoteSettings(Optional.empty(), Optional.empty(), 0, 0, srtp));
    }

    void turn() {
        for (int i = 0; i < 100 && loop.turn(now); i++) {}
    }

    void after(long millis) {
        now += millis * 1_000_000;
        turn();
    }

    LoopCounters counters() {
        after(2_000);
        return loop.counters();
    }

    /** Nothing was lost, and nothing has thrown. */
    boolean isClean() {
        LoopCounters counted = counters();
        return counted.faults() == 0 && loop.pool().inUse() == 0;
    }

    // ---- A track whose packets a test makes ----

    final class Source implements Track {
        final FanOut sinks = new FanOut(loop);
        final TrackFormat format;
        final TrackHandle handle = new TrackHandle(loop, this);
        int keyframes;
        private boolean held;

        Source(TrackFormat format) {
            this.format = format;
        }

        /** One packet on a layer. */
        void say(int layer, byte[] datagram) {
            if (held) return;
            Packet packet = loop.pool().take();
            packet.append(datagram, 0, datagram.length);
            RtpPacket view = new RtpPacket();
            if (!RtpParser.parse(packet, format.extensions(), view)) throw new AssertionError();
            view.layer = layer;
            loop.turn(now);
            sinks.deliver(view);
            packet.release();
            turn();
        }

        @Override
        public TrackFormat format() {
            return format;
        }

        @Override
        public void connect(TrackSink sink) {
            sinks.connect(sink);
        }

        @Override
        public void disconnect(TrackSink sink) {
            sinks.disconnect(sink);
        }

        @Override
        public void hold(boolean on) {
            if (held && !on) sinks.resumed();
            held = on;
        }

        @Override
        public void requestKeyframe() {
            keyframes++;
        }
    }

    /** A sink that notes what it is lent. */
    static final class Inbox implements TrackSink {
        record Got(int layer, int ssrc, int sequenceNumber, int payloadType, byte[] payload) {}

        final List<Got> got = new ArrayList<>();
        boolean ended;
        int resumed;

        @Override
        public void onPacket(RtpPacket lent) {
            byte[] bytes = lent.packet().array();
            int end = lent.payloadOffset + lent.payloadLength;
            got.add(
                    new Got(
                            lent.layer,
                            lent.ssrc,
                            lent.sequenceNumber,
                            lent.payloadType,
                            Arrays.copyOfRange(bytes, lent.payloadOffset, end)));
        }

        @Override
        public void onResumed() {
            resumed++;
        }

        @Override
        public void onEnd() {
            ended = true;
        }

        List<Integer> sequenceNumbers() {
            return got.stream().map(Got::sequenceNumber).toList();
        }
    }

    // ---- What they say ----

    static TrackFormat audio() {
        ExtensionIds ids = new ExtensionIds(Map.of(RtpExtension.AUDIO_LEVEL, AUDIO_LEVEL_ID));
        return new TrackFormat(MediaKind.AUDIO, new Codec("opus", 111, 48_000, 2, ""), 1, ids, -1);
    }

    static TrackFormat video(int layers) {
        return new TrackFormat(
                MediaKind.VIDEO,
                new Codec("vp8", 96, 90_000, 1, ""),
                layers,
                ExtensionIds.NONE,
                -1);
    }

    static byte[] rtp(int payloadType, int sequence, int timestamp, int ssrc, byte[] payload) {
        return ByteBuffer.allocate(12 + payload.length)
                .put((byte) 0x80)
                .put((byte) payloadType)
                .putShort((short) sequence)
                .putInt(timestamp)
                .putInt(ssrc)
                .put(payload)
                .array();
    }

    static byte[] rtp(int ssrc, int sequence) {
        return rtp(96, sequence, sequence * 3_000, ssrc, new byte[] {1, 2, 3, (byte) sequence});
    }

    /** With an audio level. */
    static byte[] loud(int ssrc, int sequence, int level) {
        return ByteBuffer.allocate(24)
                .put((byte) 0x90)
                .put((byte) 111)
                .putShort((short) sequence)
                .putInt(sequence * 960)
                .putInt(ssrc)
                .putShort((short) 0xBEDE)
                .putShort((short) 1)
                .put((byte) (AUDIO_LEVEL_ID << 4))
                .put((byte) level)
                .putShort((short) 0)
                .putInt(0x0F0F0F0F)
                .array();
    }

    static byte[] pli(int mediaSsrc) {
        return ByteBuffer.allocate(12)
                .put((byte) 0x81)
                .put((byte) 206)
                .putShort((short) 2)
                .putInt(1)
                .putInt(mediaSsrc)
                .array();
    }

    static byte[] fir(int mediaSsrc) {
        return ByteBuffer.allocate(20)
                .put((byte) 0x84)
                .put((byte) 206)
                .putShort((short) 4)
                .putInt(1)
                .putInt(0)
                .putInt(mediaSsrc)
                .putInt(7 << 24)
                .array();
    }

    static SrtpKeys keys(SrtpProfile profile, int seed) {
        byte[] bytes = new byte[30];
        new Random(seed).nextBytes(bytes);
        return new SrtpKeys(profile, bytes);
    }

    static ForwarderSettings plain(TransportAddress target) {
        return new ForwarderSettings(
                target,
                0,
                -1,
                ForwarderSettings.SOURCE_SSRC,
                new ForwardLayers.Only(0),
                Optional.empty(),
                false);
    }
}
