package io.cardea.spi;

/** Where media can go: a peer's m-line ({@link MediaLine}), a {@link Recorder}, and others. */
public interface Sink {}
