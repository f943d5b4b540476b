package io.cardea.server.webrtc;

import io.cardea.spi.DataLink;
import io.cardea.spi.DataSink;
import io.cardea.spi.DataSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The sinks of one source of data channel messages. Any thread. */
final class DataFanOut implements DataSource {
    private final List<Wire> wires = new CopyOnWriteArrayList<>();

    @Override
    public DataLink connect(DataSink sink) {
        if (!(sink instanceof EngineDataSink known)) {
            throw new IllegalArgumentException("not a data sink of this server: " + sink);
        }
        Wire wire = new Wire(known);
        wires.add(wire);
        return wire;
    }

    /** Gives a message to every sink; it must not change any more. */
    void deliver(boolean binary, byte[] message) {
        for (Wire wire : wires) {
            if (wire.active) wire.sink.onMessage(binary, message);
        }
    }

    private final class Wire implements DataLink {
        private final EngineDataSink sink;
        private volatile boolean active = true;

        Wire(EngineDataSink sink) {
            this.sink = sink;
        }

        @Override
        public void active(boolean on) {
            active = on;
        }

        @Override
        public void close() {
            active = false;
            wires.remove(this);
        }
    }
}
