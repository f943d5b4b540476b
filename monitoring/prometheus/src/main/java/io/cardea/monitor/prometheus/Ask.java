package io.cardea.monitor.prometheus;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request, as far as it matters here.
 *
 * @param path without the query
 * @param accept the header, empty without
 */
record Ask(String method, String path, String accept) {
    private static final Pattern LINE =
            Pattern.compile("([A-Z]+) (/[^ ?]*)(\\?[^ ]*)? HTTP/1\\.[01]");
    private static final String ACCEPT = "accept:";

    /** Reads line and headers (RFC 9112, 3 and 5); empty if they are none. */
    static Optional<Ask> of(String head) {
        String[] lines = head.split("\r?\n", -1);
        Matcher line = LINE.matcher(lines[0]);
        if (!line.matches()) return Optional.empty();
        String accept = "";
        for (String header : lines) {
            if (header.regionMatches(true, 0, ACCEPT, 0, ACCEPT.length())) {
                accept = header.substring(ACCEPT.length()).strip();
            }
        }
        return Optional.of(new Ask(line.group(1), line.group(2), accept));
    }

    boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
