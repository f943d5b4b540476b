package io.cardea.spi;

/**
 * Where data channel messages can go: a PeerConnection, a {@link Recorder}, a {@link Forwarder}.
 */
public interface DataSink {}
