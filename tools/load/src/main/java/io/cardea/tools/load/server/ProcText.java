package io.cardea.tools.load.server;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The text of Linux's {@code /proc}, proc(5). Static. */
final class ProcText {
    private static final int UTIME = 14;
    private static final int FIRST_AFTER_NAME = 3;
    private static final String LISTENING = "0A";
    private static final String SOCKET = "socket:[";

    private ProcText() {}

    /**
     * User and system time, in ticks of the clock, by a process's {@code stat}.
     *
     * @throws IllegalArgumentException if it is not the text of one
     */
    static long cpuTicks(String stat) {
        // The second field is the program's name in brackets, which may contain anything.
        int name = stat.lastIndexOf(')');
        String[] fields = stat.substring(name + 1).trim().split("\\s+");
        int utime = UTIME - FIRST_AFTER_NAME;
        if (name < 0 || fields.length <= utime + 1) {
            throw new IllegalArgumentException("not a process's stat: " + stat);
        }
        return Long.parseLong(fields[utime]) + Long.parseLong(fields[utime + 1]);
    }

    /** A number of a process's {@code status}, such as {@code VmRSS}; 0 if it is not there. */
    static long number(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    /** The inodes of sockets that listen on that port: of {@code net/tcp} or {@code net/tcp6}. */
    static List<Long> listeners(String text, int port) {
        List<Long> inodes = new ArrayList<>();
        text.lines()
                .skip(1)
                .forEach(line -> {
                    String[] fields = line.trim().split("\\s+");
                    if (fields.length < 10 || !fields[3].equals(LISTENING)) return;
                    String local = fields[1];
                    int own = Integer.parseInt(local.substring(local.lastIndexOf(':') + 1), 16);
                    if (own == port) inodes.add(Long.parseLong(fields[9]));
                });
        return inodes;
    }

    /** The inode of the socket that a descriptor's link leads to. */
    static OptionalLong socketInode(String link) {
        if (!link.startsWith(SOCKET) || !link.endsWith("]")) return OptionalLong.empty();
        return OptionalLong.of(Long.parseLong(link.substring(SOCKET.length(), link.length() - 1)));
    }
}
