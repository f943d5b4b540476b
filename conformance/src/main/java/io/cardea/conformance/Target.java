package io.cardea.conformance;

import java.net.URI;

/**
 * The server under test, from system properties: {@code cardea.kind} ({@code janus} or {@code
 * cardea}), {@code cardea.http}, {@code cardea.ws}, {@code cardea.admin} and {@code
 * cardea.admin.ws}.
 */
public record Target(Kind kind, URI http, URI ws, URI admin, URI adminWs) {
    /** What is being tested. */
    public enum Kind {
        JANUS,
        CARDEA
    }

    private static final Target TARGET =
            new Target(
                    Kind.valueOf(property("cardea.kind").toUpperCase(java.util.Locale.ROOT)),
                    URI.create(property("cardea.http")),
                    URI.create(property("cardea.ws")),
                    URI.create(property("cardea.admin")),
                    URI.create(property("cardea.admin.ws")));

    /** The server under test; a suite without one fails. */
    public static Target get() {
        return TARGET;
    }

    private static String property(String name) {
        String value = System.getProperty(name, "");
        if (value.isEmpty()) throw new IllegalStateException("which server? set " + name);
        return value;
    }

    public boolean isCardea() {
        return kind == Kind.CARDEA;
    }
}
