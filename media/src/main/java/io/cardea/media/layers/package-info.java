/**
 * Choice of simulcast and SVC layers, and the rewriting that hides a switch from the viewer.
 *
 * <p>A {@link io.cardea.media.layers.LayerSelector} decides about each packet; a {@link
 * io.cardea.media.layers.SwitchingContext} makes one continuous stream of what is left. One of each
 * per viewer, on the viewer's loop.
 */
@NullMarked
package io.cardea.media.layers;

import org.jspecify.annotations.NullMarked;
