package io.cardea.media.forward;

import io.cardea.media.LoopPort;
import io.cardea.media.MediaLoop;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ports that the forwarders of a loop have in common: one per address family for everything
 * they send, so that what a turn forwards leaves in one system call, and one per remote RTCP port.
 * Each is open while somebody uses it.
 */
final class ForwarderPorts {
    /** Forwarders of one loop; one more is refused. */
    static final int MAX_FORWARDERS = 2_048;

    private final MediaLoop loop;
    private final Shared ipv4 = new Shared(false);
    private final Shared ipv6 = new Shared(true);
    private final Map<TransportAddress, RtcpPort> rtcp = new HashMap<>();
    private int forwarders;

    ForwarderPorts(MediaLoop loop) {
        this.loop = loop;
    }

    static TransportAddress anyAddress(boolean ipv6) {
        return ipv6
                ? TransportAddress.ipv6(Protocol.UDP, 0, 0, 0)
                : TransportAddress.ipv4(Protocol.UDP, 0, 0);
    }

    /** Gives a forwarder its ports; all of them or none. */
    void open(LoopForwarder forwarder) throws IOException {
        if (forwarders == MAX_FORWARDERS) throw new IOException("too many forwarders");
        ForwarderSettings settings = forwarder.settings();
        Shared shared = shared(settings);
        LoopPort port = shared.take();
        try {
            RtcpPort forRtcp = settings.rtcpPort() == 0 ? null : rtcp(settings);
            forwarder.begin(port, forRtcp);
            if (forRtcp != null) forRtcp.add(forwarder);
        } catch (IOException | RuntimeException e) {
            shared.giveBack();
            throw e;
        }
        forwarders++;
    }

    private RtcpPort rtcp(ForwarderSettings settings) throws IOException {
        TransportAddress remote = settings.target().withPort(settings.rtcpPort());
        RtcpPort known = rtcp.get(remote);
        if (known != null) return known;
        RtcpPort made = new RtcpPort(loop, remote);
        rtcp.put(remote, made);
        return made;
    }

    /** Ends a forwarder; twice is allowed. */
    void close(LoopForwarder forwarder) {
        if (forwarder.isClosed()) return;
        forwarder.close();
        forwarders--;
        ForwarderSettings settings = forwarder.settings();
        RtcpPort forRtcp = rtcp.get(settings.target().withPort(settings.rtcpPort()));
        if (settings.rtcpPort() > 0 && forRtcp != null && forRtcp.remove(forwarder)) {
            rtcp.remove(forRtcp.remote());
        }
        shared(settings).giveBack();
    }

    private Shared shared(ForwarderSettings settings) {
        return settings.target().isIpv6() ? ipv6 : ipv4;
    }

    /** The port everything is sent from; what comes back to it was not asked for. */
    private final class Shared {
        private final boolean family6;
        private @Nullable LoopPort port;
        private int users;

        Shared(boolean family6) {
            this.family6 = family6;
        }

        LoopPort take() throws IOException {
            LoopPort open = port;
            if (open == null) {
                open = loop.open(anyAddress(family6), Packet::release);
                port = open;
            }
            users++;
            return open;
        }

        void giveBack() {
            if (--users > 0 || port == null) return;
            port.close();
            port = null;
        }
    }
}
