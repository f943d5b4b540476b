/**
 * PeerConnections: between what clients and plugins say in SDP and what runs on a media loop.
 *
 * <p>Read {@link io.cardea.server.webrtc.Connection} (a handle's PeerConnection, made anew after
 * each hangup), {@code Call} (one life of it), {@code ClientJsep} and {@code Candidates} (what
 * clients send), then {@code Line}, {@code EngineTrack} and {@code LineLink}, which show the engine
 * to plugins. Control plane only; the loops are reached through handles of the engine.
 */
@NullMarked
package io.cardea.server.webrtc;

import org.jspecify.annotations.NullMarked;
