package io.cardea.tools.load;

import io.cardea.tools.load.server.AdminCounters;
import java.util.Optional;

/**
 * A server in a comparison, or the only one.
 *
 * @param name for reports
 * @param target its API; its process is found by the port if it is not told
 * @param admin its own counters, to check ours by
 */
public record Side(String name, Target target, Optional<AdminCounters> admin) {}
