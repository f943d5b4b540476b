/**
 * The Janus API as a client sees it, as tests against a running server: Cardea or Janus 1.1.2.
 *
 * <p>Nothing here knows Cardea from inside, and where the two differ Janus is right. Most of the
 * suite are transcripts, dialogues in text files below {@code transcripts}: read {@link
 * io.cardea.conformance.Transcript} for how they are written. What a dialogue of JSON cannot say
 * (HTTP's methods and headers, WebSocket's frames, descriptions) are ordinary tests. {@link
 * io.cardea.conformance.Main} runs them; the script {@code conformance/run} starts a server first.
 */
@NullMarked
package io.cardea.conformance;

import org.jspecify.annotations.NullMarked;
