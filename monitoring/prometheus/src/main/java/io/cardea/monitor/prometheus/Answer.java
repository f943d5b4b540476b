package io.cardea.monitor.prometheus;

import java.nio.charset.StandardCharsets;

/** What a request gets. */
record Answer(int status, String contentType, byte[] body) {
    private static final String TEXT = "text/plain; charset=utf-8";

    /** A line for people. */
    static Answer line(int status, String text) {
        return new Answer(status, TEXT, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    String reason() {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 431 -> "Request Header Fields Too Large";
            case 503 -> "Service Unavailable";
            default -> "Internal Server Error";
        };
    }
}
