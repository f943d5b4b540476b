package io.cardea.transport.netty;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.List;

/** Whether a request comes from this machine. Any thread. */
public final class Locality {
    /** Proxies say by one of these that they speak for somebody else. */
    private static final List<String> FORWARDED =
            List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    private Locality() {}

    /** From a loopback address, and not passed on by a proxy that says so. */
    public static boolean isLocal(Channel channel, HttpHeaders headers) {
        return channel.remoteAddress() instanceof InetSocketAddress remote
                && remote.getAddress().isLoopbackAddress()
                && FORWARDED.stream().noneMatch(headers::contains);
    }
}
