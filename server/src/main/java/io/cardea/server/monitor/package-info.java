/**
 * What there is to tell of the server, put together for monitors and traces.
 *
 * <p>Read {@link io.cardea.server.monitor.Monitoring} first. Everything is read from counters that
 * are kept anyhow; nobody on a media loop notices being watched.
 */
@NullMarked
package io.cardea.server.monitor;

import org.jspecify.annotations.NullMarked;
