package io.cardea.media.record;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.peer.PacketTap;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes the RTP and RTCP of a PeerConnection, in the clear, into a file: pcap, or text for {@code
 * text2pcap}.
 *
 * <p>{@link #onPacket} belongs to one loop at a time and never blocks: it copies into a bounded
 * queue, and what finds no room is dropped and counted. A virtual thread writes. Everything else
 * may be called from any thread but a loop's.
 */
public final class PacketCapture implements PacketTap, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PacketCapture.class.getName());

    /** Which kind of file. */
    public enum Kind {
        PCAP(CaptureFormat.PCAP),
        TEXT2PCAP(CaptureFormat.TEXT2PCAP);

        private final CaptureFormat format;

        Kind(CaptureFormat format) {
            this.format = format;
        }
    }

    /**
     * A capture to begin.
     *
     * @param folder empty for the working folder; made if it is missing
     * @param name of the file; empty for a made-up one
     * @param truncate bytes kept of each packet, 0 for all
     * @param owner whose packets they are, for people to read
     */
    public record Wish(Kind kind, String folder, String name, int truncate, String owner) {}

    private final Wish wish;
    private final Path path;
    private final FileChannel channel;
    private final long begin;
    private final RecordingClock clock;
    private final PacketRing packets = new PacketRing();
    private final ByteBuffer buffer = ByteBuffer.allocate(2 * CaptureFormat.MAX_ENTRY);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean parked;

    private PacketCapture(Wish wish, Path path, FileChannel channel, RecordingClock clock)
            throws IOException {
        this.wish = wish;
        this.path = path;
        this.channel = channel;
        this.begin = channel.size();
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("capture").unstarted(this::run);
    }

    /**
     * Opens the file, at its end if there is one, and begins.
     *
     * @throws IOException if the folder is protected or the file cannot be written
     */
    public static PacketCapture start(RecordingSettings settings, Wish wish) throws IOException {
        try {
            return begin(settings, wish);
        } catch (InvalidPathException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static PacketCapture begin(RecordingSettings settings, Wish wish) throws IOException {
        CaptureFormat format = wish.kind().format;
        boolean named = !wish.name().isEmpty();
        String name =
                named
                        ? wish.name()
                        : "janus-text2pcap-"
                                + Integer.toUnsignedString(ThreadLocalRandom.current().nextInt());
        Path path =
                RecordingPath.prepare(
                                settings,
                                wish.folder(),
                                name,
                                named ? "" : format.suffix(),
                                ThreadLocalRandom.current())
                        .file();
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        PacketCapture capture = new PacketCapture(wish, path, channel, RecordingClock.system());
        format.begin(capture.buffer);
        capture.thread.start();
        return capture;
    }

    public Kind kind() {
        return wish.kind();
    }

    public Path path() {
        return path;
    }

    /** Where in the file it begins, in bytes: behind what was there before. */
    long begin() {
        return begin;
    }

    /** Whether it still writes. */
    boolean isRunning() {
        return thread.isAlive();
    }

    /** Packets that found no room. */
    public long dropped() {
        return dropped.get();
    }

    @Override
    public void onPacket(Packet lent, boolean incoming) {
        if (closing) return;
        if (packets.isFull()) {
            dropped.incrementAndGet();
            return;
        }
        PacketRing.Slot slot = packets.fill(lent);
        slot.wholeLength = lent.length();
        int kept = wish.truncate();
        if (kept > 0 && kept < lent.length()) slot.packet.length(kept);
        slot.incoming = incoming;
        slot.nowMicros = clock.epochMicros().getAsLong();
        packets.publish();
        if (parked) LockSupport.unpark(thread);
    }

    // ---- The writing thread ----

    private void run() {
        try (channel) {
            while (true) {
                boolean last = closing;
                writeWaiting();
                flush();
                if (last) return;
                park();
            }
        } catch (IOException e) {
            closing = true;
            LOG.log(Level.WARNING, "capture failed file=" + path, e);
        }
    }

    private void writeWaiting() throws IOException {
        while (!packets.isEmpty()) {
            if (buffer.remaining() < CaptureFormat.MAX_ENTRY) flush();
            wish.kind().format.packet(buffer, packets.first(), wish.owner());
            packets.removeFirst();
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    private void park() {
        parked = true;
        if (packets.isEmpty() && !closing) LockSupport.park(this);
        parked = false;
    }

    /** Writes what waits and closes the file; waits for that. Twice is allowed. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
