package io.cardea.server;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.System.Logger.Level;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * Keeps the heap as small as what lives in it allows.
 *
 * <p>Ciphers leave garbage, about a kilobyte a packet. ZGC lets it walk through all the memory it
 * may have before it collects, and memory that is touched for the first time costs more than the
 * cipher does. So it is told to stay within a multiple of what survived the last collection, {@code
 * SoftMaxHeapSize}, which it may pass in need. Other collectors are left alone.
 */
final class HeapBound {
    /** What is always allowed. */
    static final long LEAST_BYTES = 256L << 20;

    /** Of what survives: room for collections that do not hurry. */
    static final int TIMES_LIVE = 2;

    private static final System.Logger LOG = System.getLogger(HeapBound.class.getName());
    private static final String OPTION = "SoftMaxHeapSize";
    private static final String COLLECTOR = "ZGC";

    /** Changes that are not worth setting an option for. */
    private static final long STEP_BYTES = 16L << 20;

    private final HotSpotDiagnosticMXBean machine;
    private final long mostBytes;
    private long boundBytes;

    private HeapBound(HotSpotDiagnosticMXBean machine, long mostBytes) {
        this.machine = machine;
        this.mostBytes = mostBytes;
    }

    /** From now on, where the collector knows such a bound; unless the operator has set one. */
    static void keep() {
        var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (machine == null) return;
        HeapBound bound = new HeapBound(machine, Runtime.getRuntime().maxMemory());
        boolean known = false;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (!collector.getName().startsWith(COLLECTOR)) continue;
            if (!(collector instanceof NotificationEmitter emitter)) continue;
            if (!known && bound.isGiven()) return;
            known = true;
            emitter.addNotificationListener((told, _) -> bound.collected(told), null, null);
        }
        if (known) bound.set(0);
    }

    private boolean isGiven() {
        return switch (machine.getVMOption(OPTION).getOrigin()) {
            case DEFAULT, ERGONOMIC -> false;
            default -> true;
        };
    }

    /** What the heap should stay within when that much lives in it. */
    static long bytes(long live, long most) {
        return Math.min(most, Math.max(LEAST_BYTES, TIMES_LIVE * live));
    }

    private void collected(Notification told) {
        if (!(told.getUserData() instanceof CompositeData data)) return;
        var collection = GarbageCollectionNotificationInfo.from(data).getGcInfo();
        long live = 0;
        for (MemoryUsage pool : collection.getMemoryUsageAfterGc().values()) {
            live += pool.getUsed();
        }
        set(live);
    }

    private synchronized void set(long live) {
        long wanted = bytes(live, mostBytes);
        if (Math.abs(wanted - boundBytes) < STEP_BYTES) return;
        try {
            machine.setVMOption(OPTION, Long.toString(wanted));
            boundBytes = wanted;
        } catch (IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "the heap cannot be bounded: {0}", e.getMessage());
        }
    }
}
