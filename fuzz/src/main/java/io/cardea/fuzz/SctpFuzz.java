package io.cardea.fuzz;

import static io.cardea.fuzz.Input.require;

import io.cardea.rtc.sctp.DataChannels;
import io.cardea.rtc.sctp.SctpSettings;
import io.cardea.rtc.sctp.SctpSink;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * SCTP packets at a fresh association and at an established one, with the right checksum and, if
 * the input says so, the right ports and verification tag.
 *
 * <p>The other end is real too: the input decides what it sends, loses and answers.
 */
public final class SctpFuzz {
    private static final int MAX_STEPS = 64;
    private static final int MAX_SENT_PER_STEP = 2_048;
    private static final int COMMON_HEADER = 12;

    /** What an association and its channels may hold of what a peer has sent. */
    private static final long MAX_DELIVERED = 16 << 20;

    private SctpFuzz() {}

    /** One end, and what it has put out. */
    private static final class End implements SctpSink {
        final DataChannels channels;
        final ArrayDeque<byte[]> sent = new ArrayDeque<>();
        byte[] header = new byte[COMMON_HEADER];
        int sentInStep;
        long delivered;

        End(boolean client, int seed) {
            channels = new DataChannels(SctpSettings.defaults(), client, new Random(seed));
        }

        @Override
        public void send(byte[] lent, int offset, int length) {
            require(length <= SctpSettings.DEFAULT_MAX_PACKET_BYTES, "packet too long");
            require(++sentInStep <= MAX_SENT_PER_STEP, "a flood");
            byte[] packet = Arrays.copyOfRange(lent, offset, offset + length);
            header = Arrays.copyOf(packet, COMMON_HEADER);
            sent.add(packet);
        }

        @Override
        public void onOpen(String label, String protocol) {
            require(label.length() <= DataChannels.MAX_LABEL_BYTES, "label too long");
        }

        @Override
        public void onMessage(String label, String protocol, boolean binary, byte[] payload) {
            require(
                    payload.length <= SctpSettings.Limits.DEFAULT_MAX_MESSAGE_BYTES,
                    "message too long");
            delivered += payload.length;
        }

        @Override
        public void onClosed(String label) {}

        @Override
        public void onAssociationUp() {}

        @Override
        public void onAssociationDown(String reason) {}
    }

    public static void fuzzerTestOneInput(byte[] data) {
        new Dialogue(new Input(data)).run();
    }

    /** Ours, theirs, and a clock. */
    private static final class Dialogue {
        private final Input input;
        private final End ours;
        private final End theirs;
        private long now = 1_000_000_000L;

        Dialogue(Input input) {
            this.input = input;
            boolean client = (input.u8() & 1) != 0;
            ours = new End(client, 1);
            theirs = new End(!client, 2);
        }

        void run() {
            int choice = input.u8();
            if ((choice & 1) != 0) ours.channels.start(now);
            if ((choice & 2) != 0) {
                theirs.channels.start(now);
                settle();
            }
            if ((choice & 4) != 0) ours.channels.send("data", "", false, new byte[9], now);
            for (int i = 0; i < MAX_STEPS && !input.isEmpty(); i++) {
                step(input.u8());
                drain();
            }
            settle();
            require(ours.delivered <= MAX_DELIVERED, "delivered more than was sent");
            ours.channels.abort("end", now);
            drain();
        }

        private void step(int choice) {
            switch (choice & 7) {
                case 0, 1, 2 -> forge(choice);
                case 3 -> replay(choice);
                case 4 -> settle();
                case 5 -> {
                    byte[] message = new byte[input.u16()];
                    theirs.channels.send("x" + (choice >> 6), "", false, message, now);
                }
                case 6 -> ours.channels.send("y", "", true, new byte[input.u16()], now);
                default -> tick(choice);
            }
        }

        /** Chunks from the input behind a common header that fits, or does not. */
        private void forge(int choice) {
            byte[] chunks = input.chunk();
            byte[] packet = new byte[COMMON_HEADER + chunks.length];
            System.arraycopy(chunks, 0, packet, COMMON_HEADER, chunks.length);
            System.arraycopy(theirs.header, 0, packet, 0, 8);
            packet[0] = packet[2] = 5000 >> 8;
            packet[1] = packet[3] = (byte) 5000;
            if ((choice & 8) != 0) Arrays.fill(packet, 4, 8, (byte) 0);
            if ((choice & 16) != 0) packet[4] ^= 1;
            seal(packet);
            ours.channels.receive(packet, 0, packet.length, now);
        }

        /** Something the other end has said, with a byte changed. */
        private void replay(int choice) {
            byte[] said = theirs.sent.poll();
            if (said == null) return;
            int at = input.u16() % said.length;
            said[at] ^= (byte) input.u8();
            if ((choice & 8) == 0) seal(said);
            ours.channels.receive(said, 0, said.length, now);
            if ((choice & 16) != 0) theirs.sent.addLast(said);
        }

        private static void seal(byte[] packet) {
            Arrays.fill(packet, 8, 12, (byte) 0);
            CRC32C crc = new CRC32C();
            crc.update(packet);
            long value = crc.getValue();
            for (int i = 0; i < 4; i++) {
                packet[8 + i] = (byte) (value >> (8 * i));
            }
        }

        private void tick(int choice) {
            if ((choice & 8) != 0) {
                now += input.u16() * 1_000_000L;
            } else if (ours.channels.nextDeadlineNanos() != Long.MAX_VALUE) {
                now = Math.max(now, ours.channels.nextDeadlineNanos());
            }
            ours.channels.expire(now);
            theirs.channels.expire(now);
            if ((choice & 16) != 0) ours.channels.closeChannel("y", now);
            if ((choice & 32) != 0) theirs.channels.closeChannel("x0", now);
            if ((choice & 64) != 0) theirs.channels.shutdown(now);
        }

        private void drain() {
            ours.sentInStep = 0;
            theirs.sentInStep = 0;
            ours.channels.drain(ours);
            theirs.channels.drain(theirs);
        }

        /** Delivers what is on its way, for some rounds. */
        private void settle() {
            for (int round = 0; round < 8; round++) {
                drain();
                if (ours.sent.isEmpty() && theirs.sent.isEmpty()) return;
                deliver(ours, theirs);
                deliver(theirs, ours);
            }
        }

        private void deliver(End from, End to) {
            while (!from.sent.isEmpty()) {
                byte[] packet = from.sent.poll();
                to.channels.receive(packet, 0, packet.length, now);
            }
        }
    }
}
