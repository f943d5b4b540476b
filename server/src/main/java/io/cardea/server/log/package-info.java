/**
 * The log, in the lines and levels of Janus.
 *
 * <p>Everybody writes to {@link java.lang.System.Logger}; {@link io.cardea.server.log.Log} sends
 * what passes the level to standard output and a file, through one thread, so that nobody waits for
 * a disk.
 */
@NullMarked
package io.cardea.server.log;

import org.jspecify.annotations.NullMarked;
