package io.cardea.broker;

/**
 * A message on its way to a broker.
 *
 * @param payload not to be changed
 * @param address where it goes, and what goes with it
 * @param tries how often it was sent in vain
 */
public record Outgoing<A>(byte[] payload, A address, int tries) {
    public Outgoing(byte[] payload, A address) {
        this(payload, address, 0);
    }

    Outgoing<A> again() {
        return new Outgoing<>(payload, address, tries + 1);
    }
}
