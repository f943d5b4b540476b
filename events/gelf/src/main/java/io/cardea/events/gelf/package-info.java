/** Events in Graylog's extended log format, over UDP or TCP. */
@NullMarked
package io.cardea.events.gelf;

import org.jspecify.annotations.NullMarked;
