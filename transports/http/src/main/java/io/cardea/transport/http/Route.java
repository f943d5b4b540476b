package io.cardea.transport.http;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A path below the API's base path, taken apart.
 *
 * <p>compat: ids are read as C does: leading digits count, the rest is ignored, no digits are 0,
 * and what does not fit is the largest number (transcript http/paths).
 *
 * @param parts what stands between the slashes, the last empty one left out
 */
record Route(List<String> parts) {

    /** Empty if the path is not the base path or below it. */
    static Optional<Route> of(String basePath, String path) {
        if (!path.startsWith(basePath)) return Optional.empty();
        String rest = path.substring(basePath.length());
        if (rest.isEmpty()) return Optional.of(new Route(List.of()));
        if (rest.charAt(0) != '/') return Optional.empty();
        return Optional.of(new Route(Arrays.asList(rest.substring(1).split("/", 0))));
    }

    Route {
        parts = parts.equals(List.of("")) ? List.of() : List.copyOf(parts);
    }

    int depth() {
        return parts.size();
    }

    boolean is(String first) {
        return depth() > 0 && parts.getFirst().equals(first);
    }

    /** 0 for none. */
    long sessionId() {
        return depth() > 0 ? number(parts.getFirst()) : 0;
    }

    /** 0 for none. */
    long handleId() {
        boolean given = depth() > 1 && !parts.getFirst().isEmpty();
        return given ? number(parts.get(1)) : 0;
    }

    /** Whether the first part could only be an id or a name of the API. */
    boolean isApi() {
        return is("info") || is("ping") || (depth() > 0 && parts.getFirst().matches("[0-9]+"));
    }

    static long number(String text) {
        boolean negative = text.startsWith("-");
        int start = negative || text.startsWith("+") ? 1 : 0;
        int end = start;
        while (end < text.length() && Character.digit(text.charAt(end), 10) >= 0) {
            end++;
        }
        if (end == start) return 0;
        try {
            long value = Long.parseUnsignedLong(text.substring(start, end));
            return negative ? -value : value;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
