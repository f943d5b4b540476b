package io.cardea.server.event;

import io.cardea.spi.Json;
import java.util.Optional;

/**
 * Something that event handlers are told. Immutable; any thread.
 *
 * @param subtype 0 without
 * @param sessionId 0 without
 * @param handleId 0 without
 */
public record ServerEvent(
        Type type,
        int subtype,
        long sessionId,
        long handleId,
        Optional<String> opaqueId,
        Json body) {

    /** Kinds of event, with the numbers and labels of the Janus API. */
    public enum Type {
        SESSION(1, "sessions"),
        HANDLE(2, "handles"),
        EXTERNAL(4, "external"),
        JSEP(8, "jsep"),
        WEBRTC(16, "webrtc"),
        MEDIA(32, "media"),
        PLUGIN(64, "plugins"),
        TRANSPORT(128, "transports"),
        CORE(256, "core");

        private final int number;
        private final String label;

        Type(int number, String label) {
            this.number = number;
            this.label = label;
        }

        public int number() {
            return number;
        }

        public String label() {
            return label;
        }
    }
}
