package io.cardea.rtc.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A session description (RFC 8866).
 *
 * <p>Mutable, not thread-safe: it belongs to whoever parsed or built it. Read it with {@link
 * SdpParser}, write it with {@link #print}.
 */
public final class SessionDescription {
    /** The session name of descriptions that nobody named. */
    public static final String DEFAULT_NAME = "Meetecho Janus";

    private Origin origin;
    private String name;
    private Timing timing = new Timing(0, 0);
    private Optional<Connection> connection = Optional.empty();
    private final Attributes attributes = new Attributes();
    private final List<MediaDescription> media = new ArrayList<>();

    public SessionDescription(Origin origin, String name) {
        this.origin = origin;
        this.name = name;
    }

    public Origin origin() {
        return origin;
    }

    public void replaceOrigin(Origin next) {
        origin = next;
    }

    /** The {@code s=} line. */
    public String name() {
        return name;
    }

    public void rename(String next) {
        name = next;
    }

    public Timing timing() {
        return timing;
    }

    public void replaceTiming(Timing next) {
        timing = next;
    }

    public Optional<Connection> connection() {
        return connection;
    }

    public void replaceConnection(Optional<Connection> next) {
        connection = next;
    }

    public Attributes attributes() {
        return attributes;
    }

    /** The m-lines in order, to be changed in place. */
    public List<MediaDescription> media() {
        return media;
    }

    /** An independent copy. */
    public SessionDescription copy() {
        SessionDescription copy = new SessionDescription(origin, name);
        copy.timing = timing;
        copy.connection = connection;
        copy.attributes.addAll(attributes.toList());
        for (MediaDescription line : media) {
            copy.media.add(line.copy());
        }
        return copy;
    }

    /** The text, every line ending in CRLF. */
    public String print() {
        return SdpPrinter.print(this);
    }

    @Override
    public String toString() {
        return print();
    }

    /**
     * The {@code o=} line.
     *
     * @param sessionId unsigned
     * @param version unsigned
     */
    public record Origin(String username, long sessionId, long version, Connection address) {
        Origin withAddress(Connection next) {
            return new Origin(username, sessionId, version, next);
        }
    }

    /** The {@code t=} line. */
    public record Timing(long start, long stop) {}

    /** A network address as {@code c=} and {@code o=} have it. */
    public record Connection(boolean ipv6, String address) {
        /** The address of that text: IPv6 when it has a colon. */
        public static Connection of(String address) {
            return new Connection(address.indexOf(':') >= 0, address);
        }

        @Override
        public String toString() {
            return (ipv6 ? "IN IP6 " : "IN IP4 ") + address;
        }
    }
}
