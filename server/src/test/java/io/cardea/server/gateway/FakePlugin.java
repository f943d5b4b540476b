package io.cardea.server.gateway;

import io.cardea.spi.Event;
import io.cardea.spi.Handle;
import io.cardea.spi.Json;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Plugin;
import io.cardea.spi.PluginContext;
import io.cardea.spi.PluginSession;
import io.cardea.spi.Reply;
import io.cardea.spi.Request;
import java.util.ArrayList;
import java.util.List;

/** Does what the body of a message says: {@code now}, {@code later}, {@code fail}, … */
final class FakePlugin implements Plugin {
    static final String PACKAGE = "janus.plugin.fake";

    final List<String> heard = new ArrayList<>();
    final List<Handle> handles = new ArrayList<>();
    boolean refuses;

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(PACKAGE, "Fake", "nobody", "A fake", 1, "0.0.1", "libjanus_fake.so");
    }

    @Override
    public void start(PluginContext context) {}

    @Override
    public PluginSession attach(Handle handle) {
        if (refuses) throw new IllegalStateException("refused");
        handles.add(handle);
        return new FakeSession(handle);
    }

    private final class FakeSession implements PluginSession {
        private final Handle handle;

        FakeSession(Handle handle) {
            this.handle = handle;
        }

        @Override
        public Reply handle(Request request) {
            Json data = Json.object().put("fake", request.body().string("do", ""));
            return switch (request.body().string("do", "")) {
                case "now" -> new Reply.Now(data);
                case "array" -> new Reply.Now(Json.array());
                case "later" -> new Reply.Later("", () -> Event.of(data));
                case "hint" -> new Reply.Later("wait", () -> Event.of(data));
                case "answer" ->
                        new Reply.Later(
                                "",
                                () ->
                                        Event.of(
                                                data,
                                                handle.peerConnection()
                                                        .answer(
                                                                request.jsep().orElseThrow(),
                                                                null)));
                case "then" ->
                        new Reply.Later(
                                "", () -> Event.of(data).then(() -> handle.push(Event.of(data))));
                case "fault" ->
                        new Reply.Later(
                                "",
                                () -> {
                                    throw new IllegalStateException("planned");
                                });
                case "throw" -> throw new IllegalStateException("planned");
                case "fail" -> new Reply.Failed("No session associated with this handle...");
                case "end" -> {
                    handle.end();
                    yield new Reply.Now(data);
                }
                case "close" -> {
                    handle.closePeerConnection();
                    yield new Reply.Now(data);
                }
                default -> new Reply.Now(Json.object().put("update", update(request)));
            };
        }

        private static boolean update(Request request) {
            return request.jsep().map(jsep -> jsep.update()).orElse(false);
        }

        @Override
        public void onMediaUp() {
            heard.add("up");
        }

        @Override
        public void onMediaDown(String reason) {
            heard.add("down " + reason);
        }

        @Override
        public void onSlowLink(String mid, String kind, boolean uplink, int lost) {
            heard.add("slow " + mid + " " + kind + " " + uplink + " " + lost);
        }

        @Override
        public void onDataOpen(String label, String protocol) {
            heard.add("open " + label);
        }

        @Override
        public void onData(String label, String protocol, boolean binary, byte[] message) {
            heard.add("data " + label + " " + message.length);
        }

        @Override
        public Json describe() {
            return Json.object();
        }

        @Override
        public void close() {
            heard.add("close");
        }
    }
}
