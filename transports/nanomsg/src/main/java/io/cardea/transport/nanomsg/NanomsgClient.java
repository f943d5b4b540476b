package io.cardea.transport.nanomsg;

import io.cardea.spi.Gateway;
import io.cardea.spi.Json;
import io.cardea.spi.JsonException;
import io.cardea.spi.TransportClient;
import io.cardea.spi.TransportContext;
import io.cardea.transport.nanomsg.sp.Pair;
import io.cardea.transport.nanomsg.sp.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * All there is on the other side of one API, whoever the peer is just now: its sessions outlast a
 * peer that goes, and events wait for the next one. Requests are served one after another on a
 * virtual thread.
 */
final class NanomsgClient implements TransportClient, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NanomsgClient.class.getName());
    private static final int INVALID_JSON = 454;
    private static final int MISSING_ELEMENT = 456;

    private final boolean admin;
    private final Gateway gateway;
    private final Function<Json, String> printer;
    private final Pair pair;
    private final BlockingQueue<byte[]> requests = new ArrayBlockingQueue<>(Limits.MAX_WAITING);
    private final Thread worker;
    private final AtomicLong malformed = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();

    /**
     * @param admin whether it speaks the Admin API
     * @param printer how messages look
     */
    NanomsgClient(
            Place place, boolean admin, TransportContext context, Function<Json, String> printer) {
        this.admin = admin;
        this.gateway = context.gateway();
        this.printer = printer;
        pair = new Pair(place, context.maxRequestBytes(), requests::put);
        worker = Thread.ofVirtual().name("nanomsg-requests").unstarted(this::work);
    }

    void start() throws IOException {
        pair.start();
        worker.start();
    }

    Pair pair() {
        return pair;
    }

    boolean isAdmin() {
        return admin;
    }

    /** Messages that were no JSON. */
    long malformed() {
        return malformed.get();
    }

    /** Messages on which our own code failed. */
    long faults() {
        return faults.get();
    }

    @Override
    public Optional<String> transport() {
        return Optional.of(NanomsgTransport.PACKAGE);
    }

    // ---- In ----

    private void work() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                serve(new String(requests.take(), StandardCharsets.UTF_8));
            } catch (InterruptedException e) {
                return; // closed
            } catch (RuntimeException e) {
                faults.incrementAndGet();
                LOG.log(System.Logger.Level.ERROR, "message over Nanomsg failed", e);
            }
        }
    }

    private void serve(String text) {
        Json request;
        try {
            request = Json.parse(text);
        } catch (JsonException e) {
            malformed.incrementAndGet();
            send(refusal(e));
            return;
        }
        if (admin) {
            gateway.acceptAdmin(this, request, this::send);
        } else {
            gateway.accept(this, request, this::send);
        }
    }

    private Json refusal(JsonException fault) {
        // compat: the Admin API takes it for an empty request, as over the other transports
        Json error =
                admin
                        ? error(MISSING_ELEMENT, "Missing mandatory element (transaction)")
                        : error(
                                INVALID_JSON,
                                "Invalid Janus API request - <string>(%d,%d): %s"
                                        .formatted(
                                                fault.line(), fault.column(), fault.getMessage()));
        return Json.object().put("janus", "error").put("error", error);
    }

    private static Json error(int code, String reason) {
        return Json.object().put("code", code).put("reason", reason);
    }

    // ---- Out ----

    @Override
    public void send(Json message) {
        pair.send(printer.apply(message).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void sessionCreated(long sessionId) {
        // Events need no table here: there is one client.
    }

    @Override
    public void sessionOver(long sessionId, SessionEnd why) {
        // The peer stays for its other sessions.
    }

    @Override
    public void close() {
        pair.close();
        worker.interrupt();
    }
}
