package io.cardea.spi;

/** Shows somebody elsewhere how the server does. Loaded only where it is switched on. */
public interface Monitor extends ServerModule {
    /**
     * Reads its settings and begins; before the transports do.
     *
     * @return whether its settings switch it on
     */
    boolean start(MonitorContext context) throws Exception;
}
