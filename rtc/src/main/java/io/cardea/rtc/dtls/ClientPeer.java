package io.cardea.rtc.dtls;

import io.cardea.rtc.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Hashtable;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/** Our side as the DTLS client, in Bouncy Castle's terms. */
final class ClientPeer extends AbstractTlsClient {
    private final HandshakeTerms terms;
    private final Wire wire;
    private @Nullable SrtpProfile profile;
    private @Nullable SrtpKeys keys;

    ClientPeer(HandshakeTerms terms, Wire wire) {
        super(terms.crypto());
        this.terms = terms;
        this.wire = wire;
    }

    /** What was exported; empty if the server did not choose an SRTP profile. */
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
    @SuppressWarnings("rawtypes")
    protected Vector getSupportedGroups(Vector namedGroupRoles) {
        var groups = new Vector<Integer>();
        for (int group : HandshakeTerms.GROUPS) {
            groups.add(group);
        }
        return groups;
    }

    @Override
    protected @Nullable CertificateStatusRequest getCertificateStatusRequest() {
        return null;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Hashtable getClientExtensions() throws IOException {
        Hashtable extensions =
                TlsExtensionsUtils.ensureExtensionsInitialised(super.getClientExtensions());
        var offer = new UseSRTPData(terms.profileIds(), TlsUtils.EMPTY_BYTES);
        TlsSRTPUtils.addUseSRTPExtension(extensions, offer);
        return extensions;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void processServerExtensions(Hashtable extensions) throws IOException {
        super.processServerExtensions(extensions);
        UseSRTPData answer = TlsSRTPUtils.getUseSRTPExtension(extensions);
        if (answer == null) return;
        int[] chosen = answer.getProtectionProfiles();
        profile = terms.choose(chosen).orElse(null);
        // RFC 5764, 4.1.3: one of those offered, and no MKI, since we sent none.
        if (chosen.length != 1 || profile == null || answer.getMki().length > 0) {
            throw new TlsFatalAlert(AlertDescription.illegal_parameter, "use_srtp");
        }
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new Authentication();
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

    private final class Authentication implements TlsAuthentication {
        @Override
        public void notifyServerCertificate(TlsServerCertificate certificate) throws IOException {
            terms.verify(certificate.getCertificate());
        }

        @Override
        public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
            Vector<?> algorithms = request.getSupportedSignatureAlgorithms();
            return terms.credentials(context, algorithms);
        }
    }
}
