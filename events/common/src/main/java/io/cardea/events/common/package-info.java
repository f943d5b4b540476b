/**
 * What event handlers share: {@link io.cardea.events.common.EventQueue} between the server's thread
 * and whoever sends, and {@link io.cardea.events.common.Tweak} for the Admin API's questions.
 */
@NullMarked
package io.cardea.events.common;

import org.jspecify.annotations.NullMarked;
