/**
 * RTP over plain UDP ports: forwarders, which are sinks, and remote sources, which are tracks. One
 * server's forwarders and another's remote source make a cascade.
 *
 * <p>Read {@link io.cardea.media.forward.Forwarding} first, which places both on the loops of an
 * engine and opens them. A {@link io.cardea.media.forward.Forwarder} is the control plane's end of
 * a {@code LoopForwarder}, which one of {@code LayerSink} and {@code BestOutput} feeds; the
 * forwarders of a loop send from one port, which {@code ForwarderPorts} keeps with the ports for
 * RTCP. A {@link io.cardea.media.forward.RemoteSource} is the control plane's end of a {@code
 * RemoteReceiver}, which finds the stream of a packet, believes one sender at a time ({@code
 * SenderLock}), and gives media to {@code RemoteTrack}s that have looked at its sequence number
 * ({@code Arrivals}).
 *
 * <p>Everything not said to be for any thread belongs to a loop.
 */
@NullMarked
package io.cardea.media.forward;

import org.jspecify.annotations.NullMarked;
