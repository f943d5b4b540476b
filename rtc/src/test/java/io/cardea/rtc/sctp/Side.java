package io.cardea.rtc.sctp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One end of a {@link VirtualLink}: data channels, and all they have put out. */
final class Side implements SctpSink {
    record Received(String label, String protocol, boolean binary, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    final DataChannels channels;
    final List<byte[]> packets = new ArrayList<>();
    final List<Received> messages = new ArrayList<>();
    final List<String> events = new ArrayList<>();

    Side(DataChannels channels) {
        this.channels = channels;
    }

    @Override
    public void send(byte[] lent, int offset, int length) {
        packets.add(Arrays.copyOfRange(lent, offset, offset + length));
    }

    @Override
    public void onOpen(String label, String protocol) {
        events.add("open " + label + (protocol.isEmpty() ? "" : "/" + protocol));
    }

    @Override
    public void onMessage(String label, String protocol, boolean binary, byte[] payload) {
        messages.add(new Received(label, protocol, binary, payload));
    }

    @Override
    public void onClosed(String label) {
        events.add("closed " + label);
    }

    @Override
    public void onAssociationUp() {
        events.add("up");
    }

    @Override
    public void onAssociationDown(String reason) {
        events.add("down " + reason);
    }

    List<String> texts() {
        return messages.stream().map(Received::text).toList();
    }

    List<String> texts(String label) {
        return messages.stream()
                .filter(message -> message.label().equals(label))
                .map(Received::text)
                .toList();
    }
}
