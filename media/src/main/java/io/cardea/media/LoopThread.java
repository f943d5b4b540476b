package io.cardea.media;

/** The thread of a media loop; the type lets others see that they are on one. */
final class LoopThread extends Thread {
    LoopThread(Runnable body, String name) {
        super(body, name);
        setDaemon(true);
    }

    static boolean isCurrent() {
        return Thread.currentThread() instanceof LoopThread;
    }
}
