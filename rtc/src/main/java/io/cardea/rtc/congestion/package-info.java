/**
 * How much a path carries: send-side bandwidth estimation, pacing and probing.
 *
 * <p>Pure cores: bytes and time go in, rates come out.
 */
@NullMarked
package io.cardea.rtc.congestion;

import org.jspecify.annotations.NullMarked;
