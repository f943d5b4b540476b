/**
 * VideoRoom: rooms in which publishers' media is forwarded to subscribers (an SFU).
 *
 * <p>The plugin wires tracks to sinks and keeps the books; no packet passes through it. A session's
 * state belongs to its handle's lane; a room has one lock of its own, never held while anything
 * else is called.
 */
@NullMarked
package io.cardea.plugin.videoroom;

import org.jspecify.annotations.NullMarked;
