package io.cardea.server.log;

import io.cardea.server.config.ServerSettings.Logging;
import io.cardea.spi.LogSink;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Writes lines to standard output and a file, on a thread of its own. */
final class LogWriter implements AutoCloseable {
    /** Lines waiting at most; further ones are counted and lost. */
    static final int CAPACITY = 16_384;

    private static final long CLOSE_MILLIS = 2_000;

    private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final LongAdder lost = new LongAdder();
    private final boolean toStdout;
    private final Optional<Path> path;
    private final Thread thread;
    private final CopyOnWriteArrayList<LogSink> sinks = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    // On the thread only.
    private Optional<PrintStream> file;

    LogWriter(Logging settings) throws IOException {
        this.toStdout = settings.toStdout();
        this.path = settings.file();
        this.file = path.isPresent() ? Optional.of(open(path.get())) : Optional.empty();
        this.thread = Thread.ofPlatform().daemon().name("log").start(this::run);
    }

    private static PrintStream open(Path path) throws IOException {
        return new PrintStream(
                Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                false,
                StandardCharsets.UTF_8);
    }

    /** Lines go there too from now on. */
    void add(LogSink sink) {
        sinks.add(sink);
    }

    void remove(LogSink sink) {
        sinks.remove(sink);
    }

    void write(String line) {
        if (!waiting.offer(() -> print(line))) lost.increment();
    }

    /** Opens the file anew, after a rotation. */
    void reopen() {
        if (!waiting.offer(this::reopenNow)) lost.increment();
    }

    long lost() {
        return lost.sum();
    }

    private void run() {
        while (!closed || !waiting.isEmpty()) {
            try {
                Runnable next = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) next.run();
                if (waiting.isEmpty()) flush();
            } catch (InterruptedException e) {
                closed = true;
            }
        }
        flush();
        file.ifPresent(PrintStream::close);
    }

    private void print(String line) {
        if (toStdout) System.out.println(line);
        file.ifPresent(stream -> stream.println(line));
        if (sinks.isEmpty()) return;
        Instant now = Instant.now();
        sinks.forEach(sink -> give(sink, ChronoUnit.MICROS.between(Instant.EPOCH, now), line));
    }

    /** One that fails is given no more: the log goes on without it. */
    private void give(LogSink sink, long micros, String line) {
        try {
            sink.line(micros, line);
        } catch (RuntimeException e) {
            sinks.remove(sink);
            print("[ERR] logger failed, and gets no more lines: " + e);
        }
    }

    private void flush() {
        if (toStdout) System.out.flush();
        file.ifPresent(PrintStream::flush);
    }

    private void reopenNow() {
        if (path.isEmpty()) return;
        file.ifPresent(PrintStream::close);
        try {
            file = Optional.of(open(path.get()));
        } catch (IOException e) {
            file = Optional.empty();
            print("[ERR] log file cannot be opened again: " + path.get());
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
