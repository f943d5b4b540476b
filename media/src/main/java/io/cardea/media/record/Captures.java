package io.cardea.media.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The captures that were made since the server began, so that they can be fetched. Any thread but a
 * loop's; asks the file system.
 *
 * <p>A name is only ever looked up among those it knows, never taken for a path. Of a file it gives
 * out what captures wrote: not what was there before the first of them, and nothing of another file
 * that took the place. Remembers the last {@value #REMEMBERED}.
 */
public final class Captures {
    /** Captures beyond these are forgotten, the oldest first; their files stay. */
    public static final int REMEMBERED = 1_024;

    /** The longest piece read at once, in bytes. */
    public static final int MAX_READ = 64 << 10;

    /**
     * What is known of a capture.
     *
     * @param name its path as it was asked for, which is unique
     * @param session whose packets they are
     * @param handle likewise
     * @param bytes written so far, by it and by earlier captures of the same name
     * @param running whether it goes on
     * @param dropped packets that are missing
     */
    public record Told(
            String name,
            PacketCapture.Kind kind,
            long session,
            long handle,
            Instant began,
            long bytes,
            boolean running,
            long dropped) {}

    /**
     * A part of a capture.
     *
     * @param size of the whole, as it is now
     * @param bytes none at or behind the end
     */
    public record Piece(long size, ByteBuffer bytes) {}

    private record Made(
            PacketCapture capture,
            long session,
            long handle,
            Instant began,
            Path real,
            Object key,
            long from) {}

    private final Map<String, Made> byName = new LinkedHashMap<>();
    private long forgotten;

    /**
     * Begins a capture and remembers it.
     *
     * @throws IOException if the folder is protected or the file cannot be written
     */
    public PacketCapture start(
            RecordingSettings settings, PacketCapture.Wish wish, long session, long handle)
            throws IOException {
        PacketCapture capture = PacketCapture.start(settings, wish);
        try {
            Path real = capture.path().toRealPath();
            remember(
                    new Made(
                            capture,
                            session,
                            handle,
                            Instant.now(),
                            real,
                            key(real),
                            capture.begin()));
            return capture;
        } catch (IOException e) {
            capture.close();
            throw e;
        }
    }

    /** What tells this file from another of the same name. */
    private static Object key(Path path) throws IOException {
        Object key =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey();
        return key == null ? path : key;
    }

    private synchronized void remember(Made made) {
        String name = made.capture().path().toString();
        Made before = byName.remove(name);
        boolean goesOn = before != null && before.key().equals(made.key());
        byName.put(name, goesOn ? following(made, before.from()) : made);
        if (byName.size() > REMEMBERED) {
            byName.remove(byName.keySet().iterator().next());
            forgotten++;
        }
    }

    private static Made following(Made made, long from) {
        return new Made(
                made.capture(),
                made.session(),
                made.handle(),
                made.began(),
                made.real(),
                made.key(),
                Math.min(from, made.from()));
    }

    /** How many are not remembered any more. */
    public synchronized long forgotten() {
        return forgotten;
    }

    /** All that are remembered and whose files are still there, the oldest first. */
    public List<Told> list() {
        List<Told> all = new ArrayList<>();
        for (Made made : remembered()) {
            try {
                all.add(tell(made));
            } catch (IOException e) {
                // Somebody has removed the file, which is one way to say that it is not wanted.
                continue;
            }
        }
        return all;
    }

    private synchronized Collection<Made> remembered() {
        return List.copyOf(byName.values());
    }

    private static Told tell(Made made) throws IOException {
        check(made);
        PacketCapture capture = made.capture();
        return new Told(
                capture.path().toString(),
                capture.kind(),
                made.session(),
                made.handle(),
                made.began(),
                Math.max(0, Files.size(made.real()) - made.from()),
                capture.isRunning(),
                capture.dropped());
    }

    private static void check(Made made) throws IOException {
        if (!Objects.equals(key(made.real()), made.key())) {
            throw new NoSuchFileException(made.real().toString(), null, "another file");
        }
    }

    /**
     * Reads a part of a capture, which may still be running.
     *
     * @param length at most {@link #MAX_READ}
     * @throws NoSuchFileException if no capture that is remembered has the name
     * @throws IOException if the file cannot be read
     */
    public Piece read(String name, long offset, int length) throws IOException {
        Made made;
        synchronized (this) {
            made = byName.get(name);
        }
        if (made == null) throw new NoSuchFileException(name);
        try (FileChannel file =
                FileChannel.open(made.real(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            check(made);
            long size = Math.max(0, file.size() - made.from());
            long there = Math.clamp(size - offset, 0, Math.min(length, MAX_READ));
            ByteBuffer bytes = ByteBuffer.allocate((int) there);
            while (bytes.hasRemaining()) {
                if (file.read(bytes, made.from() + offset + bytes.position()) < 0) break;
            }
            return new Piece(size, bytes.flip());
        }
    }
}
