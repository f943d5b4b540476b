package io.cardea.rtc.dtls;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the network and Bouncy Castle, and makes up for what it lacks.
 *
 * <p><b>Time.</b> Its timers read the system clock, which a simulation must not; they are set so
 * long that they never fire. But it also retransmits its last flight when the peer's last flight
 * comes again in full (RFC 6347, 4.2.4), whatever the content. So at a timeout it is shown exactly
 * that: fragments of zeros with the numbers, types and lengths of the messages the peer sent.
 * Before there were any, what we sent (a ClientHello) is sent again. Which messages to show depends
 * on the role alone: a server has answered a ClientHello, a client the flight from ServerHello to
 * ServerHelloDone. A shown fragment must be of a message that was consumed, else the zeros would be
 * taken for content; so nothing is shown before we have answered.
 *
 * <p><b>Order.</b> After a ChangeCipherSpec it ignores epoch 0, so that a CertificateVerify that
 * was overtaken, or a timeout before the Finished, would be its end. So a ChangeCipherSpec is never
 * passed on, but made where it is due: before a Finished, which is held back until everything else
 * of the peer's flight has come.
 *
 * <p><b>Replays.</b> Records of epoch 0, which are plaintext, are renumbered in both directions, so
 * that what is shown or sent once more does not look like a replay.
 *
 * <p><b>Memory.</b> It would allocate a message of any announced length at its first fragment; such
 * fragments are cut off here.
 */
final class Flights {
    /** Bytes a handshake message may have: enough for a chain of certificates. */
    static final int MAX_MESSAGE = 32_768;

    /** Bytes by which a datagram may grow here. */
    static final int MAX_GROWTH = 512;

    /** Messages of the peer that are remembered. */
    private static final int MAX_MESSAGES = 16;

    /** Bytes of a record with a Finished message in any cipher suite. */
    private static final int MAX_FINISHED = 256;

    private static final int MAX_SHOWN_FRAGMENT = 1_024;
    private static final int RECORD_HEADER = 13;
    private static final int MESSAGE_HEADER = 12;

    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;

    private static final int CLIENT_HELLO = 1;
    private static final int HELLO_VERIFY_REQUEST = 3;
    private static final int CERTIFICATE = 11;
    private static final int CERTIFICATE_VERIFY = 15;
    private static final int CLIENT_KEY_EXCHANGE = 16;

    private final boolean client;
    private final List<Message> received = new ArrayList<>();
    private final List<byte[]> hello = new ArrayList<>();
    private byte @Nullable [] finished;
    private long nextReceived;
    private long nextSent;
    private int version;
    private boolean answered;

    /** A handshake message of the peer, as its header describes it, and which bytes came. */
    private record Message(int number, int type, int length, BitSet bytes) {
        boolean isComplete() {
            return bytes.cardinality() == length;
        }
    }

    Flights(boolean client) {
        this.client = client;
    }

    /** What Bouncy Castle shall see of a datagram during the handshake; perhaps nothing. */
    byte[] admit(byte[] datagram) {
        var admitted = new ByteArrayOutputStream(datagram.length + MAX_GROWTH);
        int at = 0;
        while (at + RECORD_HEADER <= datagram.length) {
            int next = at + RECORD_HEADER + u16(datagram, at + 11);
            if (next > datagram.length) break;
            if (admit(datagram, at, next)) admitted.write(datagram, at, next - at);
            at = next;
        }
        byte[] last = finished;
        if (last != null && isFinishedDue()) {
            finished = null;
            admitted.writeBytes(changeCipherSpec());
            admitted.writeBytes(last);
        }
        return admitted.toByteArray();
    }

    private boolean admit(byte[] datagram, int at, int next) {
        int type = datagram[at] & 0xFF;
        if (u16(datagram, at + 3) != 0) {
            if (type != HANDSHAKE) return true;
            if (next - at <= MAX_FINISHED) {
                finished = Arrays.copyOfRange(datagram, at, next);
            }
            return false;
        }
        if (type == CHANGE_CIPHER_SPEC) return false;
        if (type == HANDSHAKE && !note(datagram, at + RECORD_HEADER, next)) return false;
        if (type == HANDSHAKE) version = u16(datagram, at + 1);
        put48(datagram, at + 5, nextReceived++);
        return true;
    }

    private boolean note(byte[] array, int from, int end) {
        int at = from;
        while (at + MESSAGE_HEADER <= end) {
            int length = u24(array, at + 1);
            int offset = u24(array, at + 6);
            int count = u24(array, at + 9);
            if (length > MAX_MESSAGE) return false;
            if (at + MESSAGE_HEADER + count > end || offset + count > length) break;
            note(u16(array, at + 4), array[at] & 0xFF, length).set(offset, offset + count);
            at += MESSAGE_HEADER + count;
        }
        return true;
    }

    private BitSet note(int number, int type, int length) {
        for (Message known : received) {
            if (known.number != number) continue;
            boolean same = known.type == type && known.length == length;
            return same ? known.bytes : new BitSet();
        }
        var message = new Message(number, type, length, new BitSet());
        boolean late = client && answered;
        if (!late && received.size() < MAX_MESSAGES) received.add(message);
        return message.bytes;
    }

    private boolean isFinishedDue() {
        if (!answered) return false;
        return client
                || isComplete(CERTIFICATE)
                        && isComplete(CLIENT_KEY_EXCHANGE)
                        && isComplete(CERTIFICATE_VERIFY);
    }

    private boolean isComplete(int type) {
        for (Message message : received) {
            if (message.type == type && message.isComplete()) return true;
        }
        return false;
    }

    private byte[] changeCipherSpec() {
        byte[] record = new byte[RECORD_HEADER + 1];
        putRecordHeader(record, CHANGE_CIPHER_SPEC);
        record[RECORD_HEADER] = 1;
        return record;
    }

    /** Renumbers the records of a datagram that comes after the handshake. */
    void renumber(byte[] array, int length) {
        int at = 0;
        while (at + RECORD_HEADER <= length) {
            if (u16(array, at + 3) == 0) put48(array, at + 5, nextReceived++);
            at += RECORD_HEADER + u16(array, at + 11);
        }
    }

    /** Notes and renumbers one record that is about to be sent. */
    void send(byte[] record) {
        if (u16(record, 3) != 0) return;
        put48(record, 5, nextSent++);
        if ((record[0] & 0xFF) != HANDSHAKE) return;
        if (record[RECORD_HEADER] != CLIENT_HELLO) {
            answered = true;
            return;
        }
        boolean first = u24(record, RECORD_HEADER + 6) == 0;
        if (first) hello.clear();
        hello.add(record);
    }

    /** Records to send again as they were: those of a ClientHello that has no answer. */
    List<byte[]> repeated() {
        if (answered) return List.of();
        var copies = new ArrayList<byte[]>(hello.size());
        for (byte[] record : hello) {
            byte[] copy = record.clone();
            put48(copy, 5, nextSent++);
            copies.add(copy);
        }
        return copies;
    }

    /** Datagrams that make Bouncy Castle retransmit; none if it has answered nothing yet. */
    List<byte[]> shown() {
        var datagrams = new ArrayList<byte[]>();
        for (Message message : received) {
            if (!answered || !isAnswered(message.type)) continue;
            int offset = 0;
            do {
                int count = Math.min(message.length - offset, MAX_SHOWN_FRAGMENT);
                datagrams.add(fragment(message, offset, count));
                offset += count;
            } while (offset < message.length);
        }
        return datagrams;
    }

    private boolean isAnswered(int type) {
        return client ? type != HELLO_VERIFY_REQUEST : type == CLIENT_HELLO;
    }

    private byte[] fragment(Message message, int offset, int count) {
        byte[] record = new byte[RECORD_HEADER + MESSAGE_HEADER + count];
        putRecordHeader(record, HANDSHAKE);
        record[RECORD_HEADER] = (byte) message.type;
        put24(record, RECORD_HEADER + 1, message.length);
        put16(record, RECORD_HEADER + 4, message.number);
        put24(record, RECORD_HEADER + 6, offset);
        put24(record, RECORD_HEADER + 9, count);
        return record;
    }

    private void putRecordHeader(byte[] record, int type) {
        record[0] = (byte) type;
        put16(record, 1, version);
        put48(record, 5, nextReceived++);
        put16(record, 11, record.length - RECORD_HEADER);
    }

    private static int u16(byte[] array, int at) {
        return (array[at] & 0xFF) << 8 | (array[at + 1] & 0xFF);
    }

    private static int u24(byte[] array, int at) {
        return u16(array, at) << 8 | (array[at + 2] & 0xFF);
    }

    private static void put16(byte[] array, int at, int value) {
        array[at] = (byte) (value >>> 8);
        array[at + 1] = (byte) value;
    }

    private static void put24(byte[] array, int at, int value) {
        array[at] = (byte) (value >>> 16);
        put16(array, at + 1, value);
    }

    private static void put48(byte[] array, int at, long value) {
        put24(array, at, (int) (value >>> 24));
        put24(array, at + 3, (int) value);
    }
}
