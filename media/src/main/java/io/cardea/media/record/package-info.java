/** Recorders: sinks that write tracks and data channels to files. */
@NullMarked
package io.cardea.media.record;

import org.jspecify.annotations.NullMarked;
