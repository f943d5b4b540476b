/** Choice of simulcast and SVC layers, and the rewriting that hides a switch from the viewer. */
@NullMarked
package io.cardea.media.layers;

import org.jspecify.annotations.NullMarked;
