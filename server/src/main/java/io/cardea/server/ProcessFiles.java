package io.cardea.server;

import io.cardea.server.config.ServerSettings.ProcessSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The process towards the operating system: its pid file, its limit of open files. */
final class ProcessFiles implements AutoCloseable {
    private static final Path LIMITS = Path.of("/proc/self/limits");

    private final Optional<Path> path;
    private final Optional<FileChannel> channel;

    private ProcessFiles(Optional<Path> path, Optional<FileChannel> channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Checks the limit and writes the pid file.
     *
     * @throws StartException if the limit is too low or another process holds the file
     */
    static ProcessFiles open(ProcessSettings settings) {
        checkOpenFiles(settings.minOpenFiles());
        Optional<FileChannel> channel = settings.pidFile().map(ProcessFiles::write);
        return new ProcessFiles(settings.pidFile(), channel);
    }

    private static void checkOpenFiles(int wanted) {
        if (wanted == 0 || !Files.isReadable(LIMITS)) return;
        try {
            for (String line : Files.readAllLines(LIMITS)) {
                if (!line.startsWith("Max open files")) continue;
                String soft = line.substring("Max open files".length()).strip().split("\\s+")[0];
                if (!soft.equals("unlimited") && Long.parseLong(soft) < wanted) {
                    throw new StartException(
                            "only " + soft + " open files allowed, " + wanted + " wanted");
                }
            }
        } catch (IOException e) {
            throw new StartException("the limit of open files cannot be read");
        }
    }

    private static FileChannel write(Path file) {
        try {
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new StartException("pid file is in use: " + file);
            }
            channel.truncate(0);
            String pid = ProcessHandle.current().pid() + "\n";
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (IOException e) {
            throw new StartException("pid file cannot be written: " + file);
        }
    }

    @Override
    public void close() throws IOException {
        if (channel.isEmpty() || !channel.get().isOpen()) return;
        Files.deleteIfExists(path.orElseThrow());
        channel.get().close();
    }
}
