package io.cardea.transport.nanomsg;

import io.cardea.spi.Json;
import io.cardea.spi.Metric;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Settings;
import io.cardea.spi.Transport;
import io.cardea.spi.TransportContext;
import io.cardea.transport.nanomsg.sp.Place;
import io.cardea.transport.netty.Tuning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The Janus API and the Admin API over Nanomsg's {@code PAIR} sockets, one for each.
 *
 * <p>Started and closed by the server's main thread. Limits: see {@code Limits}, here and in {@code
 * sp}.
 */
public final class NanomsgTransport implements Transport {
    static final String PACKAGE = "janus.transport.nanomsg";

    private static final System.Logger LOG = System.getLogger(NanomsgTransport.class.getName());

    private final List<NanomsgClient> clients = new ArrayList<>();
    private Tuning tuning = new Tuning(Settings.group("", 0));

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                PACKAGE,
                "JANUS Nanomsg transport plugin",
                "Cardea",
                "Carries the Janus API over Nanomsg.",
                1,
                "0.0.1",
                "libjanus_nanomsg.so");
    }

    @Override
    public boolean start(TransportContext context) throws IOException {
        NanomsgSettings settings = NanomsgSettings.read(context.settings());
        tuning = new Tuning(context.settings().section("general"));
        try {
            if (settings.janus().isPresent()) open(settings.janus().get(), false, context);
            if (settings.admin().isPresent()) open(settings.admin().get(), true, context);
        } catch (IOException e) {
            close();
            throw e;
        }
        return settings.janus().isPresent();
    }

    private void open(Place place, boolean admin, TransportContext context) throws IOException {
        NanomsgClient client = new NanomsgClient(place, admin, context, tuning::print);
        client.start();
        int number = clients.size();
        clients.add(client);
        String url = client.pair().address().url();
        LOG.log(System.Logger.Level.INFO, () -> "nanomsg mode=" + place.mode() + " address=" + url);
        if (!tuning.notifies()) return;
        context.notifyEvent(
                client,
                Json.object()
                        .put("event", "created")
                        .put("admin_api", admin)
                        .put("socket", number));
    }

    @Override
    public boolean isAdminEnabled() {
        return clients.stream().anyMatch(NanomsgClient::isAdmin);
    }

    @Override
    public List<String> urls() {
        return clients.stream().map(client -> client.pair().address().url()).toList();
    }

    @Override
    public Json query(Json request) {
        Optional<Json> fault = Tuning.fault(request);
        if (fault.isPresent()) return fault.get();
        return switch (request.string("request", "")) {
            case "configure" -> tuning.configure(request);
            default -> Tuning.unknown(request);
        };
    }

    @Override
    public List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>();
        for (NanomsgClient client : clients) {
            String api = client.isAdmin() ? "admin" : "janus";
            client.pair().counters().metrics().forEach(m -> metrics.add(m.with("api", api)));
            metrics.add(
                    Metric.counter("malformed", "Messages that were no JSON.", client.malformed())
                            .with("api", api));
            metrics.add(
                    Metric.counter(
                                    "faults",
                                    "Messages on which the server's own code failed.",
                                    client.faults())
                            .with("api", api));
        }
        return metrics;
    }

    @Override
    public Set<String> reload(Settings fresh) {
        return tuning.reload(fresh.section("general"));
    }

    @Override
    public void close() {
        clients.forEach(NanomsgClient::close);
    }
}
