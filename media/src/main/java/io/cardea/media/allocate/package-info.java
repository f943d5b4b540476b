/**
 * How a viewer's bandwidth is shared among what it is sent.
 *
 * <p>A {@link io.cardea.media.allocate.LayerMeter} per track tells what each layer takes; a {@link
 * io.cardea.media.allocate.Ladder} puts a stream's layers in order; a {@link
 * io.cardea.media.allocate.Share} is what one viewer gets of one stream; the {@link
 * io.cardea.media.allocate.Allocator} decides, and remembers how that went. Read them in that
 * order.
 *
 * <p>Pure: no sockets, clocks or logs. Everything belongs to a loop, except {@link
 * io.cardea.media.allocate.LayerRates}, which never changes.
 */
@NullMarked
package io.cardea.media.allocate;

import org.jspecify.annotations.NullMarked;
