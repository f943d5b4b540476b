package io.cardea.server.event;

import io.cardea.spi.EventType;
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
        EventType type,
        int subtype,
        long sessionId,
        long handleId,
        Optional<String> opaqueId,
        Json body) {}
