package io.cardea.testkit;

import io.cardea.media.RtpOutput;
import io.cardea.media.record.MovieRecorder;
import io.cardea.media.record.MovieRecording;
import io.cardea.media.record.RecordingClock;
import io.cardea.media.record.RecordingSettings;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.ExtensionIds;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpParser;
import io.cardea.rtc.rtp.RtpRewrite;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A program: records RTP that comes to loopback ports into a file that plays, as the server would.
 *
 * <p>Arguments: {@code FILE AUDIO-CODEC AUDIO-PORT VIDEO-CODEC VIDEO-PORT VIDEO-DELAY-MS LOSS-%
 * SECONDS}; sender reports are taken from the ports one above, a codec {@code none} is left out.
 * Prints {@code recording} when the ports are open and {@code failed: WHY} if the disk refuses. The
 * delay and the loss are what a network could have done to the video.
 *
 * <p>Reports are restated: ffmpeg lets the clock of each stream begin when its encoder is ready,
 * tens of milliseconds apart, whereas the first packets of both are of the same moment.
 */
public final class MovieFromRtp {
    private static final int SILENCE_MILLIS = 5;
    private static final int REPORT = 200;
    private static final long FIRST_PACKETS_NTP = 3_900_000_000L << 32;

    private final DatagramSocket media;
    private final DatagramSocket reports;
    private final RtpOutput output;
    private final int clockRate;
    private final long delayNanos;
    private final int lossPercent;
    private final Random random = new Random(1);
    private final ArrayDeque<Packet> delayed = new ArrayDeque<>();
    private final RtpPacket view = new RtpPacket();
    private final RtpRewrite rewrite = new RtpRewrite();
    private boolean started;
    private int firstTimestamp;
    private @Nullable Packet early;

    private MovieFromRtp(
            int port, RtpOutput output, int clockRate, long delayNanos, int lossPercent)
            throws IOException {
        this.clockRate = clockRate;
        InetAddress loopback = InetAddress.getLoopbackAddress();
        this.media = new DatagramSocket(port, loopback);
        this.reports = new DatagramSocket(port + 1, loopback);
        this.output = output;
        this.delayNanos = delayNanos;
        this.lossPercent = lossPercent;
        media.setReceiveBufferSize(1 << 20);
        media.setSoTimeout(SILENCE_MILLIS);
        reports.setSoTimeout(1);
    }

    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        String audio = words.get(1).equals("none") ? "" : words.get(1);
        String video = words.get(3).equals("none") ? "" : words.get(3);
        MovieRecorder recorder =
                MovieRecorder.start(
                        RecordingSettings.defaults(),
                        new MovieRecording("", words.get(0), audio, video, "A test"),
                        RecordingClock.system(),
                        e -> System.out.println("failed: " + e.getMessage()));
        long until = System.nanoTime() + Integer.parseInt(words.get(7)) * 1_000_000_000L;
        long delay = Integer.parseInt(words.get(5)) * 1_000_000L;
        Thread hears = Thread.ofVirtual().unstarted(() -> {});
        if (recorder.audio().isPresent()) {
            int port = Integer.parseInt(words.get(2));
            MovieFromRtp feed = new MovieFromRtp(port, recorder.audio().get(), 48_000, 0, 0);
            hears = Thread.ofPlatform().unstarted(() -> feed.run(until));
        }
        hears.start();
        System.out.println("recording");
        if (recorder.video().isPresent()) {
            int port = Integer.parseInt(words.get(4));
            int loss = Integer.parseInt(words.get(6));
            new MovieFromRtp(port, recorder.video().get(), 90_000, delay, loss).run(until);
        }
        hears.join();
        recorder.close();
        System.out.println("closed");
    }

    private void run(long until) {
        try (media;
                reports) {
            while (System.nanoTime() < until) {
                receive(media).ifPresent(this::arrive);
                receive(reports).ifPresent(this::report);
                pass();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static java.util.Optional<Packet> receive(DatagramSocket from) throws IOException {
        Packet packet = new Packet();
        DatagramPacket datagram = new DatagramPacket(packet.array(), Packet.CAPACITY);
        try {
            from.receive(datagram);
        } catch (SocketTimeoutException e) {
            return java.util.Optional.empty();
        }
        packet.length(datagram.getLength());
        packet.arrivalNanos(System.nanoTime());
        return java.util.Optional.of(packet);
    }

    private void arrive(Packet packet) {
        boolean first = !started;
        if (first) firstTimestamp = packet.i32(4);
        started = true;
        if (first && early != null) restate(early);
        if (random.nextInt(100) >= lossPercent) delayed.add(packet);
    }

    private void pass() {
        long now = System.nanoTime();
        while (!delayed.isEmpty() && now - delayed.getFirst().arrivalNanos() >= delayNanos) {
            Packet packet = delayed.remove();
            if (!RtpParser.parse(packet, ExtensionIds.NONE, view)) continue;
            rewrite.sequenceNumber = view.sequenceNumber;
            rewrite.timestamp = view.timestamp;
            rewrite.marker = view.marker;
            output.write(view, rewrite, now);
        }
    }

    private void report(Packet packet) {
        if (packet.length() < 20 || packet.u8(1) != REPORT) return;
        if (started) {
            restate(packet);
        } else {
            early = packet; // the first one comes beside the first packet, on a port of its own
        }
    }

    private void restate(Packet packet) {
        int timestamp = packet.i32(16);
        long sinceFirst = ((long) (timestamp - firstTimestamp) << 32) / clockRate;
        output.onSenderReport(FIRST_PACKETS_NTP + sinceFirst, timestamp);
    }
}
