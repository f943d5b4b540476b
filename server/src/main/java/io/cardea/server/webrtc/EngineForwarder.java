package io.cardea.server.webrtc;

import io.cardea.media.SinkHandle;
import io.cardea.spi.Forwarder;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A forwarder of the media engine, as plugins see it. */
record EngineForwarder(io.cardea.media.forward.Forwarder forwarder)
        implements Forwarder, EngineSink, EngineDataSink {
    @Override
    public SinkHandle sinkHandle() {
        return forwarder.sink();
    }

    @Override
    public Optional<Executor> ownLane() {
        return Optional.empty();
    }

    @Override
    public void onMessage(boolean binary, byte[] message) {
        forwarder.sendData(binary, message);
    }

    @Override
    public int localRtcpPort() {
        return forwarder.localRtcpPort();
    }

    @Override
    public void close() {
        forwarder.close();
    }
}
