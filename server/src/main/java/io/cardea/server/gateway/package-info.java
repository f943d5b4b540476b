/**
 * The Janus API: sessions, handles, requests, events.
 *
 * <p>Read {@link io.cardea.server.gateway.JanusGateway} (how a request is dispatched), {@link
 * io.cardea.server.gateway.Session} and {@link io.cardea.server.gateway.PluginHandle} (what it
 * works on) and {@link io.cardea.server.gateway.Lane} (what is in order). A session owns its
 * handles; a handle's plugin session belongs to the handle's lane.
 */
@NullMarked
package io.cardea.server.gateway;

import org.jspecify.annotations.NullMarked;
