package io.cardea.rtc.dtls;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;

/**
 * One handshake, as a task beside the loop: parks in {@link Wire#receive} and ends with the
 * handshake, or soon after {@link Wire#end}.
 */
final class Handshake implements Runnable {
    static final String ALERT = "DTLS alert";
    static final String ERROR = "DTLS error";
    static final String TIMEOUT = "DTLS timeout";

    /** Longer than any handshake may take: see {@link Flights}. */
    static final int NEVER_MILLIS = 3_600_000;

    private final HandshakeTerms terms;
    private final Wire wire;

    Handshake(HandshakeTerms terms, Wire wire) {
        this.terms = terms;
        this.wire = wire;
    }

    @Override
    public void run() {
        Outcome outcome = new Outcome.Failed(ERROR, "died");
        try {
            outcome = terms.client() ? connect() : accept();
        } catch (TlsFatalAlertReceived e) {
            String alert = AlertDescription.getText(e.getAlertDescription());
            outcome = new Outcome.Failed(ALERT, "received " + alert);
        } catch (TlsFatalAlert e) {
            outcome = new Outcome.Failed(ALERT, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            outcome = new Outcome.Failed(ERROR, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            outcome = new Outcome.Failed(ERROR, e.toString());
        } finally {
            wire.finish(outcome);
        }
    }

    private Outcome connect() throws IOException {
        var peer = new ClientPeer(terms, wire);
        DTLSTransport transport = new DTLSClientProtocol().connect(peer, wire);
        return new Outcome.Connected(transport, peer.keys());
    }

    private Outcome accept() throws IOException {
        var peer = new ServerPeer(terms, wire);
        DTLSTransport transport = new DTLSServerProtocol().accept(peer, wire);
        return new Outcome.Connected(transport, peer.keys());
    }
}
