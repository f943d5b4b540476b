package io.cardea.spi;

import java.nio.file.Path;
import java.util.Optional;

/** What the server gives a transport at its start. Any thread. */
public interface TransportContext {
    /**
     * The transport's own configuration file ({@code <package>.jcfg}), empty when there is none.
     */
    Settings settings();

    Gateway gateway();

    /** What {@link #maxRequestBytes} is unless the configuration says otherwise. */
    int DEFAULT_MAX_REQUEST_BYTES = 1 << 20;

    /** The longest request that is served, in bytes; a transport may have a smaller limit. */
    default int maxRequestBytes() {
        return DEFAULT_MAX_REQUEST_BYTES;
    }

    /** Static pages to serve beside the API, where the transport can. */
    Optional<Path> webFolder();

    /** Tells event handlers something about a client of this transport (type 128). */
    void notifyEvent(TransportClient client, Json data);
}
