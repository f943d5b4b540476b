package io.cardea.tools.load;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Cardea on ports of its own, from the class path of the tests. */
final class ServerProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Path folder;
    private final int webSocketPort;
    private final int httpPort;
    private final Process process;

    private ServerProcess() throws IOException {
        folder = Files.createTempDirectory("cardea-load");
        webSocketPort = freePort();
        httpPort = freePort();
        write("janus.jcfg", "nat: { ice_enforce_list = \"127.0.0.1\" }");
        write(
                "janus.transport.websockets.jcfg",
                "general: { ws = true, ws_ip = \"127.0.0.1\", ws_port = " + webSocketPort + " }");
        write(
                "janus.transport.http.jcfg",
                "general: { http = true, ip = \"127.0.0.1\", port = " + httpPort + " }");
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.cardea.server.Cardea",
                        "-F",
                        folder.toString(),
                        "-o");
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text + "\n");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** One that serves. */
    static ServerProcess start() throws IOException, InterruptedException {
        var server = new ServerProcess();
        long end = System.nanoTime() + START.toNanos();
        while (!(serves(server.webSocketPort) && serves(server.httpPort))) {
            if (System.nanoTime() > end || !server.process.isAlive()) {
                String log = Files.readString(server.folder.resolve("log"));
                server.close();
                throw new IOException("the server did not start: " + log);
            }
            Thread.sleep(50);
        }
        return server;
    }

    private static boolean serves(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    String webSocket() {
        return "ws://127.0.0.1:" + webSocketPort;
    }

    String http() {
        return "http://127.0.0.1:" + httpPort + "/janus";
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.toList()) Files.delete(each);
        }
        Files.delete(folder);
    }
}
