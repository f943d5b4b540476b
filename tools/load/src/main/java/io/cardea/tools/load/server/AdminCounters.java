package io.cardea.tools.load.server;

import io.cardea.spi.Json;
import io.cardea.spi.JsonException;
import io.cardea.tools.load.LoadException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Asks a server's Admin API for the RTP packets it has received and sent, by {@code list_sessions},
 * {@code list_handles} and {@code handle_info}. Blocks; one thread.
 *
 * <p>All PeerConnections that exist are counted: nobody else should use the server.
 */
public final class AdminCounters {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI url;
    private final String secret;

    /**
     * @param url of the Admin API over HTTP: {@code http://host:7088/admin}
     */
    public AdminCounters(URI url, String secret) {
        this.url = url;
        this.secret = secret;
    }

    /** RTP packets of all streams of all PeerConnections. */
    public record Packets(long in, long out) {
        static final Packets NONE = new Packets(0, 0);

        Packets plus(Packets other) {
            return new Packets(in + other.in, out + other.out);
        }
    }

    /**
     * Sums up what all handles say.
     *
     * @throws LoadException if the server does not answer, or refuses
     */
    public Packets read() throws LoadException, InterruptedException {
        Packets sum = Packets.NONE;
        for (Json session : list("", "list_sessions", "sessions").elements()) {
            String at = "/" + session.integer();
            for (Json handle : list(at, "list_handles", "handles").elements()) {
                Json reply = ask(at + "/" + handle.integer(), "handle_info");
                sum = sum.plus(of(reply.get("info").orElse(Json.object())));
            }
        }
        return sum;
    }

    /**
     * How many turns of the media loops took how long, in microseconds, since the server began;
     * empty where it does not tell that: only Cardea does.
     *
     * @throws LoadException if the server does not answer, or refuses
     */
    public NavigableMap<Double, Long> turnTimes() throws LoadException, InterruptedException {
        NavigableMap<Double, Long> all = new TreeMap<>();
        for (Json loop : list("", "loops_info", "loops").elements()) {
            for (Json step : loop.get("turn_times").orElseGet(Json::array).elements()) {
                all.merge(
                        step.elements().get(0).integer() / 1e3,
                        step.elements().get(1).integer(),
                        Long::sum);
            }
        }
        return all;
    }

    /** What a handle's {@code info} says. */
    static Packets of(Json info) {
        Json media = member(member(info, "webrtc"), "media");
        Packets sum = Packets.NONE;
        for (Json line : media.members().values()) {
            Json stats = member(line, "stats");
            Json in = member(stats, "in");
            long received = packets(in);
            for (Json layer : in.members().values()) {
                if (layer.isObject()) received += packets(layer);
            }
            sum = sum.plus(new Packets(received, packets(member(stats, "out"))));
        }
        return sum;
    }

    private static Json member(Json object, String name) {
        return object.get(name).filter(Json::isObject).orElseGet(Json::object);
    }

    private static long packets(Json object) {
        return object.integer("packets", 0);
    }

    private Json list(String path, String request, String name)
            throws LoadException, InterruptedException {
        return ask(path, request).get(name).filter(Json::isArray).orElseGet(Json::array);
    }

    private Json ask(String path, String request) throws LoadException, InterruptedException {
        Json body =
                Json.object()
                        .put("janus", request)
                        .put("transaction", "load")
                        .put("admin_secret", secret);
        HttpRequest post =
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build();
        try {
            Json reply = Json.parse(http.send(post, BodyHandlers.ofString()).body());
            if (reply.string("janus", "").equals("success")) return reply;
            throw new LoadException("the Admin API refused " + request + ": " + reply);
        } catch (IOException | JsonException e) {
            throw new LoadException("the Admin API at " + url + " does not answer: " + e, e);
        }
    }
}
