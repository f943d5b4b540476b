package io.cardea.plugin.videoroom;

/** One m-line of a subscriber. */
final class SubscriptionStream {
    private final Subscription subscription;

    SubscriptionStream(Subscription subscription) {
        this.subscription = subscription;
    }

    Subscription subscription() {
        return subscription;
    }
}
