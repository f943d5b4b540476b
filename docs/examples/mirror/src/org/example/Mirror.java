package org.example;

import io.cardea.spi.AnswerOptions;
import io.cardea.spi.AnswerOptions.Choice;
import io.cardea.spi.Event;
import io.cardea.spi.Handle;
import io.cardea.spi.Jsep;
import io.cardea.spi.Json;
import io.cardea.spi.LinkListener;
import io.cardea.spi.LinkOptions;
import io.cardea.spi.MediaLine;
import io.cardea.spi.ModuleInfo;
import io.cardea.spi.Plugin;
import io.cardea.spi.PluginContext;
import io.cardea.spi.PluginSession;
import io.cardea.spi.Reply;
import io.cardea.spi.Request;
import java.util.List;
import java.util.Locale;

/** Sends everybody's media back to them, and shouts what they say. */
public final class Mirror implements Plugin {
    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                "org.example.mirror", "Mirror", "Example", "Sends it back", 1, "1.0", "mirror.jar");
    }

    @Override
    public void start(PluginContext context) {}

    @Override
    public PluginSession attach(Handle handle) {
        return new Session(handle);
    }

    private record Session(Handle handle) implements PluginSession {
        @Override
        public Reply handle(Request request) {
            if (request.jsep().isEmpty()) return new Reply.Now(Json.object().put("mirror", "idle"));
            return new Reply.Later("", () -> answer(request.jsep().get()));
        }

        private Event answer(Jsep offer) {
            Choice choice = new Choice(true, List.of(), "sendrecv", "", false, false, List.of(), "");
            Jsep answer =
                    handle.peerConnection().answer(offer, new AnswerOptions("Mirror", m -> choice));
            for (MediaLine line : handle.peerConnection().lines()) {
                line.track().ifPresent(t -> t.connect(line, LinkOptions.best(), LinkListener.NONE));
            }
            return Event.of(Json.object().put("mirror", "hung"), answer);
        }

        @Override
        public void onData(String label, String protocol, boolean binary, byte[] message) {
            String loud = new String(message, java.nio.charset.StandardCharsets.UTF_8);
            byte[] back = loud.toUpperCase(Locale.ROOT).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            handle.peerConnection().sendData(label, protocol, binary, back);
        }

        @Override
        public Json describe() {
            return Json.object().put("lines", handle.peerConnection().lines().size());
        }
    }
}
