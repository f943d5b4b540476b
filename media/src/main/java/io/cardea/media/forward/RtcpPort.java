package io.cardea.media.forward;

import io.cardea.media.LoopPort;
import io.cardea.media.MediaLoop;
import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.rtcp.RtcpReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the receiver of one or several forwarders sends its RTCP: PLI and FIR become requests to
 * the tracks, all else is ignored.
 *
 * <p>The streams of one publisher go to one remote RTCP port, which answers whom it heard last. So
 * forwarders to the same port share this one, and feedback finds the right one by its SSRC. Where
 * none is known by that SSRC (receivers invent them), it is for all.
 */
final class RtcpPort {
    private static final int EMPTY_LENGTH = 12;
    private static final int VERSION_2 = 0x80;
    private static final int EMPTY_PACKETS = 2; // one may be lost

    private final MediaLoop loop;
    private final TransportAddress remote;
    private final boolean anySender;
    private final LoopPort port;
    private final RtcpReader reader = new RtcpReader();
    private final List<LoopForwarder> users = new ArrayList<>();
    private long foreign;
    private long malformed;

    /**
     * @param remote the receiver's RTCP address
     */
    RtcpPort(MediaLoop loop, TransportAddress remote) throws IOException {
        this.loop = loop;
        this.remote = remote;
        this.anySender = remote.inetAddress().isMulticastAddress();
        this.port = loop.open(ForwarderPorts.anyAddress(remote.isIpv6()), this::receive);
    }

    TransportAddress remote() {
        return remote;
    }

    TransportAddress local() {
        return port.local();
    }

    long foreign() {
        return foreign;
    }

    long malformed() {
        return malformed;
    }

    /** Tells the receiver where we are, through any NAT in between. */
    void add(LoopForwarder user) {
        users.add(user);
        for (int i = 0; i < EMPTY_PACKETS; i++) {
            Packet empty = loop.pool().take();
            empty.append8(VERSION_2);
            while (empty.length() < EMPTY_LENGTH) {
                empty.append8(0);
            }
            port.send(empty, remote);
        }
    }

    /** Whether it was the last one: then the port is closed. */
    boolean remove(LoopForwarder user) {
        users.remove(user);
        if (users.isEmpty()) port.close();
        return users.isEmpty();
    }

    private void receive(Packet owned) {
        if (!anySender && !owned.remote().sameIp(remote)) {
            foreign++;
        } else if (reader.begin(owned)) {
            readAll();
        } else {
            malformed++;
        }
        owned.release();
    }

    private void readAll() {
        while (reader.next()) {
            switch (reader.kind()) {
                case PLI -> ask(reader.mediaSsrc());
                case FIR -> {
                    for (int i = 0; i < reader.firCount(); i++) {
                        ask(reader.firSsrc(i));
                    }
                }
                default -> {} // compat: other RTCP is ignored
            }
        }
    }

    private void ask(int ssrc) {
        boolean known = false;
        for (int i = 0; i < users.size(); i++) {
            if (!users.get(i).covers(ssrc)) continue;
            known = true;
            users.get(i).keyframeWanted();
        }
        for (int i = 0; !known && i < users.size(); i++) {
            users.get(i).keyframeWanted();
        }
    }
}
