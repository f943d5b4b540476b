package io.cardea.server.log;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. The JDK offers them only as an unsupported class, which is
 * reached by reflection so that its absence costs a warning and not the start.
 */
public final class Signals {
    private static final System.Logger LOG = System.getLogger(Signals.class.getName());

    private Signals() {}

    /** Runs an action whenever the signal comes; {@code name} begins with {@code SIG}. */
    public static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (self, method, arguments) -> call(action, self, method, arguments));
            Object number = signal.getConstructor(String.class).newInstance(name.substring(3));
            signal.getMethod("handle", signal, handler).invoke(null, number, proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "signal not available signal=" + name);
        }
    }

    @SuppressWarnings("ReferenceEquality") // a proxy answers for its own identity
    private static Object call(Runnable action, Object self, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(self);
            case "equals" -> self == arguments[0];
            case "toString" -> "signal handler";
            default -> {
                action.run();
                yield false;
            }
        };
    }
}
