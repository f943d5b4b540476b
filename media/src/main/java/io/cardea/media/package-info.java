/**
 * Media loops and what runs on them: ports, peers, tracks, sinks.
 *
 * <p>A {@code MediaLoop} is one thread, one core, one UDP port, and owns everything here that
 * belongs to it. The control plane posts commands and receives events; it never touches loop state.
 */
@NullMarked
package io.cardea.media;

import org.jspecify.annotations.NullMarked;
