/**
 * What plugins, transports and event handlers are written against.
 *
 * <p>Read {@link io.cardea.spi.Plugin}, {@link io.cardea.spi.Handle} and {@link
 * io.cardea.spi.PeerConnection} for plugins; {@link io.cardea.spi.Transport} and {@link
 * io.cardea.spi.Gateway} for transports. Everything here is control plane: plain blocking code on
 * virtual threads. A plugin wires tracks to sinks and never touches a packet.
 */
@NullMarked
package io.cardea.spi;

import org.jspecify.annotations.NullMarked;
