package io.cardea.server.webrtc;

import io.cardea.media.SinkHandle;
import io.cardea.spi.Sink;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A sink of the media engine. */
interface EngineSink extends Sink {
    SinkHandle sinkHandle();

    /** Where listeners of its links are called; empty for the track's lane. */
    Optional<Executor> ownLane();
}
