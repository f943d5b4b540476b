package io.cardea.rtc.dtls;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;

/**
 * A cipher for which every record that cannot be deciphered has a bad MAC.
 *
 * <p>Such records are discarded in silence (RFC 6347, 4.1.2.7); Bouncy Castle does that for this
 * one alert only. A record too short for a MAC, or no multiple of the block length, would end the
 * association, and anybody can send one in the peer's name.
 */
final class DiscardingCipher implements TlsCipher {
    private final TlsCipher cipher;

    DiscardingCipher(TlsCipher cipher) {
        this.cipher = cipher;
    }

    @Override
    public TlsDecodeResult decodeCiphertext(
            long seqNo,
            short recordType,
            ProtocolVersion recordVersion,
            byte[] ciphertext,
            int offset,
            int len)
            throws IOException {
        try {
            return cipher.decodeCiphertext(
                    seqNo, recordType, recordVersion, ciphertext, offset, len);
        } catch (TlsFatalAlert e) {
            throw new TlsFatalAlert(AlertDescription.bad_record_mac, e);
        }
    }

    @Override
    public TlsEncodeResult encodePlaintext(
            long seqNo,
            short contentType,
            ProtocolVersion recordVersion,
            int headerAllocation,
            byte[] plaintext,
            int offset,
            int len)
            throws IOException {
        return cipher.encodePlaintext(
                seqNo, contentType, recordVersion, headerAllocation, plaintext, offset, len);
    }

    @Override
    public int getCiphertextDecodeLimit(int plaintextLimit) {
        return cipher.getCiphertextDecodeLimit(plaintextLimit);
    }

    @Override
    public int getCiphertextEncodeLimit(int plaintextLimit) {
        return cipher.getCiphertextEncodeLimit(plaintextLimit);
    }

    @Override
    public int getPlaintextDecodeLimit(int ciphertextLimit) {
        return cipher.getPlaintextDecodeLimit(ciphertextLimit);
    }

    @Override
    public int getPlaintextEncodeLimit(int ciphertextLimit) {
        return cipher.getPlaintextEncodeLimit(ciphertextLimit);
    }

    @Override
    public void rekeyDecoder() throws IOException {
        cipher.rekeyDecoder();
    }

    @Override
    public void rekeyEncoder() throws IOException {
        cipher.rekeyEncoder();
    }

    @Override
    public boolean usesOpaqueRecordTypeDecode() {
        return cipher.usesOpaqueRecordTypeDecode();
    }

    @Override
    public boolean usesOpaqueRecordTypeEncode() {
        return cipher.usesOpaqueRecordTypeEncode();
    }
}
