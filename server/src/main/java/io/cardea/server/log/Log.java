package io.cardea.server.log;

import io.cardea.server.config.ServerSettings.Logging;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sends all logging of the process to where the settings say. Any thread. */
public final class Log implements AutoCloseable {
    /** Above an error: the server cannot go on. */
    static final Level FATAL = new FatalLevel();

    /** Libraries that would otherwise tell their own life story. */
    private static final List<String> QUIET =
            List.of("io.netty", "org.bouncycastle", "java", "javax", "jdk", "sun");

    private final Logger root = Logger.getLogger("");
    private final List<Logger> quiet = QUIET.stream().map(Logger::getLogger).toList();
    private final LogWriter writer;

    private Log(LogWriter writer) {
        this.writer = writer;
    }

    /**
     * Takes over the logging of the process.
     *
     * @throws IOException if the log file cannot be opened
     */
    public static Log begin(Logging settings) throws IOException {
        Log log = new Log(new LogWriter(settings));
        for (Handler other : log.root.getHandlers()) {
            log.root.removeHandler(other);
        }
        log.level(settings.level());
        log.root.addHandler(
                log
                .new Lines(
                        new LineFormat(
                                settings.prefix(),
                                settings.timestamps(),
                                settings.colors(),
                                ZoneId.systemDefault())));
        settings.rotateSignal().ifPresent(signal -> Signals.on(signal, log.writer::reopen));
        return log;
    }

    /** Changes what is logged: 0 (nothing) to 7 (everything). */
    public void level(int number) {
        root.setLevel(LineFormat.threshold(number));
        Level loudest = number >= 6 ? Level.ALL : Level.WARNING;
        quiet.forEach(logger -> logger.setLevel(loudest));
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
        private final LineFormat format;

        Lines(LineFormat format) {
            this.format = format;
        }

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
