package io.cardea.media.port;

/** Offsets in {@code struct mmsghdr} and its parts, 64-bit Linux. */
final class MessageHeader {
    static final int NAME = 0;
    static final int NAME_LENGTH = 8;
    static final int VECTOR = 16;
    static final int VECTOR_COUNT = 24;
    static final int CONTROL = 32;
    static final int CONTROL_LENGTH = 40;
    static final int FLAGS = 48;

    /** Of the datagram, behind {@code struct msghdr}. */
    static final int LENGTH = 56;

    static final int BYTES = 64;

    /** {@code struct iovec}: address and length. */
    static final int VECTOR_BYTES = 16;

    /** {@code struct cmsghdr} with a value of up to 8 bytes, padded. */
    static final int CONTROL_BYTES = 24;

    static final int CONTROL_LEVEL = 8;
    static final int CONTROL_TYPE = 12;
    static final int CONTROL_VALUE = 16;

    /** Length of a control message with a 32-bit value. */
    static final int CONTROL_INT = 20;

    static final int CONTROL_USED = 18;

    private MessageHeader() {}
}
