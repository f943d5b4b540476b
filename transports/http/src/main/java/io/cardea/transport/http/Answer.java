package io.cardea.transport.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.channels.FileChannel;

/** What a request gets. */
sealed interface Answer {
    byte[] NOTHING = new byte[0];

    /** A status, headers, and a body that is at hand. */
    record Content(int status, HttpHeaders headers, byte[] body) implements Answer {}

    /** A file, sent piece by piece; the connection closes it. */
    record File(HttpHeaders headers, FileChannel file, long length) implements Answer {}

    /** No answer: the connection is closed. */
    record Abort() implements Answer {}

    static Content empty(int status) {
        return new Content(status, new DefaultHttpHeaders(), NOTHING);
    }
}
