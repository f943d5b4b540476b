package io.cardea.server.webrtc;

import io.cardea.rtc.ice.IceCandidate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Resolves {@code .local} names in candidates by the system's resolver, beside whoever asks (RFC
 * 8828; mDNS candidates). Any thread.
 */
final class Names {
    private static final System.Logger LOG = System.getLogger(Names.class.getName());

    private final Executor threads;

    Names(Executor threads) {
        this.threads = threads;
    }

    /** Passes a candidate on once its name has an address; never, if it has none. */
    void resolve(String line, Consumer<String> to) {
        IceCandidate.parse(line).ifPresent(named -> threads.execute(() -> resolve(named, to)));
    }

    private static void resolve(IceCandidate candidate, Consumer<String> to) {
        try {
            InetAddress address = InetAddress.getByName(candidate.host());
            to.accept(candidate.resolved(address).line());
        } catch (UnknownHostException e) {
            LOG.log(System.Logger.Level.DEBUG, "mdns candidate dropped: unknown name");
        }
    }
}
