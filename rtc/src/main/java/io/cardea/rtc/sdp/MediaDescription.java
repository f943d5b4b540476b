package io.cardea.rtc.sdp;

import io.cardea.rtc.rtp.MediaKind;
import io.cardea.rtc.sdp.SessionDescription.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An m-line and what belongs to it (RFC 8866, 5.14). Mutable, not thread-safe.
 *
 * <p>{@code mid} is an attribute like any other; the direction is kept apart, since a missing one
 * means {@code sendrecv}.
 */
public final class MediaDescription {
    private final MediaKind kind;
    private int port;
    private String proto;
    private final List<String> formats = new ArrayList<>();
    private Optional<Connection> connection = Optional.empty();
    private Optional<Bandwidth> bandwidth = Optional.empty();
    private Direction direction = Direction.SENDRECV;
    private final Attributes attributes = new Attributes();

    public MediaDescription(MediaKind kind, int port, String proto) {
        this.kind = kind;
        this.port = port;
        this.proto = proto;
    }

    public MediaKind kind() {
        return kind;
    }

    /** The word of the m-line: {@code audio}, {@code video} or {@code application}. */
    public String type() {
        return kind == MediaKind.DATA ? "application" : kind.word();
    }

    public int port() {
        return port;
    }

    public void replacePort(int next) {
        port = next;
    }

    public boolean isEnabled() {
        return port > 0;
    }

    public String proto() {
        return proto;
    }

    public void replaceProto(String next) {
        proto = next;
    }

    /** Whether this is an m-line for data channels, of the old or the new form (RFC 8841). */
    public boolean isSctp() {
        return kind == MediaKind.DATA
                && (proto.equals("UDP/DTLS/SCTP") || proto.equals("DTLS/SCTP"));
    }

    /** Payload types, or formats of an application m-line, to be changed in place. */
    public List<String> formats() {
        return formats;
    }

    /** The formats that are numbers. */
    public List<Integer> payloadTypes() {
        return formats.stream().filter(Rtpmap::isPayloadType).map(Integer::valueOf).toList();
    }

    public Optional<Connection> connection() {
        return connection;
    }

    public void replaceConnection(Optional<Connection> next) {
        connection = next;
    }

    public Optional<Bandwidth> bandwidth() {
        return bandwidth;
    }

    public void replaceBandwidth(Optional<Bandwidth> next) {
        bandwidth = next;
    }

    public Direction direction() {
        return direction;
    }

    public void replaceDirection(Direction next) {
        direction = next;
    }

    public Attributes attributes() {
        return attributes;
    }

    public Optional<String> mid() {
        return attributes.value("mid");
    }

    MediaDescription copy() {
        MediaDescription copy = new MediaDescription(kind, port, proto);
        copy.formats.addAll(formats);
        copy.connection = connection;
        copy.bandwidth = bandwidth;
        copy.direction = direction;
        copy.attributes.addAll(attributes.toList());
        return copy;
    }

    /** A {@code b=} line: {@code AS} in kbit/s or {@code TIAS} in bit/s. */
    public record Bandwidth(String type, long value) {}
}
