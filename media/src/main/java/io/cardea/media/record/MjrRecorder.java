package io.cardea.media.record;

import io.cardea.media.RtpOutput;
import io.cardea.media.layers.SwitchingContext;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.rtp.RtpPacket;
import io.cardea.rtc.rtp.RtpRewrite;
import io.cardea.rtc.rtp.Vp8Descriptor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Records one stream, or one side of a data channel, into an {@code .mjr} file.
 *
 * <p>Tie it to a track with {@code SinkHandle.of(recorder)}; of simulcast or SVC it gets the one
 * chosen layer. {@link #write} belongs to the track's loop and never blocks: it copies into a
 * bounded queue, and what finds no room is dropped and counted. A virtual thread writes. Everything
 * else may be called from any thread but a loop's.
 */
public final class MjrRecorder implements RtpOutput, AutoCloseable {
    /** Data channel messages that may wait to be written. */
    static final int MAX_MESSAGES = 1_024;

    private static final System.Logger LOG = System.getLogger(MjrRecorder.class.getName());

    private record Message(byte[] bytes, long nowNanos, long nowMicros) {}

    private final RecordingPath path;
    private final DiskWatch disk;
    private final MjrWriter writer;
    private final RecordingClock clock;
    private final int clockRate;
    private final boolean vp8;
    private final Consumer<IOException> onFailure;
    private final PacketRing packets = new PacketRing();
    private final ConcurrentLinkedQueue<Message> messages = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingMessages = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicInteger resumes = new AtomicInteger();
    private final Thread thread;

    // The loop's: what is rewritten in stored headers.
    private final SwitchingContext context = new SwitchingContext();
    private final RtpRewrite stored = new RtpRewrite();
    private int seenResumes;

    private volatile boolean paused;
    private volatile boolean closing;
    private volatile boolean parked;

    private MjrRecorder(
            RecordingPath path,
            DiskWatch disk,
            MjrWriter writer,
            String codec,
            RecordingClock clock,
            Consumer<IOException> onFailure) {
        this.path = path;
        this.disk = disk;
        this.writer = writer;
        this.clock = clock;
        this.clockRate = MjrMedium.clockRate(codec);
        this.vp8 = codec.equals("vp8");
        this.onFailure = onFailure;
        this.thread = Thread.ofVirtual().name("recorder").unstarted(this::run);
    }

    /**
     * Makes the file and begins.
     *
     * @param onFailure called once, from the writing thread, if the disk refuses to go on; the
     *     recording has then ended
     * @throws IllegalArgumentException for a codec that cannot be recorded
     * @throws IOException if the folder is protected or the file cannot be made
     */
    public static MjrRecorder start(
            RecordingSettings settings,
            Recording recording,
            RecordingClock clock,
            Consumer<IOException> onFailure)
            throws IOException {
        String codec = recording.codec();
        MjrMedium medium =
                MjrMedium.of(codec)
                        .orElseThrow(
                                () -> new IllegalArgumentException("cannot record codec " + codec));
        RecordingPath path =
                RecordingPath.prepare(
                        settings,
                        recording.folder(),
                        recording.name(),
                        ".mjr",
                        ThreadLocalRandom.current());
        DiskWatch disk = DiskWatch.begin(settings, path);
        FileChannel channel =
                FileChannel.open(
                        path.writing(),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        return start(path, disk, channel, medium, recording, clock, onFailure);
    }

    /** Owns the channel. */
    static MjrRecorder start(
            RecordingPath path,
            DiskWatch disk,
            WritableByteChannel channel,
            MjrMedium medium,
            Recording recording,
            RecordingClock clock,
            Consumer<IOException> onFailure)
            throws IOException {
        MjrHeader header = new MjrHeader(medium, recording, clock.epochMicros().getAsLong());
        MjrWriter writer;
        try {
            writer = new MjrWriter(channel, header);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        MjrRecorder recorder =
                new MjrRecorder(path, disk, writer, recording.codec(), clock, onFailure);
        recorder.thread.start();
        return recorder;
    }

    /** The final name of the file. */
    public Path path() {
        return path.file();
    }

    /** Frames that found no room, or were too long. */
    public long dropped() {
        return dropped.get();
    }

    /** Refuses frames from now on, silently. */
    public void pause() {
        paused = true;
    }

    /** Takes frames again; what is stored goes on with the time that has passed. */
    public void resume() {
        if (!paused) return;
        resumes.incrementAndGet();
        paused = false;
    }

    @Override
    public boolean write(RtpPacket lent, RtpRewrite rewrite, long nowNanos) {
        if (paused || closing) return false;
        if (packets.isFull()) {
            dropped.incrementAndGet();
            return false;
        }
        if (seenResumes != resumes.get()) {
            seenResumes = resumes.get();
            context.restart();
        }
        // What comes is continuous already; this context only bridges pauses and starts at 1 and 0.
        context.rewrite(0, rewrite.sequenceNumber, rewrite.timestamp, clockRate, nowNanos, stored);
        PacketRing.Slot slot = packets.fill(lent.packet());
        slot.nowNanos = nowNanos;
        slot.nowMicros = clock.epochMicros().getAsLong();
        patch(slot.packet, lent, rewrite);
        packets.publish();
        wakeWriter();
        return true;
    }

    /** Header fields that layer selection and continuity change; all else is as it was received. */
    private void patch(Packet copy, RtpPacket lent, RtpRewrite rewrite) {
        int marker = rewrite.marker ? 0x80 : 0;
        copy.put8(1, marker | (copy.u8(1) & 0x7F));
        copy.put16(2, stored.sequenceNumber);
        copy.put32(4, stored.timestamp);
        if (vp8 && (rewrite.pictureId >= 0 || rewrite.tl0PicIdx >= 0)) {
            Vp8Descriptor.rewrite(
                    copy,
                    lent.payloadOffset,
                    lent.payloadLength,
                    rewrite.pictureId,
                    rewrite.tl0PicIdx);
        }
    }

    /** Stores a data channel message; the array must not change any more. */
    public void writeData(byte[] message) {
        if (paused || closing) return;
        boolean tooLong = message.length > MjrWriter.MAX_FRAME - Long.BYTES;
        if (tooLong || waitingMessages.incrementAndGet() > MAX_MESSAGES) {
            if (!tooLong) waitingMessages.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        messages.add(
                new Message(message, clock.nanos().getAsLong(), clock.epochMicros().getAsLong()));
        wakeWriter();
    }

    private void wakeWriter() {
        if (parked) LockSupport.unpark(thread);
    }

    // ---- The writing thread ----

    private void run() {
        try {
            while (true) {
                boolean last = closing;
                writeWaiting();
                writer.flush();
                if (last) break;
                disk.written(writer.bytes());
                park();
            }
        } catch (IOException e) {
            fail(e);
            return;
        } catch (RuntimeException e) {
            fail(new IOException("Internal error", e));
            return;
        }
        finish();
    }

    private void fail(IOException e) {
        closing = true;
        LOG.log(Level.WARNING, "recording failed file=" + path.writing(), e);
        finish();
        onFailure.accept(e);
    }

    private void writeWaiting() throws IOException {
        while (!packets.isEmpty()) {
            PacketRing.Slot slot = packets.first();
            writer.writeRtp(slot.packet, slot.nowNanos, slot.nowMicros);
            packets.removeFirst();
        }
        for (Message next = messages.poll(); next != null; next = messages.poll()) {
            waitingMessages.decrementAndGet();
            writer.writeData(next.bytes(), next.nowNanos(), next.nowMicros());
        }
    }

    private void park() {
        parked = true;
        if (packets.isEmpty() && messages.isEmpty() && !closing) LockSupport.park(this);
        parked = false;
    }

    private void finish() {
        try {
            writer.close();
            path.settle();
            LOG.log(
                    Level.INFO,
                    "recording closed file=" + path.file() + " bytes=" + writer.bytes());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "recording not closed well file=" + path.file(), e);
        }
    }

    /** Writes what waits, and gives the file its final name; waits for that. Twice is allowed. */
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
