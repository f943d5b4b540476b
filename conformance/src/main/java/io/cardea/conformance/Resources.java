package io.cardea.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The files beside the suite. */
final class Resources {
    private Resources() {}

    /** A description, with the line ends that SDP has. */
    static String sdp(String name) {
        return text("/sdp/" + name + ".sdp").replace("\n", "\r\n");
    }

    static String text(String path) {
        try (InputStream in = Resources.class.getResourceAsStream(path)) {
            if (in == null) throw new IllegalArgumentException("no resource " + path);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
