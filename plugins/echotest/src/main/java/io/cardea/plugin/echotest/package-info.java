/**
 * EchoTest: sends back what a client sends.
 *
 * <p>The smallest plugin, and the pattern for the others. Read {@link
 * io.cardea.plugin.echotest.EchoTestPlugin}, then {@code EchoTestSession} (what a handle does),
 * {@code EchoRequest} (what a client may ask) and {@code Echo} (which track goes where). A
 * session's state belongs to its handle's lane.
 */
@NullMarked
package io.cardea.plugin.echotest;

import org.jspecify.annotations.NullMarked;
