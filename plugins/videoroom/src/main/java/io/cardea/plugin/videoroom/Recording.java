package io.cardea.plugin.videoroom;

/** What of a publisher is recorded. */
final class Recording {
    Recording(Environment environment, Publisher publisher) {}
}
