package io.cardea.server.gateway;

import io.cardea.rtc.peer.MediaRules;
import io.cardea.rtc.peer.PeerSettings;
import io.cardea.server.config.Jcfg;
import io.cardea.server.config.ServerSettings;
import io.cardea.server.event.EventHandlers;
import io.cardea.server.limit.Limits;
import io.cardea.server.monitor.RequestFigures;
import io.cardea.spi.Json;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Transport;
import io.cardea.spi.TransportContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A gateway with one fake plugin, one fake client, a clock and threads under control. */
final class GatewayRig {
    final ManualThreads threads = new ManualThreads();
    final FakePlugin plugin = new FakePlugin();
    final FakeClient client = new FakeClient();
    final List<FakeConnection> connections = new ArrayList<>();
    final FakeLog log = new FakeLog();
    final MediaRules media = new MediaRules(PeerSettings.Media.defaults());
    final RequestFigures requests = new RequestFigures(this::now);
    final Modules modules = new Modules(List.of(plugin));
    final JanusGateway gateway;
    final Limits limits;
    long now;

    GatewayRig() {
        this("");
    }

    GatewayRig(String configuration) {
        ServerSettings settings = ServerSettings.of(Jcfg.parse("test.jcfg", configuration));
        limits = new Limits(settings.limits());
        modules.add(new FakeTransport());
        gateway =
                new JanusGateway(
                        settings,
                        new ServerInfo(
                                settings,
                                modules,
                                new ServerInfo.Addresses("192.0.2.1", List.of()),
                                new ServerInfo.Build("1", "c", "t")),
                        new JanusGateway.Environment(
                                modules,
                                this::connect,
                                EventHandlers.NONE,
                                new LiveSettings(settings.sessions(), log, media, limits),
                                new SignedTokens(settings.access().tokenSecret(), () -> 1_000L),
                                new NoOperations(),
                                threads,
                                () -> now,
                                new Random(1),
                                requests));
    }

    private HandleConnection connect(HandleConnection.Owner owner) {
        FakeConnection connection = new FakeConnection(owner);
        connections.add(connection);
        return connection;
    }

    private long now() {
        return now;
    }

    void advance(Duration time) {
        now += time.toNanos();
    }

    /** Serves a request (single quotes for double ones), runs all tasks, returns what came. */
    List<String> ask(FakeClient from, String request) {
        gateway.accept(from, Json.parse(request.replace('\'', '"')), from.got::add);
        threads.runAll();
        return from.take();
    }

    /** The same for the usual client, and exactly one message is expected. */
    String ask(String request) {
        List<String> got = ask(client, request);
        if (got.size() != 1) throw new AssertionError("not one message: " + got);
        return got.getFirst().replace('"', '\'');
    }

    /** A session 7 with one handle; returns the handle's id. */
    long attach() {
        ask("{'janus':'create','transaction':'c','id':7}");
        String reply =
                ask(
                        "{'janus':'attach','transaction':'a','session_id':7,"
                                + "'plugin':'janus.plugin.fake','opaque_id':'o'}");
        return Json.parse(reply.replace('\'', '"')).get("data").orElseThrow().integer("id", 0);
    }

    private static final class FakeTransport implements Transport {
        @Override
        public ModuleInfo info() {
            return new ModuleInfo("janus.transport.fake", "F", "nobody", "d", 1, "0.0.1", "f.so");
        }

        @Override
        public boolean start(TransportContext context) {
            return true;
        }

        @Override
        public void close() {}
    }
}
