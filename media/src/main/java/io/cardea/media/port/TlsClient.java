package io.cardea.media.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLParameters;

/**
 * The client's end of TLS over a non-blocking channel.
 *
 * <p>Belongs to a loop; the expensive steps of the handshake run on virtual threads, and then the
 * loop is told to go on. Certificate and name are checked as HTTPS does.
 */
final class TlsClient {
    private final SSLEngine engine;
    private Runnable onProgress = () -> {};
    private final AtomicBoolean tasksRunning = new AtomicBoolean();
    private final ByteBuffer netIn;
    private final ByteBuffer netOut;
    private final ByteBuffer plain;

    TlsClient(String host, int port) throws IOException {
        this(engine(host, port));
    }

    TlsClient(SSLEngine engine) {
        this.engine = engine;
        engine.setUseClientMode(true);
        int record = engine.getSession().getPacketBufferSize();
        netIn = ByteBuffer.allocate(2 * record);
        netOut = ByteBuffer.allocate(2 * record);
        plain = ByteBuffer.allocate(2 * engine.getSession().getApplicationBufferSize());
    }

    /** Set once, before the first byte: called from another thread. */
    void onProgress(Runnable action) {
        onProgress = action;
    }

    private static SSLEngine engine(String host, int port) throws IOException {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine(host, port);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
            return engine;
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("no TLS here", e);
        }
    }

    /** Reads what is there into {@code in}: how many bytes, or -1 at the end. */
    int read(SocketChannel channel, ByteBuffer in) throws IOException {
        int before = in.position();
        int count = channel.read(netIn);
        progress(channel);
        netIn.flip();
        boolean more = true;
        while (more && netIn.hasRemaining() && !tasksRunning.get()) {
            SSLEngineResult result = engine.unwrap(netIn, plain);
            more = result.getStatus() == SSLEngineResult.Status.OK;
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) count = -1;
            if (more && result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) runTasks();
            more &= result.bytesConsumed() > 0 || result.bytesProduced() > 0;
        }
        netIn.compact();
        give(in);
        progress(channel);
        return in.position() > before ? in.position() - before : Math.min(count, 0);
    }

    private void give(ByteBuffer in) {
        plain.flip();
        int count = Math.min(plain.remaining(), in.remaining());
        in.put(in.position(), plain, plain.position(), count);
        in.position(in.position() + count);
        plain.position(plain.position() + count);
        plain.compact();
    }

    /** Encrypts and sends from {@code out}; whether something is left to be written. */
    boolean write(SocketChannel channel, ByteBuffer out) throws IOException {
        progress(channel);
        while (isReady() && out.hasRemaining() && !pushOut(channel)) {
            SSLEngineResult result = engine.wrap(out, netOut);
            if (result.getStatus() != SSLEngineResult.Status.OK) break;
        }
        // While the handshake waits for the server, readability will bring us back.
        return pushOut(channel) || (isReady() && out.hasRemaining());
    }

    private boolean isReady() {
        HandshakeStatus status = engine.getHandshakeStatus();
        return status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED;
    }

    /** Takes the steps of the handshake that need no input. */
    private void progress(SocketChannel channel) throws IOException {
        if (engine.getSession().getProtocol().equals("NONE")
                && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
            engine.beginHandshake();
        }
        while (!tasksRunning.get()) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                runTasks();
            } else if (status == HandshakeStatus.NEED_WRAP && !pushOut(channel)) {
                engine.wrap(ByteBuffer.allocate(0), netOut);
            } else {
                break;
            }
        }
        pushOut(channel);
    }

    /** Sends what is encrypted; whether some of it is left. */
    private boolean pushOut(SocketChannel channel) throws IOException {
        netOut.flip();
        if (netOut.hasRemaining()) channel.write(netOut);
        boolean left = netOut.hasRemaining();
        netOut.compact();
        return left;
    }

    private void runTasks() {
        if (!tasksRunning.compareAndSet(false, true)) return;
        Thread.ofVirtual()
                .start(() -> {
                    for (Runnable task = engine.getDelegatedTask();
                            task != null;
                            task = engine.getDelegatedTask()) {
                        task.run();
                    }
                    tasksRunning.set(false);
                    onProgress.run();
                });
    }
}
