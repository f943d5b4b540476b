package io.cardea.tools.load;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** The options that say how a server is spoken to. */
public final class TargetOptions {
    @Option(names = "--api-secret", paramLabel = "SECRET", description = "the server's api_secret")
    private Optional<String> apiSecret = Optional.empty();

    @Option(names = "--token", paramLabel = "TOKEN", description = "a token of the server's")
    private Optional<String> token = Optional.empty();

    /** That server, with these credentials. */
    public Target target(String url, OptionalLong pid) {
        return new Target(URI.create(url), apiSecret, token, pid);
    }
}
