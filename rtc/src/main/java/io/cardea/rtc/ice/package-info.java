/**
 * Interactive Connectivity Establishment (RFC 8445) for one stream with one component, as BUNDLE
 * and rtcp-mux leave it; full and lite, with trickle (RFC 8838), consent freshness (RFC 7675),
 * passive ICE-TCP (RFC 6544) and a TURN client (RFC 8656).
 *
 * <p>Read {@link io.cardea.rtc.ice.IceAgent} first: it is the only entry. Behind it, {@code
 * Gathering} finds local candidates, {@code Checklist} keeps the pairs, {@code Transactions} the
 * requests under way, {@code Relay} one TURN allocation, and {@code Outbox} what waits to be
 * drained. All state belongs to the agent's media loop.
 */
@NullMarked
package io.cardea.rtc.ice;

import org.jspecify.annotations.NullMarked;
