package io.cardea.server.gateway;

import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Base64;
import java.util.Optional;

/**
 * The Admin API's requests about captures that were made: ours, not Janus's. Any thread; blocks.
 */
final class AdminCaptures {
    /**
     * The longest piece that is read at once, in bytes: as base64 it fits into every transport's
     * messages, a datagram on a Unix socket included.
     */
    static final int MAX_READ = 64 << 10;

    private static final Fields READ =
            Fields.NONE
                    .mandatory("name", Kind.STRING)
                    .optional("offset", Kind.POSITIVE_INTEGER)
                    .optional("length", Kind.POSITIVE_INTEGER);

    private final HandleConnection.Factory connections;

    AdminCaptures(HandleConnection.Factory connections) {
        this.connections = connections;
    }

    /** The reply, or empty if the request is about something else. */
    Optional<Json> serve(Json request, String name) {
        return switch (name) {
            case "list_captures" -> Optional.of(list(request));
            case "read_capture" -> Optional.of(read(request));
            default -> Optional.empty();
        };
    }

    private Json list(Json request) {
        return Replies.of("success", request)
                .put("captures", connections.captures())
                .put("forgotten", connections.forgottenCaptures());
    }

    private Json read(Json request) {
        AdminApi.check(READ, request);
        String name = request.string("name", "");
        long offset = request.integer("offset", 0);
        long length = request.integer("length", MAX_READ);
        if (length < 1 || length > MAX_READ) {
            throw ApiException.element("length should be between 1 and " + MAX_READ);
        }
        try {
            HandleConnection.CapturePiece piece =
                    connections.readCapture(name, offset, (int) length);
            byte[] text = Base64.getEncoder().encode(piece.bytes()).array();
            return Replies.of("success", request)
                    .put("name", name)
                    .put("offset", offset)
                    .put("size", piece.size())
                    .put("data", new String(text, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            throw ApiException.unknown("No such capture");
        } catch (IOException e) {
            throw ApiException.unknown("Could not read the capture");
        }
    }
}
