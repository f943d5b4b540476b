package io.cardea.server.webrtc;

import io.cardea.rtc.ice.TurnServer;
import io.cardea.rtc.packet.TransportAddress;
import io.cardea.rtc.packet.TransportAddress.Protocol;
import io.cardea.server.config.NatSettings;
import io.cardea.spi.Json;
import io.cardea.spi.JsonException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Asks a web service for TURN servers and credentials, one call at a time (the TURN REST API,
 * draft-uberti-behave-turn-rest). Blocks; any thread.
 */
final class TurnRest {
    private static final System.Logger LOG = System.getLogger(TurnRest.class.getName());
    private static final int HTTP_OK = 200;
    private static final int DEFAULT_PORT = 3_478;
    private static final int DEFAULT_TLS_PORT = 5_349;

    /** Servers taken from one answer at most. */
    private static final int MAX_SERVERS = 8;

    private final NatSettings.TurnRest settings;
    private final HttpClient client;

    TurnRest(NatSettings.TurnRest settings) {
        this.settings = settings;
        this.client = HttpClient.newBuilder().connectTimeout(settings.timeout()).build();
    }

    /** The servers for a user; none when the service doesn't give any, which is logged. */
    List<TurnServer> servers(String username) {
        try {
            var response = client.send(request(username), BodyHandlers.ofString());
            if (response.statusCode() != HTTP_OK) {
                throw new IOException("answered " + response.statusCode());
            }
            return parse(Json.parse(response.body()));
        } catch (IOException | JsonException e) {
            LOG.log(System.Logger.Level.WARNING, "no TURN servers from the web service", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    private HttpRequest request(String username) {
        String key = settings.key().map(k -> "&api=" + encode(k) + "&key=" + encode(k)).orElse("");
        String form = "service=turn" + key + "&username=" + encode(username);
        String separator = settings.url().indexOf('?') < 0 ? "?" : "&";
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(settings.url() + separator + form))
                        .timeout(settings.timeout())
                        .header("User-Agent", "Janus/1.0");
        if (settings.get()) return request.GET().build();
        return request.header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** {@code username}, {@code password} and {@code uris} of an answer. */
    static List<TurnServer> parse(Json answer) {
        String username = answer.string("username", "");
        String password = answer.string("password", "");
        List<TurnServer> servers = new ArrayList<>();
        for (Json uri :
                answer.get("uris").filter(Json::isArray).map(Json::elements).orElse(List.of())) {
            if (!uri.isString() || servers.size() == MAX_SERVERS) continue;
            server(uri.string(), username, password).ifPresent(servers::add);
        }
        return servers;
    }

    /** {@code turn:host:port?transport=udp|tcp} or {@code turns:…} (RFC 7065). */
    private static Optional<TurnServer> server(String uri, String username, String password) {
        String text = uri.toLowerCase(Locale.ROOT);
        boolean tls = text.startsWith("turns:");
        if (!tls && !text.startsWith("turn:")) return Optional.empty();
        String place = uri.substring(uri.indexOf(':') + 1);
        int question = place.indexOf('?');
        boolean tcp = tls || text.endsWith("?transport=tcp");
        if (question >= 0) place = place.substring(0, question);
        int colon = place.lastIndexOf(':');
        boolean hasPort = colon > place.lastIndexOf(']');
        String host = hasPort ? place.substring(0, colon) : place;
        try {
            int usual = tls ? DEFAULT_TLS_PORT : DEFAULT_PORT;
            int port = hasPort ? Integer.parseInt(place.substring(colon + 1)) : usual;
            InetAddress address = InetAddress.getByName(host);
            Protocol protocol = tcp ? Protocol.TCP : Protocol.UDP;
            return Optional.of(
                    new TurnServer(
                            TransportAddress.of(protocol, address, port), tls, username, password));
        } catch (NumberFormatException | UnknownHostException e) {
            LOG.log(System.Logger.Level.WARNING, () -> "unusable TURN server uri=" + uri);
            return Optional.empty();
        }
    }
}
