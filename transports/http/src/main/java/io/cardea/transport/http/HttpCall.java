package io.cardea.transport.http;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A request, off the wire and out of Netty's buffers.
 *
 * @param path still percent-encoded, without the query
 * @param query everything behind the question mark
 */
record HttpCall(
        String method,
        String path,
        String query,
        HttpHeaders headers,
        String body,
        boolean keepsConnection) {

    static HttpCall copyOf(FullHttpRequest lent) {
        String uri = lent.uri();
        int mark = uri.indexOf('?');
        return new HttpCall(
                lent.method().name(),
                mark < 0 ? uri : uri.substring(0, mark),
                mark < 0 ? "" : uri.substring(mark + 1),
                lent.headers(),
                lent.content().toString(StandardCharsets.UTF_8),
                HttpUtil.isKeepAlive(lent));
    }

    boolean is(String name) {
        return method.equals(name);
    }

    /** The first value of a query parameter. */
    Optional<String> parameter(String name) {
        List<String> values =
                new QueryStringDecoder(query, StandardCharsets.UTF_8, false)
                        .parameters()
                        .getOrDefault(name, List.of());
        return values.stream().findFirst();
    }
}
