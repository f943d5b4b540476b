package io.cardea.spi;

/** What the server gives an event handler at its start. Any thread. */
public interface EventHandlerContext {
    /** The handler's own configuration file ({@code <package>.jcfg}), empty without one. */
    Settings settings();
}
