package io.cardea.tools.load;

import io.cardea.tools.load.server.AdminCounters;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** The options that say how a server is spoken to and measured. */
public final class TargetOptions {
    @Option(names = "--api-secret", paramLabel = "SECRET", description = "the server's api_secret")
    private Optional<String> apiSecret = Optional.empty();

    @Option(names = "--token", paramLabel = "TOKEN", description = "a token of the server's")
    private Optional<String> token = Optional.empty();

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description =
                    "the server's process, to be measured (default: the one that listens on the"
                            + " URL's port, if it is on this machine)")
    private long pid = -1;

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description = "of the Admin API, whose packet counters check ours")
    private Optional<URI> admin = Optional.empty();

    @Option(names = "--admin-secret", paramLabel = "SECRET", description = "for the Admin API")
    private String adminSecret = "";

    /** That server, with these credentials. */
    Side side(String name, String url) {
        Target target =
                new Target(
                        URI.create(url),
                        apiSecret,
                        token,
                        pid < 0 ? OptionalLong.empty() : OptionalLong.of(pid));
        return new Side(
                name.isEmpty() ? url : name,
                target,
                admin.map(at -> new AdminCounters(at, adminSecret)));
    }
}
