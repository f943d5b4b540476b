package io.cardea.plugin.videoroom;

import io.cardea.spi.DataLink;
import io.cardea.spi.DataSink;
import io.cardea.spi.DataSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A source of messages that can be held back from every sink, as a track can. Any thread. */
final class GatedData implements DataSource {
    private final DataSource source;
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private volatile boolean held;

    GatedData(DataSource source) {
        this.source = source;
    }

    void hold(boolean on) {
        held = on;
        wires.forEach(Wire::apply);
    }

    @Override
    public DataLink connect(DataSink sink) {
        Wire wire = new Wire(source.connect(sink));
        wires.add(wire);
        wire.apply();
        return wire;
    }

    private final class Wire implements DataLink {
        private final DataLink link;
        private volatile boolean active = true;

        Wire(DataLink link) {
            this.link = link;
        }

        void apply() {
            link.active(active && !held);
        }

        @Override
        public void active(boolean on) {
            active = on;
            apply();
        }

        @Override
        public void close() {
            wires.remove(this);
            link.close();
        }
    }
}
