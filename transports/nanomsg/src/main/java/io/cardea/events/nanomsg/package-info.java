/** Events over Nanomsg, published to whoever subscribes. */
@NullMarked
package io.cardea.events.nanomsg;

import org.jspecify.annotations.NullMarked;
