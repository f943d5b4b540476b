package io.cardea.rtc.rtcp;

/** The numbers of RTCP. */
final class Rtcp {
    static final int SENDER_REPORT = 200;
    static final int RECEIVER_REPORT = 201;
    static final int SDES = 202;
    static final int BYE = 203;
    static final int APP = 204;
    static final int TRANSPORT_FEEDBACK = 205; // RFC 4585, 6.1
    static final int PAYLOAD_FEEDBACK = 206;
    static final int EXTENDED_REPORT = 207; // RFC 3611

    // Formats of transport layer feedback.
    static final int GENERIC_NACK = 1;
    static final int TRANSPORT_CC = 15;

    // Formats of payload-specific feedback.
    static final int PLI = 1;
    static final int FIR = 4; // RFC 5104, 4.3.1
    static final int APPLICATION_LAYER = 15;

    static final int REMB_NAME = 0x52454D42; // "REMB"
    static final int SDES_CNAME = 1;

    // Block types of extended reports.
    static final int RECEIVER_REFERENCE_TIME = 4;
    static final int DELAY_SINCE_LAST_RR = 5;

    static final int HEADER_LENGTH = 4;
    static final int SENDER_INFO_LENGTH = 20;
    static final int REPORT_BLOCK_LENGTH = 24;

    private Rtcp() {}
}
