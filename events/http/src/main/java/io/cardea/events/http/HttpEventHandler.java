package io.cardea.events.http;

import io.cardea.events.common.EventQueue;
import io.cardea.events.common.Tweak;
import io.cardea.events.common.Tweak.Kind;
import io.cardea.events.common.Wanted;
import io.cardea.spi.EventHandler;
import io.cardea.spi.EventHandlerContext;
import io.cardea.spi.EventType;
import io.cardea.spi.Json;
import io.cardea.spi.Metric;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Posts events to a web server.
 *
 * <p>Only a request that got no answer is sent again: whatever the server answers, it has the
 * events. Limits: those of {@link EventQueue}; a try takes ten seconds at most.
 */
public final class HttpEventHandler implements EventHandler {
    private static final System.Logger LOG = System.getLogger(HttpEventHandler.class.getName());
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Map<String, Kind> CHANGES =
            Map.of(
                    "grouping", Kind.BOOLEAN,
                    "backend", Kind.STRING,
                    "backend_user", Kind.STRING,
                    "backend_pwd", Kind.STRING,
                    "compress", Kind.BOOLEAN,
                    "compression", Kind.POSITIVE_INTEGER,
                    "max_retransmissions", Kind.POSITIVE_INTEGER,
                    "retransmissions_backoff", Kind.POSITIVE_INTEGER);

    private Wanted wanted = new Wanted(Settings.group("", 0));
    private volatile @Nullable Backend backend;
    private @Nullable EventQueue queue;
    private @Nullable HttpClient http;

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                "janus.eventhandler.sampleevh",
                "JANUS SampleEventHandler plugin",
                "Cardea",
                "Posts events to a web server.",
                1,
                "0.0.1",
                "libjanus_sampleevh.so");
    }

    @Override
    public boolean start(EventHandlerContext context) {
        Settings general = context.settings().section("general");
        if (!general.bool("enabled", false)) return false;
        wanted = new Wanted(general);
        String url = general.string("backend", "");
        URI target =
                uri(url).orElseThrow(() ->
                        new SettingsException(general.where(), "backend", "no HTTP URL: " + url));
        backend = Backend.of(general, target);
        http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        queue = new EventQueue("events-http", general.bool("grouping", true), this::send);
        return true;
    }

    private static Optional<URI> uri(String text) {
        if (!text.startsWith("http")) return Optional.empty();
        try {
            URI uri = URI.create(text);
            return uri.getHost() == null ? Optional.empty() : Optional.of(uri);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean wants(EventType type) {
        return wanted.has(type);
    }

    @Override
    public void handle(Json event) {
        if (queue != null) queue.offer(event);
    }

    // ---- On the queue's thread ----

    private void send(List<Json> events) throws InterruptedException {
        Backend to = backend;
        HttpClient client = http;
        if (to == null || client == null || queue == null) return;
        Json body = queue.isGrouping() ? Json.arrayOf(events) : events.getFirst();
        byte[] text = body.toString(to.style()).getBytes(StandardCharsets.UTF_8);
        long pause = to.backoffMillis();
        for (int attempt = 0; attempt <= to.retries(); attempt++) {
            if (attempt > 0) {
                Thread.sleep(pause);
                pause = Math.min(2 * pause, Duration.ofHours(1).toMillis());
            }
            try {
                client.send(request(to, text), BodyHandlers.discarding());
                return;
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, () -> "events not posted cause=" + e);
            }
        }
        queue.countDropped(events.size());
        LOG.log(
                System.Logger.Level.WARNING,
                () -> "events given up count=" + events.size() + " backend=" + to.url());
    }

    private static HttpRequest request(Backend to, byte[] text) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(to.url())
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json");
        to.user()
                .ifPresent(user -> {
                    byte[] pair = (user + ":" + to.password()).getBytes(StandardCharsets.UTF_8);
                    String word = Base64.getEncoder().encodeToString(pair);
                    request.header("Authorization", "Basic " + word);
                });
        if (!to.compress()) return request.POST(BodyPublishers.ofByteArray(text)).build();
        request.header("Content-Encoding", "gzip");
        return request.POST(BodyPublishers.ofByteArray(packed(text, to.compression()))).build();
    }

    private static byte[] packed(byte[] text, int compression) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip =
                new GZIPOutputStream(bytes) {
                    {
                        def.setLevel(compression);
                    }
                }) {
            zip.write(text);
        }
        return bytes.toByteArray();
    }

    @Override
    public List<Metric> metrics() {
        EventQueue current = queue;
        return current == null ? List.of() : current.metrics();
    }

    // ---- From the Admin API ----

    @Override
    public Json query(Json request) {
        return Tweak.answer(request, wanted, this::change);
    }

    private Optional<Json> change(Json request) {
        for (Map.Entry<String, Kind> member : CHANGES.entrySet()) {
            Optional<Json> flaw = Tweak.flaw(request, member.getKey(), member.getValue());
            if (flaw.isPresent()) return flaw;
        }
        String url = request.string("backend", "");
        if (request.has("backend") && uri(url).isEmpty()) {
            return Optional.of(Tweak.invalid("Invalid HTTP URI '" + url + "'"));
        }
        Backend now = backend;
        if (now != null) backend = now.with(request);
        if (queue != null) queue.grouping(request.bool("grouping", queue.isGrouping()));
        return Optional.empty();
    }

    @Override
    public void close() {
        if (queue != null) queue.close();
        if (http != null) http.shutdownNow();
    }
}
