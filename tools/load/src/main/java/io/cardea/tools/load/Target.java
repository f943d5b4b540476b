package io.cardea.tools.load;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A server that speaks the Janus API.
 *
 * @param url of its API: {@code http(s)://host:8088/janus} or {@code ws(s)://host:8188}
 * @param apiSecret if it asks for one
 * @param token if it asks for one
 * @param pid of its process, if that is on this machine and is to be measured
 */
public record Target(
        URI url, Optional<String> apiSecret, Optional<String> token, OptionalLong pid) {
    public Target {
        String scheme = url.getScheme() == null ? "" : url.getScheme();
        switch (scheme) {
            case "http", "https", "ws", "wss" -> {}
            default -> throw new IllegalArgumentException("not an http or ws address: " + url);
        }
        if (url.getHost() == null) throw new IllegalArgumentException("no host in " + url);
    }

    /** A server without a secret, and without a process to be measured. */
    public static Target of(String url) {
        return new Target(
                URI.create(url), Optional.empty(), Optional.empty(), OptionalLong.empty());
    }

    public Target withPid(long process) {
        return new Target(url, apiSecret, token, OptionalLong.of(process));
    }
}
