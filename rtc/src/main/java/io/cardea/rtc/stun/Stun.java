package io.cardea.rtc.stun;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import java.nio.charset.StandardCharsets;

/**
 * Reads STUN messages where they lie.
 *
 * <p>Stateless; any thread that holds the packet. Packets are lent. {@link #isStun} checks a
 * message's shape once, header and every attribute; the other readers expect that it has returned
 * true. An attribute is named by the index of its value, {@link #ABSENT} if there is none;
 * attributes behind MESSAGE-INTEGRITY are invisible, FINGERPRINT excepted. Nothing allocates, but
 * for what returns an object. See RFC 8489, 5 and 14; RFC 8445, 16.1; RFC 8656, 18.
 */
public final class Stun {
    public static final int HEADER_LENGTH = 20;
    public static final int MAGIC_COOKIE = 0x2112_A442;

    /** No such attribute. */
    public static final int ABSENT = -1;

    public static final int BINDING = 0x001;
    public static final int ALLOCATE = 0x003;
    public static final int REFRESH = 0x004;
    public static final int SEND = 0x006;
    public static final int DATA_METHOD = 0x007;
    public static final int CREATE_PERMISSION = 0x008;
    public static final int CHANNEL_BIND = 0x009;

    /** The class bits of a message type (RFC 8489, 5). */
    public static final int REQUEST = 0x000;

    public static final int INDICATION = 0x010;
    public static final int SUCCESS = 0x100;
    public static final int ERROR = 0x110;

    private static final int CLASS_MASK = 0x110;

    public static final int MAPPED_ADDRESS = 0x0001;
    public static final int USERNAME = 0x0006;
    public static final int MESSAGE_INTEGRITY = 0x0008;
    public static final int ERROR_CODE = 0x0009;
    public static final int UNKNOWN_ATTRIBUTES = 0x000A;
    public static final int CHANNEL_NUMBER = 0x000C;
    public static final int LIFETIME = 0x000D;
    public static final int XOR_PEER_ADDRESS = 0x0012;
    public static final int DATA = 0x0013;
    public static final int REALM = 0x0014;
    public static final int NONCE = 0x0015;
    public static final int XOR_RELAYED_ADDRESS = 0x0016;
    public static final int REQUESTED_ADDRESS_FAMILY = 0x0017;
    public static final int REQUESTED_TRANSPORT = 0x0019;
    public static final int MESSAGE_INTEGRITY_SHA256 = 0x001C;
    public static final int XOR_MAPPED_ADDRESS = 0x0020;
    public static final int PRIORITY = 0x0024;
    public static final int USE_CANDIDATE = 0x0025;
    public static final int SOFTWARE = 0x8022;
    public static final int FINGERPRINT = 0x8028;
    public static final int ICE_CONTROLLED = 0x8029;
    public static final int ICE_CONTROLLING = 0x802A;

    /** RFC 8489, 14.3: a USERNAME is shorter than 509 bytes. */
    public static final int MAX_USERNAME = 508;

    /** RFC 8489, 14.9 and 14.10: at most 127 characters of at most six bytes. */
    public static final int MAX_REALM = 763;

    private static final int ATTRIBUTE_HEADER = 4;
    private static final int FAMILY_IPV4 = 1;
    private static final int FAMILY_IPV6 = 2;
    private static final int FINGERPRINT_XOR = 0x5354_554E;
    private static final int[] CRC_TABLE = crcTable();

    private Stun() {}

    // ---- header ----

    /**
     * Whether the packet is one whole, well-formed STUN message: first two bits, magic cookie,
     * length, attributes that fill the body exactly.
     */
    public static boolean isStun(Packet lent) {
        if (!looksLikeStun(lent)) return false;
        int body = lent.u16(2);
        if ((body & 3) != 0 || HEADER_LENGTH + body != lent.length()) return false;
        int at = HEADER_LENGTH;
        while (at < lent.length()) {
            if (at + ATTRIBUTE_HEADER > lent.length()) return false;
            at = next(lent, at);
        }
        return at == lent.length();
    }

    /** The cheap test for demultiplexing (RFC 7983): first two bits, room for a header, cookie. */
    public static boolean looksLikeStun(Packet lent) {
        return lent.length() >= HEADER_LENGTH
                && (lent.u8(0) & 0xC0) == 0
                && lent.i32(4) == MAGIC_COOKIE;
    }

    /** The message type: method and class bits together. */
    public static int type(Packet lent) {
        return lent.u16(0);
    }

    public static boolean isRequest(Packet lent) {
        return (type(lent) & CLASS_MASK) == REQUEST;
    }

    public static boolean isIndication(Packet lent) {
        return (type(lent) & CLASS_MASK) == INDICATION;
    }

    /** Whether it answers a request, with success or an error. */
    public static boolean isResponse(Packet lent) {
        return (type(lent) & SUCCESS) != 0;
    }

    public static boolean isSuccess(Packet lent) {
        return (type(lent) & CLASS_MASK) == SUCCESS;
    }

    public static boolean isError(Packet lent) {
        return (type(lent) & CLASS_MASK) == ERROR;
    }

    /** The method without the class bits, as in {@link #BINDING}. */
    public static int method(Packet lent) {
        int type = type(lent);
        return (type & 0x000F) | (type & 0x00E0) >> 1 | (type & 0x3E00) >> 2;
    }

    /** The message type of a method (below 0x80 here) and a class. */
    public static int type(int method, int messageClass) {
        return (method & 0x00F) | (method & 0x070) << 1 | (method & 0xF80) << 2 | messageClass;
    }

    /** The first 32 bits of the transaction id. */
    public static int transactionHigh(Packet lent) {
        return lent.i32(8);
    }

    /** The last 64 bits of the transaction id. */
    public static long transactionLow(Packet lent) {
        return lent.i64(12);
    }

    /** The transaction id folded to a long, to find who sent the request. */
    public static long transactionHash(Packet lent) {
        return transactionHash(transactionHigh(lent), transactionLow(lent));
    }

    /** The same for an id at hand. */
    public static long transactionHash(int high, long low) {
        return low ^ high * 0x9E37_79B9_7F4A_7C15L;
    }

    // ---- attributes ----

    /** Index of the value of the first attribute of that type, or {@link #ABSENT}. */
    public static int find(Packet lent, int attribute) {
        int at = HEADER_LENGTH;
        boolean sealed = false;
        while (at < lent.length()) {
            int type = lent.u16(at);
            if (type == attribute && (!sealed || type == FINGERPRINT)) return at + ATTRIBUTE_HEADER;
            // RFC 8489, 14.5: what follows MESSAGE-INTEGRITY is not protected, so not looked at.
            if (type == MESSAGE_INTEGRITY) sealed = true;
            at = next(lent, at);
        }
        return ABSENT;
    }

    public static boolean has(Packet lent, int attribute) {
        return find(lent, attribute) != ABSENT;
    }

    /** The length of the attribute whose value begins at {@code value}, without padding. */
    public static int lengthAt(Packet lent, int value) {
        return lent.u16(value - 2);
    }

    /** Index of a value of exactly {@code length} bytes, or {@link #ABSENT}. */
    public static int find(Packet lent, int attribute, int length) {
        int at = find(lent, attribute);
        return at != ABSENT && lengthAt(lent, at) == length ? at : ABSENT;
    }

    /** A 32-bit attribute such as PRIORITY or LIFETIME as 0 to 2^32-1, or {@link #ABSENT}. */
    public static long u32(Packet lent, int attribute) {
        int at = find(lent, attribute, 4);
        return at == ABSENT ? ABSENT : lent.u32(at);
    }

    /** The code of ERROR-CODE, 300 to 699, or {@link #ABSENT}. */
    public static int errorCode(Packet lent) {
        int at = find(lent, ERROR_CODE);
        if (at == ABSENT || lengthAt(lent, at) < 4) return ABSENT;
        return (lent.u8(at + 2) & 7) * 100 + lent.u8(at + 3);
    }

    /** Whether the value has exactly these bytes. */
    public static boolean matches(Packet lent, int value, byte[] expected) {
        if (lengthAt(lent, value) != expected.length) return false;
        return startsWith(lent, value, expected);
    }

    /** Whether the value begins with these bytes. */
    public static boolean startsWith(Packet lent, int value, byte[] expected) {
        if (lengthAt(lent, value) < expected.length) return false;
        for (int i = 0; i < expected.length; i++) {
            if (lent.array()[value + i] != expected[i]) return false;
        }
        return true;
    }

    /** A copy of a value. */
    public static byte[] bytesAt(Packet lent, int value) {
        byte[] copy = new byte[lengthAt(lent, value)];
        System.arraycopy(lent.array(), value, copy, 0, copy.length);
        return copy;
    }

    /**
     * The part of USERNAME before the colon: the ufrag of the agent a check is meant for (RFC 8445,
     * 7.2.2). Empty if there is none.
     */
    public static String localUfragOf(Packet lent) {
        int at = find(lent, USERNAME);
        if (at == ABSENT) return "";
        int length = lengthAt(lent, at);
        for (int i = 0; i < length; i++) {
            if (lent.array()[at + i] == ':') {
                return new String(lent.array(), at, i, StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    /**
     * Whether an address attribute is there and well-formed, so that {@link #xorAddress} may be
     * called.
     */
    public static boolean hasAddress(Packet lent, int attribute) {
        int at = find(lent, attribute);
        if (at == ABSENT || lengthAt(lent, at) < 8) return false;
        int family = lent.u8(at + 1);
        int length = lengthAt(lent, at);
        return (family == FAMILY_IPV4 && length == 8) || (family == FAMILY_IPV6 && length == 20);
    }

    /**
     * The address in XOR-MAPPED-ADDRESS, XOR-PEER-ADDRESS or XOR-RELAYED-ADDRESS; allocates. Ask
     * {@link #hasAddress} first.
     */
    public static TransportAddress xorAddress(
            Packet lent, int attribute, TransportAddress.Protocol protocol) {
        int at = find(lent, attribute);
        assert at != ABSENT : "no such address";
        int port = lent.u16(at + 2) ^ (MAGIC_COOKIE >>> 16);
        if (lent.u8(at + 1) == FAMILY_IPV4) {
            return TransportAddress.ipv4(protocol, lent.i32(at + 4) ^ MAGIC_COOKIE, port);
        }
        long high = lent.i64(at + 4) ^ lent.i64(4);
        long low = lent.i64(at + 12) ^ transactionLow(lent);
        return TransportAddress.ipv6(protocol, high, low, port);
    }

    /**
     * The first comprehension-required attribute (below 0x8000) that this server does not know, or
     * {@link #ABSENT} (RFC 8489, 6.3).
     */
    public static int firstUnknown(Packet lent) {
        int at = HEADER_LENGTH;
        while (at < lent.length()) {
            int type = lent.u16(at);
            if (type < 0x8000 && !isKnown(type)) return type;
            if (type == MESSAGE_INTEGRITY) return ABSENT;
            at = next(lent, at);
        }
        return ABSENT;
    }

    private static boolean isKnown(int type) {
        return switch (type) {
            case MAPPED_ADDRESS,
                    USERNAME,
                    MESSAGE_INTEGRITY,
                    ERROR_CODE,
                    UNKNOWN_ATTRIBUTES,
                    CHANNEL_NUMBER,
                    LIFETIME,
                    XOR_PEER_ADDRESS,
                    DATA,
                    REALM,
                    NONCE,
                    XOR_RELAYED_ADDRESS,
                    REQUESTED_ADDRESS_FAMILY,
                    REQUESTED_TRANSPORT,
                    MESSAGE_INTEGRITY_SHA256,
                    XOR_MAPPED_ADDRESS,
                    PRIORITY,
                    USE_CANDIDATE ->
                    true;
            default -> false;
        };
    }

    /** Whether FINGERPRINT is absent, or last and right (RFC 8489, 14.7). */
    public static boolean fingerprintHolds(Packet lent) {
        int at = find(lent, FINGERPRINT);
        if (at == ABSENT) return true;
        if (lengthAt(lent, at) != 4 || at + 4 != lent.length()) return false;
        return lent.i32(at) == fingerprint(lent.array(), at - ATTRIBUTE_HEADER);
    }

    static int fingerprint(byte[] bytes, int length) {
        int crc = -1;
        for (int i = 0; i < length; i++) {
            crc = CRC_TABLE[(crc ^ bytes[i]) & 0xFF] ^ (crc >>> 8);
        }
        return ~crc ^ FINGERPRINT_XOR;
    }

    /** Where the attribute after the one at {@code at} begins. */
    private static int next(Packet lent, int at) {
        return at + ATTRIBUTE_HEADER + ((lent.u16(at + 2) + 3) & ~3);
    }

    private static int[] crcTable() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? (crc >>> 1) ^ 0xEDB8_8320 : crc >>> 1;
            }
            table[i] = crc;
        }
        return table;
    }
}
