/** Datagram ports: batched on Linux, portable NIO elsewhere, and TCP with RFC 4571 framing. */
@NullMarked
package io.cardea.media.port;

import org.jspecify.annotations.NullMarked;
