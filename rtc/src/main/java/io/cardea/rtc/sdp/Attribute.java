package io.cardea.rtc.sdp;

/**
 * One {@code a=} line (RFC 8866, 5.13).
 *
 * @param value what follows the colon; empty for a property attribute
 */
public record Attribute(String name, String value) {
    /** A property attribute: a name and nothing else. */
    public static Attribute of(String name) {
        return new Attribute(name, "");
    }

    public static Attribute of(String name, String value) {
        return new Attribute(name, value);
    }

    public boolean is(String wanted) {
        return name.equals(wanted);
    }

    /** As in SDP, without {@code a=}. */
    @Override
    public String toString() {
        return value.isEmpty() ? name : name + ":" + value;
    }
}
