/** What happens in the server, told to event handlers. */
@NullMarked
package io.cardea.server.event;

import org.jspecify.annotations.NullMarked;
