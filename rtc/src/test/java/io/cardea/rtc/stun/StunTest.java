package io.cardea.rtc.stun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StunTest {
    // RFC 5769, 2.1 to 2.4.
    private static final String REQUEST =
            "000100582112a442b7e7a701bc34d686fa87dfae80220010"
                    + "5354554e207465737420636c69656e74002400046e0001ff80290008932ff9b151263b36"
                    + "000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249"
                    + "c1b571a280280004e57a3bcf";
    private static final String RESPONSE_IPV4 =
            "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220"
                    + "002000080001a147e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
                    + "80280004c07d4c96";
    private static final String RESPONSE_IPV6 =
            "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220"
                    + "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d900080014a382954e4be67bf1"
                    + "1784c97c8292c275bfe3ed4180280004c8fb0b4c";
    private static final String LONG_TERM =
            "000100602112a44278ad3433c6ad72c029da412e00060012e3839ee38388e383aae38383"
                    + "e382afe382b900000015001c662f2f3439396b39353464364f4c33346f4c394653547679"
                    + "363473410014000b6578616d706c652e6f72670000080014f67024656dd64a3e02b8e071"
                    + "2e85c9a28ca89666";
    private static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

    private static Packet packet(String hex) {
        return Packet.of(HexFormat.of().parseHex(hex));
    }

    @Test
    void readsTheSampleRequest() {
        Packet request = packet(REQUEST);

        assertTrue(Stun.isStun(request));
        assertTrue(Stun.isRequest(request));
        assertEquals(Stun.BINDING, Stun.method(request));
        assertEquals("evtj", Stun.localUfragOf(request));
        assertEquals(0x6e0001ffL, Stun.u32(request, Stun.PRIORITY));
        assertEquals(0x932ff9b151263b36L, request.i64(Stun.find(request, Stun.ICE_CONTROLLED, 8)));
        assertTrue(Stun.fingerprintHolds(request));
        assertTrue(StunKey.shortTerm(PASSWORD).verify(request));
        assertEquals(Stun.ABSENT, Stun.firstUnknown(request));
    }

    @Test
    void readsTheSampleResponses() throws Exception {
        Packet ipv4 = packet(RESPONSE_IPV4);
        Packet ipv6 = packet(RESPONSE_IPV6);
        StunKey key = StunKey.shortTerm(PASSWORD);

        assertTrue(Stun.isSuccess(ipv4) && Stun.isSuccess(ipv6));
        assertTrue(key.verify(ipv4) && Stun.fingerprintHolds(ipv4));
        assertTrue(key.verify(ipv6) && Stun.fingerprintHolds(ipv6));
        assertEquals(
                TransportAddress.of(Protocol.UDP, InetAddress.getByName("192.0.2.1"), 32853),
                Stun.xorAddress(ipv4, Stun.XOR_MAPPED_ADDRESS, Protocol.UDP));
        assertEquals(
                TransportAddress.of(
                        Protocol.UDP,
                        InetAddress.getByName("2001:db8:1234:5678:11:2233:4455:6677"),
                        32853),
                Stun.xorAddress(ipv6, Stun.XOR_MAPPED_ADDRESS, Protocol.UDP));
    }

    @Test
    void verifiesALongTermCredential() {
        String user = "\u30DE\u30C8\u30EA\u30C3\u30AF\u30B9";

        assertTrue(StunKey.longTerm(user, "example.org", "TheMatrIX").verify(packet(LONG_TERM)));
        assertFalse(StunKey.longTerm(user, "example.com", "TheMatrIX").verify(packet(LONG_TERM)));
    }

    @Test
    void noticesEveryChangedBit() {
        StunKey key = StunKey.shortTerm(PASSWORD);
        int integrityEnd = HexFormat.of().parseHex(REQUEST).length - 8;

        for (int i = 0; i < integrityEnd; i++) {
            byte[] bytes = HexFormat.of().parseHex(REQUEST);
            bytes[i] ^= 1;
            Packet changed = Packet.of(bytes);
            boolean accepted =
                    Stun.isStun(changed) && Stun.fingerprintHolds(changed) && key.verify(changed);
            assertFalse(accepted, "byte " + i);
        }
    }

    @Test
    void writesWhatItReads() {
        Packet written = new Packet();
        StunKey key = StunKey.shortTerm("secret");
        TransportAddress ipv6 = TransportAddress.ipv6(Protocol.UDP, 0x20010db8L << 32, 5, 6);

        StunWriter.begin(written, Stun.type(Stun.BINDING, Stun.ERROR), 7, 8);
        StunWriter.error(written, 487, "Role Conflict");
        StunWriter.xorAddress(written, Stun.XOR_PEER_ADDRESS, ipv6);
        StunWriter.bytes(written, Stun.USERNAME, new byte[] {'a', ':', 'b'});
        StunWriter.flag(written, Stun.USE_CANDIDATE);
        StunWriter.unknownAttribute(written, 0x7FFF);
        StunWriter.integrity(written, key);
        StunWriter.fingerprint(written);

        assertTrue(Stun.isStun(written) && Stun.isError(written) && Stun.isResponse(written));
        assertEquals(487, Stun.errorCode(written));
        assertEquals(ipv6, Stun.xorAddress(written, Stun.XOR_PEER_ADDRESS, Protocol.UDP));
        assertEquals("a", Stun.localUfragOf(written));
        assertTrue(Stun.has(written, Stun.USE_CANDIDATE));
        assertTrue(key.verify(written) && Stun.fingerprintHolds(written));
        assertEquals(Stun.transactionHash(7, 8), Stun.transactionHash(written));
    }

    @Test
    void packsMethodAndClassIntoTheType() {
        int[] methods = {
            Stun.BINDING, Stun.ALLOCATE, Stun.REFRESH, Stun.CREATE_PERMISSION, Stun.CHANNEL_BIND
        };
        Packet packet = new Packet();

        for (int method : methods) {
            StunWriter.begin(packet, Stun.type(method, Stun.SUCCESS), 0, 0);
            assertEquals(method, Stun.method(packet));
            assertTrue(Stun.isSuccess(packet));
        }
        assertEquals(0x0016, Stun.type(Stun.SEND, Stun.INDICATION));
        assertEquals(0x0017, Stun.type(Stun.DATA_METHOD, Stun.INDICATION));
        assertEquals(0x0113, Stun.type(Stun.ALLOCATE, Stun.ERROR));
    }

    @Test
    void doesNotSeeWhatFollowsTheIntegrity() {
        Packet packet = new Packet();
        StunWriter.begin(packet, Stun.type(Stun.BINDING, Stun.REQUEST), 1, 2);
        StunWriter.integrity(packet, StunKey.shortTerm("x"));
        StunWriter.flag(packet, Stun.USE_CANDIDATE);

        assertTrue(Stun.isStun(packet));
        assertFalse(Stun.has(packet, Stun.USE_CANDIDATE));
    }

    @Test
    void namesTheFirstUnknownAttribute() {
        Packet packet = new Packet();
        StunWriter.begin(packet, Stun.type(Stun.BINDING, Stun.REQUEST), 1, 2);
        StunWriter.u32(packet, 0xC057, 1);
        StunWriter.u32(packet, 0x7001, 1);

        assertEquals(0x7001, Stun.firstUnknown(packet));
    }

    @Test
    void surviveAnyBytes() {
        Random random = new Random(5769);
        StunKey key = StunKey.shortTerm("k");
        byte[] sample = HexFormat.of().parseHex(REQUEST);

        for (int round = 0; round < 200_000; round++) {
            Packet packet = Packet.of(mutated(sample, random));
            if (!Stun.isStun(packet)) continue;
            Stun.fingerprintHolds(packet);
            Stun.localUfragOf(packet);
            Stun.firstUnknown(packet);
            Stun.errorCode(packet);
            key.verify(packet);
            if (Stun.hasAddress(packet, Stun.USERNAME)) {
                Stun.xorAddress(packet, Stun.USERNAME, Protocol.UDP);
            }
        }
    }

    private static byte[] mutated(byte[] sample, Random random) {
        byte[] bytes = sample.clone();
        for (int i = random.nextInt(6); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        if (random.nextInt(4) != 0) return bytes;
        return java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }

    @Test
    void writesTheSampleResponseByteForByte() {
        Packet request = packet(REQUEST);
        Packet response = new Packet();
        TransportAddress address = TransportAddress.ipv4(Protocol.UDP, 0xC0000201, 32853);
        byte[] software = {'t', 'e', 's', 't', ' ', 'v', 'e', 'c', 't', 'o', 'r'};

        StunWriter.beginResponse(response, request, Stun.SUCCESS);
        StunWriter.bytes(response, Stun.SOFTWARE, software);
        response.put8(response.length() - 1, ' '); // the sample pads with spaces
        StunWriter.xorAddress(response, Stun.XOR_MAPPED_ADDRESS, address);
        StunWriter.integrity(response, StunKey.shortTerm(PASSWORD));
        StunWriter.fingerprint(response);

        assertArrayEquals(HexFormat.of().parseHex(RESPONSE_IPV4), response.toBytes());
    }
}
