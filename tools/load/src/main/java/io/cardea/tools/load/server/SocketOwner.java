package io.cardea.tools.load.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the process on this machine that listens on a port. Linux only; elsewhere finds none. */
public final class SocketOwner {
    private static final Path PROC = Path.of("/proc");

    private SocketOwner() {}

    /** The process that answers at an address; empty if it is not here, or not ours to see. */
    public static OptionalLong of(URI url) {
        try {
            return isHere(url.getHost()) ? of(port(url)) : OptionalLong.empty();
        } catch (IOException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    private static boolean isHere(String host) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    }

    private static int port(URI url) {
        if (url.getPort() > 0) return url.getPort();
        return url.getScheme().endsWith("s") ? 443 : 80;
    }

    private static OptionalLong of(int port) throws IOException {
        Set<Long> inodes = new HashSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            Path file = PROC.resolve("self/net").resolve(table);
            if (Files.isReadable(file)) {
                inodes.addAll(ProcText.listeners(Files.readString(file), port));
            }
        }
        if (inodes.isEmpty()) return OptionalLong.empty();
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes
                    .filter(each -> each.getFileName().toString().matches("\\d+"))
                    .filter(each -> holdsAny(each, inodes))
                    .mapToLong(each -> Long.parseLong(each.getFileName().toString()))
                    .findFirst();
        }
    }

    private static boolean holdsAny(Path process, Set<Long> inodes) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(each -> {
                OptionalLong inode = inode(each);
                return inode.isPresent() && inodes.contains(inode.getAsLong());
            });
        } catch (IOException e) {
            return false; // ended, or another user's
        }
    }

    private static OptionalLong inode(Path descriptor) {
        try {
            return ProcText.socketInode(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
            return OptionalLong.empty(); // closed meanwhile
        }
    }
}
