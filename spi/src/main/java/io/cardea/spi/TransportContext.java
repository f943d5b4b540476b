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

    /** Static pages to serve beside the API, where the transport can. */
    Optional<Path> webFolder();

    /** Tells event handlers something about a client of this transport (type 128). */
    void notifyEvent(TransportClient client, Json data);
}
