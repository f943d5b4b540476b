package io.cardea.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.CriticalHeaderParamsDeferral;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Set;

/** Ed25519 (RFC 8037) by the JDK: the library has it from another one only. */
final class Ed25519JwsVerifier implements JWSVerifier {
    /** RFC 8410: what stands before the 32 bytes of such a key. */
    private static final String PREFIX = "302a300506032b6570032100";

    private static final int KEY_BYTES = 32;

    private final PublicKey key;
    private final CriticalHeaderParamsDeferral critical = new CriticalHeaderParamsDeferral();

    /**
     * @throws JOSEException if it is a key of another curve, or none
     */
    Ed25519JwsVerifier(OctetKeyPair jwk) throws JOSEException {
        byte[] bytes = jwk.getX().decode();
        if (!Curve.Ed25519.equals(jwk.getCurve()) || bytes.length != KEY_BYTES) {
            throw new JOSEException("no key of Ed25519");
        }
        byte[] encoded = HexFormat.of().parseHex(PREFIX + HexFormat.of().formatHex(bytes));
        try {
            key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new JOSEException(e.getMessage(), e);
        }
    }

    @Override
    public boolean verify(JWSHeader header, byte[] input, Base64URL signature)
            throws JOSEException {
        if (!critical.headerPasses(header)) return false;
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(input);
            return verifier.verify(signature.decode());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public Set<JWSAlgorithm> supportedJWSAlgorithms() {
        return Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);
    }

    @Override
    public JCAContext getJCAContext() {
        return new JCAContext();
    }
}
