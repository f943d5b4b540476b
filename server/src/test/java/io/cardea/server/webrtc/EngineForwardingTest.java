package io.cardea.server.webrtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.media.EngineSettings;
import io.cardea.media.MediaEngine;
import io.cardea.media.PortPolicy;
import io.cardea.media.TrackFormat;
import io.cardea.media.forward.Forwarding;
import io.cardea.media.port.PortKind;
import io.cardea.rtc.rtp.RtpExtension;
import io.cardea.spi.DataSink;
import io.cardea.spi.Forwarder;
import io.cardea.spi.ForwarderOptions;
import io.cardea.spi.LinkListener;
import io.cardea.spi.LinkOptions;
import io.cardea.spi.RemoteFormat;
import io.cardea.spi.RemoteSource;
import io.cardea.spi.RemoteSourceOptions;
import io.cardea.spi.SrtpKey;
import io.cardea.spi.Track;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What plugins see of forwarders and remote sources, on real loops and loopback sockets. */
final class EngineForwardingTest {
    private static final int PATIENCE_SECONDS = 20;
    private static final int MAX_PACKETS = 400;
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final RemoteFormat AUDIO =
            new RemoteFormat(
                    "audio",
                    "opus",
                    "",
                    false,
                    Map.of(RtpExtension.AUDIO_LEVEL.uri(), 3, "urn:other", 4));

    private MediaEngine engine;
    private ExecutorService threads;
    private EngineForwarding forwarding;

    @BeforeEach
    void start() throws IOException {
        engine =
                MediaEngine.start(
                        new EngineSettings(
                                EngineSettings.Loops.spread(2),
                                new EngineSettings.Interfaces(
                                        false, false, List.of("127."), List.of(), true),
                                new PortPolicy.Shared(0),
                                false,
                                0,
                                PortKind.AUTO));
        threads = Executors.newVirtualThreadPerTaskExecutor();
        forwarding = new EngineForwarding(new Forwarding(engine.loops(), new Random()), threads);
    }

    @AfterEach
    void stop() {
        engine.close();
        threads.close();
    }

    private static RemoteSourceOptions on(String nic) {
        return new RemoteSourceOptions("", nic, 0, 0, Optional.empty());
    }

    private static ForwarderOptions to(RemoteSource source, int mindex, Optional<SrtpKey> key) {
        return new ForwarderOptions(
                new InetSocketAddress(LOOPBACK, source.port()),
                source.rtcpPort(),
                -1,
                1_000 + 10 * mindex,
                new ForwarderOptions.Layers.Each(),
                key,
                true);
    }

    /** With an audio level of 20. */
    private static byte[] audio(int ssrc, int sequence) {
        return ByteBuffer.allocate(24)
                .put((byte) 0x90)
                .put((byte) 99)
                .putShort((short) sequence)
                .putInt(sequence * 960)
                .putInt(ssrc)
                .putShort((short) 0xBEDE)
                .putShort((short) 1)
                .putInt(0x3014_0000)
                .putInt(0x0F0F_0F0F)
                .array();
    }

    /** Wires are tied soon, not at once: what is said before is lost. */
    private static void sendUntilHeard(
            DatagramSocket sender, int port, DatagramSocket receiver, int wanted)
            throws IOException {
        receiver.setSoTimeout(50);
        int heard = 0;
        for (int i = 0; heard < wanted; i++) {
            if (i == MAX_PACKETS) throw new AssertionError("only " + heard + " arrived");
            sender.send(new DatagramPacket(audio(1_000, i), 24, LOOPBACK, port));
            DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
            try {
                receiver.receive(packet);
            } catch (SocketTimeoutException e) {
                continue;
            }
            assertEquals(24, packet.getLength());
            assertEquals(111, packet.getData()[1]);
            heard++;
        }
    }

    @Test
    void aRemoteTrackIsForwardedOnAndMeteredAndEnds() throws Exception {
        SrtpKey key = new SrtpKey(32, new byte[SrtpKey.LENGTH]);
        RemoteSource first = forwarding.remoteSource(on("127.0.0.1"));
        RemoteSource second =
                forwarding.remoteSource(new RemoteSourceOptions("", "lo", 0, 0, Optional.of(key)));
        BlockingQueue<Double> levels = new LinkedBlockingQueue<>();
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        Track far = second.track(1, AUDIO);
        LinkListener listener =
                new LinkListener() {
                    @Override
                    public void onEnd() {
                        ends.add("ended");
                    }
                };
        far.meterLevel(3, levels::add);
        try (DatagramSocket receiver = new DatagramSocket(0, LOOPBACK);
                DatagramSocket sender = new DatagramSocket(0, LOOPBACK);
                Forwarder between = forwarding.forwarder(to(second, 1, Optional.of(key)));
                Forwarder last =
                        forwarding.forwarder(
                                new ForwarderOptions(
                                        (InetSocketAddress) receiver.getLocalSocketAddress(),
                                        0,
                                        -1,
                                        ForwarderOptions.SOURCE_SSRC,
                                        new ForwarderOptions.Layers.Best(),
                                        Optional.empty(),
                                        false))) {
            first.track(0, AUDIO).connect(between, LinkOptions.best(), LinkListener.NONE);
            far.connect(last, LinkOptions.best(), listener);

            sendUntilHeard(sender, first.port(), receiver, 3);

            assertEquals(20.0, levels.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertTrue(between.localRtcpPort() > 0);
            assertEquals(0, last.localRtcpPort());
            second.close();
            assertEquals("ended", ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
        assertEquals(0, engine.counters().faults());
    }

    @Test
    void dataCrossesAndCanBeHeldBack() throws Exception {
        RemoteSource source = forwarding.remoteSource(on("127.0.0.1"));
        BlockingQueue<byte[]> told = new LinkedBlockingQueue<>();
        DataSink sink = (EngineDataSink) (binary, message) -> told.add(message);
        source.data(2).connect(sink);
        assertSame(source.data(2), source.data(2));
        DataFanOut local = new DataFanOut();
        try (Forwarder forwarder = forwarding.forwarder(to(source, 2, Optional.empty()))) {
            var wire = local.connect(forwarder);
            local.deliver(true, new byte[] {1});
            assertArrayEquals(new byte[] {1}, told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
            wire.active(false);
            local.deliver(true, new byte[] {2});
            wire.active(true);
            local.deliver(false, new byte[] {3});
            assertArrayEquals(new byte[] {3}, told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void aTrackIsTheSameUntilItsFormatChanges() throws IOException {
        RemoteSource source = forwarding.remoteSource(on("127.0.0.1"));
        RemoteFormat video = new RemoteFormat("video", "vp8", "", false, Map.of());
        RemoteFormat simulcast = new RemoteFormat("video", "vp8", "", true, Map.of());

        Track track = source.track(0, video);

        assertSame(track, source.track(0, video));
        assertTrue(source.track(0, simulcast).isSimulcast());
        assertThrows(IllegalArgumentException.class, () -> source.data(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> source.track(1, new RemoteFormat("data", "", "", false, Map.of())));
    }

    @Test
    void addressesAreSaidWhenAskedFor() throws IOException {
        assertEquals("127.0.0.1", forwarding.remoteSource(on("lo")).address());
        assertEquals("", forwarding.remoteSource(on("")).address());
        assertEquals(
                "239.1.2.3",
                forwarding
                        .remoteSource(
                                new RemoteSourceOptions("239.1.2.3", "lo", 0, 0, Optional.empty()))
                        .address());
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertThrows(IOException.class, () -> forwarding.remoteSource(on("nosuch0")));
        assertThrows(IOException.class, () -> forwarding.remoteSource(on("192.0.2.1")));
        for (String group : List.of("127.0.0.1", "name.example", "ff02::")) {
            assertThrows(
                    IOException.class,
                    () ->
                            forwarding.remoteSource(
                                    new RemoteSourceOptions(
                                            group, "192.0.2.1", 0, 0, Optional.empty())));
        }
    }

    @Test
    void formatsNameClocksAndUsableExtensions() {
        TrackFormat opus = EngineRemoteSource.trackFormat(AUDIO);
        TrackFormat g722 =
                EngineRemoteSource.trackFormat(
                        new RemoteFormat(
                                "audio",
                                "g722",
                                "",
                                true,
                                Map.of(RtpExtension.AUDIO_LEVEL.uri(), 0)));

        assertEquals(48_000, opus.codec().clockRate());
        assertEquals(3, opus.extensions().id(RtpExtension.AUDIO_LEVEL));
        assertEquals(8_000, g722.codec().clockRate());
        assertEquals(1, g722.layers());
        assertEquals(Map.of(), g722.extensions().toMap());
    }
}
