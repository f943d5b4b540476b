package io.cardea.rtc.sctp;

/** What waits to be told to an {@link SctpSink}. */
sealed interface ChannelEvent {
    record Up() implements ChannelEvent {}

    record Down(String reason) implements ChannelEvent {}

    record Opened(String label, String protocol) implements ChannelEvent {}

    record Message(String label, String protocol, boolean binary, byte[] payload)
            implements ChannelEvent {}

    record Closed(String label) implements ChannelEvent {}

    default void tell(SctpSink sink) {
        switch (this) {
            case Up() -> sink.onAssociationUp();
            case Down(String reason) -> sink.onAssociationDown(reason);
            case Opened(String label, String protocol) -> sink.onOpen(label, protocol);
            case Message(String label, String protocol, boolean binary, byte[] payload) ->
                    sink.onMessage(label, protocol, binary, payload);
            case Closed(String label) -> sink.onClosed(label);
        }
    }
}
