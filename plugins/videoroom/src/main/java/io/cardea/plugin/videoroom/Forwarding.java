package io.cardea.plugin.videoroom;

/** What of a publisher is forwarded. */
final class Forwarding {
    Forwarding(Publisher publisher) {}
}
