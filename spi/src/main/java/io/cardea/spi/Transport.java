package io.cardea.spi;

import java.util.List;

/** Carries the Janus API, the Admin API, or both. */
public interface Transport extends ServerModule {
    /**
     * Reads its settings and begins to serve.
     *
     * @return whether it carries the Janus API (false if its settings leave it off)
     */
    boolean start(TransportContext context) throws Exception;

    /** Whether it carries the Admin API. */
    default boolean isAdminEnabled() {
        return false;
    }

    /** Where it can be reached, for the operator to read: URLs. */
    default List<String> urls() {
        return List.of();
    }

    /** Answers an Admin API {@code query_transport}. */
    default Json query(Json request) {
        return Json.object();
    }
}
