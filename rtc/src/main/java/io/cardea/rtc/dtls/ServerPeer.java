package io.cardea.rtc.dtls;

import io.cardea.rtc.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Hashtable;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/** Our side as the DTLS server, in Bouncy Castle's terms. */
final class ServerPeer extends DefaultTlsServer {
    private final HandshakeTerms terms;
    private final Wire wire;
    private @Nullable SrtpProfile profile;
    private @Nullable SrtpKeys keys;

    ServerPeer(HandshakeTerms terms, Wire wire) {
        super(terms.crypto());
        this.terms = terms;
        this.wire = wire;
    }

    /** What was exported; empty if the client did not offer {@code use_srtp}. */
    Optional<SrtpKeys> keys() {
        return Optional.ofNullable(keys);
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return TlsUtils.getSupportedCipherSuites(getCrypto(), terms.cipherSuites());
    }

    @Override
    protected boolean preferLocalCipherSuites() {
        return true;
    }

    @Override
    public int[] getSupportedGroups() {
        return HandshakeTerms.GROUPS.clone();
    }

    @Override
    protected int selectECDH(int minimumCurveBits) {
        int[] offered = context.getSecurityParametersHandshake().getClientSupportedGroups();
        if (offered == null) return selectECDHDefault(minimumCurveBits);
        for (int group : HandshakeTerms.GROUPS) {
            for (int theirs : offered) {
                if (theirs == group) return group;
            }
        }
        return -1;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void processClientExtensions(Hashtable extensions) throws IOException {
        super.processClientExtensions(extensions);
        UseSRTPData offer = TlsSRTPUtils.getUseSRTPExtension(extensions);
        if (offer == null) return;
        profile = terms.choose(offer.getProtectionProfiles()).orElse(null);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Hashtable getServerExtensions() throws IOException {
        Hashtable extensions = super.getServerExtensions();
        if (profile != null) {
            var answer = new UseSRTPData(new int[] {profile.id()}, TlsUtils.EMPTY_BYTES);
            TlsSRTPUtils.addUseSRTPExtension(extensions, answer);
        }
        return extensions;
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
        return credentials();
    }

    @Override
    protected TlsCredentialedSigner getRSASignerCredentials() throws IOException {
        return credentials();
    }

    private TlsCredentialedSigner credentials() throws IOException {
        Vector<?> algorithms = context.getSecurityParametersHandshake().getClientSigAlgs();
        return terms.credentials(context, algorithms);
    }

    @Override
    public CertificateRequest getCertificateRequest() {
        short[] types = {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign};
        return new CertificateRequest(
                types, TlsUtils.getDefaultSupportedSignatureAlgorithms(context), null);
    }

    @Override
    public void notifyClientCertificate(Certificate certificate) throws IOException {
        terms.verify(certificate);
    }

    /** The certificate is checked by its fingerprint; how it was signed says nothing. */
    @Override
    public boolean shouldCheckSigAlgOfPeerCerts() {
        return false;
    }

    /** RFC 7627: without it nothing may be exported, so there would be no SRTP keys. */
    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return Handshake.NEVER_MILLIS;
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        if (profile != null) keys = terms.export(context, profile);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        if (description == AlertDescription.close_notify) wire.peerClosed(true);
    }
}
