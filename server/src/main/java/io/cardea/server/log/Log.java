package io.cardea.server.log;

import io.cardea.server.config.ServerSettings.Logging;
import io.cardea.server.gateway.LogControl;
import io.cardea.spi.LogSink;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sends all logging of the process to where the settings say. Any thread. */
public final class Log implements LogControl, AutoCloseable {
    /** Above an error: the server cannot go on. */
    static final Level FATAL = new FatalLevel();

    /** Libraries that would otherwise tell their own life story. */
    private static final List<String> QUIET =
            List.of("io.netty", "org.bouncycastle", "java", "javax", "jdk", "sun");

    private final Logger root = Logger.getLogger("");
    private final List<Logger> quiet = QUIET.stream().map(Logger::getLogger).toList();
    private final LogWriter writer;
    private volatile int level;
    private volatile LineFormat format;

    private Log(LogWriter writer, LineFormat format) {
        this.writer = writer;
        this.format = format;
    }

    /**
     * Takes over the logging of the process.
     *
     * @throws IOException if the log file cannot be opened
     */
    public static Log begin(Logging settings) throws IOException {
        LineFormat format =
                new LineFormat(
                        settings.prefix(),
                        settings.timestamps(),
                        settings.colors(),
                        ZoneId.systemDefault());
        Log log = new Log(new LogWriter(settings), format);
        for (Handler other : log.root.getHandlers()) {
            log.root.removeHandler(other);
        }
        log.level(settings.level());
        log.root.addHandler(log.new Lines());
        settings.rotateSignal().ifPresent(signal -> Signals.on(signal, log.writer::reopen));
        return log;
    }

    @Override
    public int level() {
        return level;
    }

    @Override
    public void level(int number) {
        level = number;
        root.setLevel(LineFormat.threshold(number));
        Level loudest = number >= 6 ? Level.ALL : Level.WARNING;
        quiet.forEach(logger -> logger.setLevel(loudest));
    }

    @Override
    public boolean timestamps() {
        return format.timestamps();
    }

    @Override
    public void timestamps(boolean on) {
        format = format.withTimestamps(on);
    }

    @Override
    public boolean colors() {
        return format.colors();
    }

    @Override
    public void colors(boolean on) {
        format = format.withColors(on);
    }

    @Override
    public void line(int number, String text) {
        Level at = number == 7 ? Level.FINEST : LineFormat.threshold(number);
        Logger.getLogger(Log.class.getName()).log(at, () -> text);
    }

    /** Gives a sink every line from now on, until what is returned is closed. */
    public AutoCloseable to(LogSink sink) {
        writer.add(sink);
        return () -> writer.remove(sink);
    }

    /** Says why the server cannot go on. */
    public static void fatal(String text) {
        Logger.getLogger(Log.class.getName()).log(FATAL, text);
    }

    /** Writes what is waiting and closes the file. */
    @Override
    public void close() {
        writer.close();
    }

    private static final class FatalLevel extends Level {
        private static final long serialVersionUID = 1L;

        FatalLevel() {
            super("FATAL", Level.SEVERE.intValue() + 100);
        }
    }

    private final class Lines extends Handler {
        @Override
        public void publish(LogRecord record) {
            writer.write(format.line(record));
        }

        @Override
        public void flush() {
            // The writer flushes whenever it has nothing to do.
        }

        @Override
        public void close() {
            // Closed with the log.
        }
    }
}
