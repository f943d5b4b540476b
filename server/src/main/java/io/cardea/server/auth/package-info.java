/**
 * Who may use the APIs.
 *
 * <p>{@link io.cardea.server.auth.Authorization} is asked, and counts whom it refuses. It knows the
 * secrets and one kind of {@link io.cardea.server.auth.Tokens}: {@link
 * io.cardea.server.auth.StoredTokens} that the Admin API hands out, or those that prove themselves:
 * {@link io.cardea.server.auth.SignedTokens} or {@link io.cardea.server.auth.JwtTokens}. The keys
 * of the last are {@link io.cardea.server.auth.JwtKeys}, read beside the requests.
 */
@NullMarked
package io.cardea.server.auth;

import org.jspecify.annotations.NullMarked;
