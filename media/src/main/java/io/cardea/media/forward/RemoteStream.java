package io.cardea.media.forward;

/** What one index of a remote source carries. */
sealed interface RemoteStream permits RemoteTrack, RemoteStream.Data {
    /** Data messages. */
    record Data(DataListener listener) implements RemoteStream {}
}
