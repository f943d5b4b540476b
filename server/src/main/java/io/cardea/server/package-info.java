/** Sessions, handles, the Janus API, negotiation, start-up. */
@NullMarked
package io.cardea.server;

import org.jspecify.annotations.NullMarked;
