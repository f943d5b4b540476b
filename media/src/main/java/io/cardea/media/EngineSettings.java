package io.cardea.media;

import io.cardea.media.port.PortKind;
import java.util.List;

/**
 * Settings of a media engine.
 *
 * @param eventLoops number of loops, 0 for one per core
 * @param interfaces which local addresses are used
 * @param ports which UDP ports are used
 * @param iceTcp whether ICE-TCP is accepted, on the same port numbers
 * @param dscp differentiated services code point of outgoing media, 0 for none
 * @param portKind which implementation of the ports
 */
public record EngineSettings(
        int eventLoops,
        Interfaces interfaces,
        PortPolicy ports,
        boolean iceTcp,
        int dscp,
        PortKind portKind) {
    public EngineSettings {
        if (eventLoops < 0) throw new IllegalArgumentException("event loops " + eventLoops);
        if (dscp < 0 || dscp > 63) throw new IllegalArgumentException("dscp " + dscp);
    }

    /** Janus's defaults, with shared ports. */
    public static EngineSettings defaults() {
        return new EngineSettings(
                0, Interfaces.defaults(), new PortPolicy.Shared(0), false, 0, PortKind.AUTO);
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
