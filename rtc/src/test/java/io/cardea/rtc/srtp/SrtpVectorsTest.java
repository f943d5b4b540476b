package io.cardea.rtc.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cardea.rtc.packet.Packet;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The test vectors of RFC 3711, appendix B, and RFC 7714, sections 16 and 17. */
@ParameterizedClass
@EnumSource
final class SrtpVectorsTest {
    private static final byte[] MASTER_KEY = hex("E1F97A0D3E018BE0D64FA32C06DE4139");
    private static final byte[] MASTER_SALT = hex("0EC675AD498AFEEBB6960B3AABE6");

    private static final byte[] GCM_KEY_256 =
            hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    private static final byte[] GCM_KEY_128 = Arrays.copyOf(GCM_KEY_256, 16);
    private static final byte[] GCM_SALT = hex("517569642070726f2071756f");
    private static final String RTP_HEADER = "8040f17b8041f8d35501a0b2";
    private static final byte[] RTP =
            hex(
                    RTP_HEADER
                            + "47616c6c696120657374206f6d6e69732064697669736120"
                            + "696e207061727465732074726573");
    private static final String RTCP_HEADER = "81c8000d4d617273";
    private static final byte[] RTCP =
            hex(
                    RTCP_HEADER
                            + "4e5450314e545032525450200000042a0000e9304c756e61"
                            + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef");
    private static final int RTCP_INDEX = 0x5d4;

    private final SrtpCipher cipher;

    SrtpVectorsTest(SrtpCipher cipher) {
        this.cipher = cipher;
    }

    @BeforeEach
    void isUsable() {
        for (SrtpProfile profile : SrtpProfile.values()) {
            assumeTrue(cipher.isUsable(profile));
        }
    }

    @Test
    void counterModeMakesTheKeystreamOfB2() {
        Transform transform =
                cipher.counterMode(
                        hex("2B7E151628AED2A6ABF7158809CF4F3C"),
                        hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"),
                        new byte[20],
                        10);
        byte[] array = new byte[0xFF02 * 16 + 10];

        transform.protectRtp(array, 0, 0xFF02 * 16, 0, 0);

        assertEquals("e03ead0935c95e80e166b16dd92b4eb4", block(array, 0));
        assertEquals("d23513162b02d0f72a43a2fe4a5f97ab", block(array, 1));
        assertEquals("41e95b3bb0a2e8dd477901e4fca894c0", block(array, 2));
        assertEquals("ec8cdf7398607cb0f2d21675ea9ea1e4", block(array, 0xFEFF));
        assertEquals("362b7c3c6773516318a077d7fc5073ae", block(array, 0xFF00));
        assertEquals("6a2cc3787889374fbeb4c81b17ba6c44", block(array, 0xFF01));
    }

    @Test
    void sessionKeysAreThoseOfB3() {
        assertArrayEquals(
                hex("C61E7A93744F39EE10734AFE3FF7A087"),
                KeyDerivation.derive(MASTER_KEY, MASTER_SALT, KeyDerivation.RTP_ENCRYPTION, 16));
        assertArrayEquals(
                hex("30CBBC08863D8C85D49DB34A9AE1"),
                KeyDerivation.derive(MASTER_KEY, MASTER_SALT, KeyDerivation.RTP_SALT, 14));
        assertArrayEquals(
                hex(
                        "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCE"
                                + "E049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC25"
                                + "6D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2"),
                KeyDerivation.derive(
                        MASTER_KEY, MASTER_SALT, KeyDerivation.RTP_AUTHENTICATION, 94));
    }

    @Test
    void aeadSaltIsPaddedAtItsEndBeforeDerivation() {
        byte[] salt = hex("404142434445464748494a4b");

        byte[] derived = KeyDerivation.derive(GCM_KEY_128, salt, KeyDerivation.RTP_SALT, 12);

        // Not in an RFC: what widely deployed implementations derive.
        assertEquals("1fcd5d561e66dc49ec1c3ccb", HexFormat.of().formatHex(derived));
    }

    @Test
    void counterModeProtectsAsOtherImplementationsDo() {
        byte[] plain = hex("800f1234decafbadcafebabe" + "ab".repeat(16));
        byte[] expected =
                hex(
                        "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402"
                                + "b78d6acc99ea179b8dbb");
        var session =
                new SrtpSession(
                        SrtpProfile.AES_CM_128_HMAC_SHA1_80, MASTER_KEY, MASTER_SALT, cipher);
        Packet packet = Packet.of(plain);

        assertTrue(session.protect(packet));
        assertArrayEquals(expected, packet.toBytes());

        assertEquals(Drop.NONE, session.unprotect(packet));
        assertArrayEquals(plain, packet.toBytes());
    }

    @Test
    void gcm128ProtectsRtpAsIn16_1() {
        assertRtp(
                SrtpProfile.AEAD_AES_128_GCM,
                GCM_KEY_128,
                RTP_HEADER
                        + "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf"
                        + "8833899d7f27beb16a9152cf765ee4390cce");
    }

    @Test
    void gcm256ProtectsRtpAsIn16_2() {
        assertRtp(
                SrtpProfile.AEAD_AES_256_GCM,
                GCM_KEY_256,
                RTP_HEADER
                        + "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799"
                        + "b87b7aa3db36dfffd6b0f9bb7878d7a76c13");
    }

    @Test
    void gcm128ProtectsRtcpAsIn17_1() {
        assertRtcp(
                GCM_KEY_128,
                RTCP_HEADER
                        + "63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b46"
                        + "86303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4");
    }

    @Test
    void gcm256ProtectsRtcpAsIn17_2() {
        assertRtcp(
                GCM_KEY_256,
                RTCP_HEADER
                        + "d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658"
                        + "c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be800005d4");
    }

    @Test
    void unencryptedGcmRtcpIsAcceptedAsIn17_3() {
        String tag = "841dd9683dd78ec92ae58790125f62b3";
        byte[] tagged = hex(HexFormat.of().formatHex(RTCP) + tag + "000005d4");
        SrtpSession session = gcm(SrtpProfile.AEAD_AES_128_GCM, GCM_KEY_128);
        Packet packet = Packet.of(tagged);

        assertEquals(Drop.NONE, session.unprotectRtcp(packet));
        assertArrayEquals(RTCP, packet.toBytes());
    }

    private void assertRtp(SrtpProfile profile, byte[] key, String expected) {
        SrtpSession session = gcm(profile, key);
        Packet packet = Packet.of(RTP);

        assertTrue(session.protect(packet));
        assertArrayEquals(hex(expected), packet.toBytes());

        assertEquals(Drop.NONE, session.unprotect(packet));
        assertArrayEquals(RTP, packet.toBytes());
    }

    private void assertRtcp(byte[] key, String expected) {
        Transform transform = cipher.aead(key, GCM_SALT);
        byte[] array = Arrays.copyOf(RTCP, RTCP.length + 20);

        transform.protectRtcp(array, RTCP.length, 0x4d617273, RTCP_INDEX);
        assertArrayEquals(hex(expected), array);

        assertTrue(transform.unprotectRtcp(array, array.length, 0x4d617273));
        assertArrayEquals(RTCP, Arrays.copyOf(array, RTCP.length));
    }

    private SrtpSession gcm(SrtpProfile profile, byte[] key) {
        return new SrtpSession(profile, cipher.aead(key, GCM_SALT), cipher.aead(key, GCM_SALT));
    }

    private static String block(byte[] array, int number) {
        return HexFormat.of().formatHex(array, 16 * number, 16 * number + 16);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
