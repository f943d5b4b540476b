/**
 * A client of the Janus API: sessions and handles over WebSockets or HTTP, as real clients have
 * them, thousands in one process.
 *
 * <p>Calls block, and are made on virtual threads. Read {@code JanusClient}, then {@code
 * JanusSession} and {@code JanusHandle}; the rest is how messages travel.
 */
@NullMarked
package io.cardea.tools.load.client;

import org.jspecify.annotations.NullMarked;
