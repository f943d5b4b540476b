package io.cardea.transport.http;

import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Files of one folder over HTTP: the demo pages. Any thread that may block.
 *
 * <p>Only regular files below the folder, after links are followed, and none whose path has a part
 * that begins with a dot. A folder's page is its {@code index.html}.
 */
final class StaticPages {
    private static final String INDEX = "index.html";
    private static final String UNKNOWN_TYPE = "application/octet-stream";
    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("gif", "image/gif"),
                    Map.entry("htm", "text/html; charset=utf-8"),
                    Map.entry("html", "text/html; charset=utf-8"),
                    Map.entry("ico", "image/x-icon"),
                    Map.entry("jpeg", "image/jpeg"),
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("map", "application/json"),
                    Map.entry("md", "text/plain; charset=utf-8"),
                    Map.entry("mjs", "text/javascript; charset=utf-8"),
                    Map.entry("mp3", "audio/mpeg"),
                    Map.entry("mp4", "video/mp4"),
                    Map.entry("ogg", "audio/ogg"),
                    Map.entry("opus", "audio/ogg"),
                    Map.entry("pdf", "application/pdf"),
                    Map.entry("png", "image/png"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("ttf", "font/ttf"),
                    Map.entry("txt", "text/plain; charset=utf-8"),
                    Map.entry("wasm", "application/wasm"),
                    Map.entry("wav", "audio/wav"),
                    Map.entry("webm", "video/webm"),
                    Map.entry("webmanifest", "application/manifest+json"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("woff", "font/woff"),
                    Map.entry("woff2", "font/woff2"),
                    Map.entry("xml", "application/xml"));

    private final Path root;

    private StaticPages(Path root) {
        this.root = root;
    }

    /** Empty if the folder does not exist. */
    static Optional<StaticPages> of(Path folder) {
        try {
            return Optional.of(new StaticPages(folder.toRealPath()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    Answer answer(HttpCall call) {
        try {
            Optional<Path> found = find(call.path());
            if (found.isEmpty()) return Answer.empty(404);
            if (!Files.isDirectory(found.get())) return file(call, found.get());
            if (!call.path().endsWith("/")) return movedTo(call.path() + "/");
            Optional<Path> index = inside(found.get().resolve(INDEX));
            return index.isPresent() ? file(call, index.get()) : Answer.empty(404);
        } catch (IOException e) {
            return Answer.empty(404);
        }
    }

    private Optional<Path> find(String encoded) throws IOException {
        Path path = root;
        try {
            String decoded =
                    QueryStringDecoder.decodeComponent(
                            encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
            for (String part : decoded.split("/", -1)) {
                boolean odd = part.startsWith(".") || part.indexOf('\\') >= 0;
                if (odd || part.indexOf(0) >= 0) return Optional.empty();
                if (!part.isEmpty()) path = path.resolve(part);
            }
        } catch (IllegalArgumentException e) {
            // A broken percent sign, or a name that the file system cannot have.
            return Optional.empty();
        }
        return inside(path);
    }

    private Optional<Path> inside(Path path) throws IOException {
        if (!Files.exists(path)) return Optional.empty();
        Path real = path.toRealPath();
        return real.startsWith(root) ? Optional.of(real) : Optional.empty();
    }

    private static Answer movedTo(String path) {
        Answer.Content answer = Answer.empty(301);
        // Never "//host/", which a browser would take for another site.
        answer.headers().set(HttpHeaderNames.LOCATION, path.replaceAll("^/+", "/"));
        return answer;
    }

    private static Answer file(HttpCall call, Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) return Answer.empty(404);
        long modified = attributes.lastModifiedTime().toMillis();
        String tag =
                '"' + Long.toHexString(attributes.size()) + '-' + Long.toHexString(modified) + '"';
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.set(HttpHeaderNames.ETAG, tag);
        headers.set(HttpHeaderNames.LAST_MODIFIED, DateFormatter.format(new Date(modified)));
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-cache");
        if (knows(call.headers(), tag)) return new Answer.Content(304, headers, Answer.NOTHING);
        headers.set(HttpHeaderNames.CONTENT_TYPE, type(path));
        headers.set("X-Content-Type-Options", "nosniff");
        return new Answer.File(headers, FileChannel.open(path), attributes.size());
    }

    private static boolean knows(HttpHeaders request, String tag) {
        for (String value : request.getAll(HttpHeaderNames.IF_NONE_MATCH)) {
            for (String known : value.split(",", -1)) {
                String text = known.strip();
                if (text.equals("*") || text.equals(tag) || text.equals("W/" + tag)) return true;
            }
        }
        return false;
    }

    private static String type(Path path) {
        String name = path.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(extension, UNKNOWN_TYPE);
    }
}
