package io.cardea.server;

import io.cardea.server.cli.CommandLineOptions;
import io.cardea.server.cli.CommandLineOptions.Bad;
import io.cardea.server.cli.CommandLineOptions.Wish;
import io.cardea.server.log.Log;
import io.cardea.server.log.PatientLogManager;
import io.cardea.spi.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/** The program: reads the command line, starts the server, waits for the end of the process. */
public final class Cardea {
    /** System property: the folder of the distribution, with {@code conf} and {@code web} in it. */
    private static final String HOME = "cardea.home";

    private static final int BAD_START = 1;

    private Cardea() {}

    public static void main(String[] arguments) {
        // Before anything of java.util.logging is initialised, PatientLogManager included.
        System.setProperty("java.util.logging.manager", PatientLogManager.class.getName());
        Thread.ofPlatform().name("head start").daemon().start(new HeadStart());
        Build build = Build.read();
        try {
            switch (CommandLineOptions.parse(build.line(), arguments)) {
                case Wish.Print(String text) -> System.out.println(text.strip());
                case Wish.Start(CommandLineOptions options) -> run(options, build);
            }
        } catch (Bad e) {
            System.err.println(e.getMessage());
            System.err.println("Try --help.");
            System.exit(BAD_START);
        }
    }

    private static void run(CommandLineOptions options, Build build) {
        Optional<Path> home = Optional.ofNullable(System.getProperty(HOME)).map(Path::of);
        try {
            Server server = Server.start(() -> Installation.find(options, home), build);
            HeapBound.keep();
            Thread end = Thread.ofPlatform().name("shutdown").unstarted(server::close);
            Runtime.getRuntime().addShutdownHook(end);
            server.listenToSignals();
            new CountDownLatch(1).await();
        } catch (StartException | SettingsException e) {
            Log.fatal(e.getMessage());
            System.err.println("Cardea cannot start: " + e.getMessage());
            System.exit(BAD_START);
        } catch (InterruptedException e) {
            System.exit(0);
        }
    }

    /** What was built, from a resource that the build fills in. */
    record Build(String version, String commit, String time) {
        static Build read() {
            Properties properties = new Properties();
            try (InputStream in = Cardea.class.getResourceAsStream("build.properties")) {
                if (in != null) properties.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Build(
                    properties.getProperty("version", "unknown"),
                    properties.getProperty("commit", "unknown"),
                    properties.getProperty("time", "unknown"));
        }

        String line() {
            return "Cardea " + version + " (speaks the API of Janus 1.4.2)";
        }
    }
}
