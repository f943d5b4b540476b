/**
 * The Janus API and the Admin API over HTTP and HTTPS: requests by POST, events by long poll.
 *
 * <p>Read {@link io.cardea.transport.http.HttpTransport} first; {@code HttpConnection} is one
 * connection and keeps its requests in order, {@code Api} decides what a request gets, {@code
 * SessionQueue} holds a session's events until they are polled, {@code StaticPages} serves files
 * beside the API.
 */
@NullMarked
package io.cardea.transport.http;

import org.jspecify.annotations.NullMarked;
