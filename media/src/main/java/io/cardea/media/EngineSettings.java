package io.cardea.media;

import io.cardea.media.port.PortKind;
import java.util.List;

/**
 * Settings of a media engine.
 *
 * @param loops how many, and how peers are placed on them
 * @param interfaces which local addresses are used
 * @param ports which UDP ports are used
 * @param iceTcp whether ICE-TCP is accepted, on the same port numbers
 * @param dscp differentiated services code point of outgoing media, 0 for none
 * @param portKind which implementation of the ports
 */
public record EngineSettings(
        Loops loops,
        Interfaces interfaces,
        PortPolicy ports,
        boolean iceTcp,
        int dscp,
        PortKind portKind) {
    public EngineSettings {
        if (dscp < 0 || dscp > 63) throw new IllegalArgumentException("dscp " + dscp);
    }

    /** Janus's defaults, with shared ports. */
    public static EngineSettings defaults() {
        return new EngineSettings(
                Loops.of(0),
                Interfaces.defaults(),
                new PortPolicy.Shared(0),
                false,
                0,
                PortKind.AUTO);
    }

    /**
     * The loops.
     *
     * @param count of them, 0 for one per core
     * @param peers that are placed on one before the next gets some: peers on one loop get a packet
     *     without a copy to another, and with one thread woken instead of all
     */
    public record Loops(int count, int peers) {
        public static final int DEFAULT_PEERS = 256;

        public Loops {
            if (count < 0) throw new IllegalArgumentException("event loops " + count);
            if (peers < 1) throw new IllegalArgumentException("peers of a loop " + peers);
        }

        public static Loops of(int count) {
            return new Loops(count, DEFAULT_PEERS);
        }

        /** Peers are spread evenly from the first one on. */
        public static Loops spread(int count) {
            return new Loops(count, 1);
        }
    }

    /**
     * Choice of local addresses (Janus's {@code ice_enforce_list} and {@code ice_ignore_list}).
     *
     * @param enforce interface names or address prefixes; when not empty, only these are used
     * @param ignore interface names or address prefixes never used
     * @param loopback whether loopback addresses are used, for tests
     */
    public record Interfaces(
            boolean ipv6,
            boolean ipv6LinkLocal,
            List<String> enforce,
            List<String> ignore,
            boolean loopback) {
        public Interfaces {
            enforce = List.copyOf(enforce);
            ignore = List.copyOf(ignore);
        }

        public static Interfaces defaults() {
            return new Interfaces(false, false, List.of(), List.of(), false);
        }
    }
}
