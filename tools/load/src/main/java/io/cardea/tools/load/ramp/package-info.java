/**
 * Raises a load until its limits are passed: {@code Limits} says when, {@code Search} which level
 * is next.
 */
@NullMarked
package io.cardea.tools.load.ramp;

import org.jspecify.annotations.NullMarked;
