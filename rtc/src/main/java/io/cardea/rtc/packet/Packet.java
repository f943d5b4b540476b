package io.cardea.rtc.packet;

import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way through a loop: a datagram as received or to be sent.
 *
 * <p>Belongs to one loop; not thread-safe. Ownership: whoever holds a packet owns it, and giving it
 * on ends the right to touch it. Every owner calls {@link #release} exactly once. A method whose
 * parameter is called {@code lent} may read the packet until it returns; to keep it, it calls
 * {@link #retain} and becomes one more owner. A packet with more than one owner must not be
 * written.
 *
 * <p>All multi-byte fields are big-endian. Indexes are relative to the start of the packet. Reading
 * beyond {@link #length} is the caller's mistake and asserted; parsers check lengths first.
 */
public final class Packet {
    /** Room in a packet: an Ethernet frame's worth, plus SRTP's tag and headroom. */
    public static final int CAPACITY = 2_048;

    private final byte[] array = new byte[CAPACITY];
    private final @Nullable PacketPool pool;
    private int owners = 1;
    private int length;
    private @Nullable TransportAddress local;
    private @Nullable TransportAddress remote;
    private long arrivalNanos;
    private @Nullable Object note;
    private boolean noted;

    /** A packet outside any pool: for tests and the rare path. */
    public Packet() {
        this(null);
    }

    Packet(@Nullable PacketPool pool) {
        this.pool = pool;
    }

    /** An unpooled packet with a copy of {@code bytes}. */
    public static Packet of(byte[] bytes) {
        Packet packet = new Packet();
        packet.append(bytes, 0, bytes.length);
        return packet;
    }

    void reuse() {
        owners = 1;
        length = 0;
        local = null;
        remote = null;
        arrivalNanos = 0;
        noted = false;
    }

    /** The backing array; the packet starts at index 0. */
    public byte[] array() {
        return array;
    }

    public int length() {
        return length;
    }

    /** Sets the length; at most {@value #CAPACITY}. */
    public void length(int newLength) {
        if (newLength < 0 || newLength > CAPACITY) {
            throw new IllegalArgumentException("packet length " + newLength);
        }
        length = newLength;
        noted = false;
    }

    /** Where it was received, or where it is to be sent from: a base in ICE's sense. */
    public TransportAddress local() {
        assert local != null : "packet without local address";
        return local;
    }

    /** Where it came from, or where it is to go. */
    public TransportAddress remote() {
        assert remote != null : "packet without remote address";
        return remote;
    }

    /** Sets both addresses. */
    public void route(TransportAddress newLocal, TransportAddress newRemote) {
        local = newLocal;
        remote = newRemote;
    }

    /** When it was received, in the loop's nanoseconds. */
    public long arrivalNanos() {
        return arrivalNanos;
    }

    public void arrivalNanos(long nanos) {
        arrivalNanos = nanos;
    }

    /**
     * What somebody who reads the packet keeps with it, so that it is worked out once for all
     * owners; stays with a pooled packet to be filled anew. Null at first.
     */
    public @Nullable Object note() {
        return note;
    }

    /** Whether the note is of the present bytes. */
    public boolean isNoted() {
        return noted;
    }

    /**
     * The note is of the present bytes from now on, until the length is set or the packet is taken
     * from its pool.
     */
    public void note(Object filled) {
        note = filled;
        noted = true;
    }

    /** Adds an owner. */
    public Packet retain() {
        assert owners > 0 : "retained after release";
        owners++;
        return this;
    }

    /** Ends one ownership; with the last one the packet goes back to its pool. */
    public void release() {
        assert owners > 0 : "released twice";
        if (--owners == 0 && pool != null) pool.put(this);
    }

    /** Whether the caller is the only owner, and so may write. */
    public boolean isExclusive() {
        return owners == 1;
    }

    public int u8(int index) {
        assert index < length;
        return array[index] & 0xFF;
    }

    public int u16(int index) {
        assert index + 2 <= length;
        return (array[index] & 0xFF) << 8 | (array[index + 1] & 0xFF);
    }

    public int u24(int index) {
        assert index + 3 <= length;
        return u16(index) << 8 | (array[index + 2] & 0xFF);
    }

    public int i32(int index) {
        assert index + 4 <= length;
        return u16(index) << 16 | u16(index + 2);
    }

    public long u32(int index) {
        return i32(index) & 0xFFFF_FFFFL;
    }

    public long i64(int index) {
        return (long) i32(index) << 32 | u32(index + 4);
    }

    public void put8(int index, int value) {
        array[index] = (byte) value;
    }

    public void put16(int index, int value) {
        array[index] = (byte) (value >>> 8);
        array[index + 1] = (byte) value;
    }

    public void put32(int index, int value) {
        put16(index, value >>> 16);
        put16(index + 2, value);
    }

    public void put64(int index, long value) {
        put32(index, (int) (value >>> 32));
        put32(index + 4, (int) value);
    }

    public void append8(int value) {
        put8(length, value);
        length += 1;
    }

    public void append16(int value) {
        put16(length, value);
        length += 2;
    }

    public void append32(int value) {
        put32(length, value);
        length += 4;
    }

    public void append(byte[] from, int offset, int count) {
        System.arraycopy(from, offset, array, length, count);
        length += count;
    }

    /** A copy of the bytes, for the control plane and tests. */
    public byte[] toBytes() {
        return java.util.Arrays.copyOf(array, length);
    }
}
