/** Events by HTTP POST, as Janus's sample event handler sends them. */
@NullMarked
package io.cardea.events.http;

import org.jspecify.annotations.NullMarked;
