package io.cardea.server.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cardea.rtc.ice.TurnServer;
import io.cardea.server.config.NatSettings;
import io.cardea.spi.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TurnRestTest {
    private static final String ANSWER =
            "{\"username\":\"u\",\"password\":\"p\",\"ttl\":86400,\"uris\":["
                    + "\"turn:192.0.2.7:3479?transport=udp\",\"turn:192.0.2.7?transport=tcp\","
                    + "\"turns:192.0.2.7:443?transport=tcp\",\"stun:192.0.2.7\",5,"
                    + "\"turn:192.0.2.7:many\"]}";

    private final HttpServer service;
    private final List<String> asked = new ArrayList<>();
    private int status = 200;

    TurnRestTest() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", this::answer);
        service.start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            asked.add(
                    exchange.getRequestMethod()
                            + " "
                            + exchange.getRequestURI()
                            + " "
                            + new String(body, StandardCharsets.UTF_8)
                            + " "
                            + exchange.getRequestHeaders().getFirst("User-Agent"));
            byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<TurnServer> servers(Optional<String> key, boolean get) {
        String url = "http://127.0.0.1:" + service.getAddress().getPort() + "/turn";
        NatSettings.TurnRest settings =
                new NatSettings.TurnRest(url, key, get, Duration.ofSeconds(10));
        return new TurnRest(settings).servers("a b");
    }

    @Test
    void theServersAreThoseOfTheAnswer() {
        List<TurnServer> servers = servers(Optional.empty(), false);

        assertEquals(
                List.of(
                        "udp/192.0.2.7:3479 false",
                        "tcp/192.0.2.7:3478 false",
                        "tcp/192.0.2.7:443 true"),
                servers.stream().map(s -> s.address() + " " + s.tls()).toList());
        assertEquals("u", servers.getFirst().username());
        assertEquals("p", servers.getFirst().password());
    }

    @Test
    void aPostCarriesItsParametersTwice() {
        servers(Optional.of("k"), false);

        String form = "service=turn&api=k&key=k&username=a+b";
        assertEquals(List.of("POST /turn?" + form + " " + form + " Janus/1.0"), asked);
    }

    @Test
    void aGetCarriesThemOnce() {
        servers(Optional.empty(), true);

        assertEquals(List.of("GET /turn?service=turn&username=a+b  Janus/1.0"), asked);
    }

    @Test
    void aServiceThatFailsGivesNoServers() {
        status = 500;
        assertTrue(servers(Optional.empty(), true).isEmpty());

        service.stop(0);
        assertTrue(servers(Optional.empty(), true).isEmpty());
        assertTrue(TurnRest.parse(Json.object()).isEmpty());
    }
}
