package io.cardea.broker.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.cardea.broker.BrokerTls;
import io.cardea.spi.Settings;
import io.cardea.spi.SettingsException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;

/**
 * Where a broker is and who we are there.
 *
 * @param heartbeatSeconds after how much silence the connection is given up; 0 takes the broker's
 * @param exchange where we publish; empty is the default exchange
 */
record AmqpPlace(
        String host,
        int port,
        String vhost,
        Login login,
        int heartbeatSeconds,
        Optional<BrokerTls> tls,
        Exchange exchange) {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int CLOSE_MILLIS = 500;
    private static final ExecutorService CONSUMERS = Executors.newVirtualThreadPerTaskExecutor();
    private static final int MAX_PORT = 65_535;

    /** Who we are. */
    record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /** Where we publish. */
    record Exchange(String name, String type) {
        boolean isDefault() {
            return name.isEmpty();
        }

        /** Whether queues are bound to it by a key of their own. */
        boolean binds() {
            return !isDefault() && (type.equals("topic") || type.equals("direct"));
        }
    }

    /**
     * @param prefix of the exchange's settings
     */
    static AmqpPlace read(Settings general, String prefix) {
        return new AmqpPlace(
                general.string("host", "localhost"),
                (int) number(general, "port", 5_672, 1, MAX_PORT),
                general.string("vhost", "/"),
                new Login(general.string("username", "guest"), general.string("password", "guest")),
                (int) number(general, "heartbeat", 0, 0, MAX_PORT),
                tls(general),
                new Exchange(
                        general.string(prefix + "exchange", ""),
                        type(general, prefix + "exchange_type")));
    }

    private static long number(Settings general, String key, long fallback, long least, long most) {
        long number = general.integer(key, fallback);
        if (number >= least && number <= most) return number;
        throw new SettingsException(general.where(), key, "not " + least + " to " + most);
    }

    private static String type(Settings general, String key) {
        String word = general.string(key, "fanout");
        return switch (word) {
            case "fanout", "direct", "topic", "headers" -> word;
            default -> throw new SettingsException(general.where(), key, "no type: " + word);
        };
    }

    private static Optional<BrokerTls> tls(Settings general) {
        if (!general.bool("ssl_enabled", general.bool("ssl_enable", false)))
            return Optional.empty();
        return Optional.of(
                BrokerTls.read(
                        general,
                        "ssl_cacert",
                        "ssl_cert",
                        "ssl_key",
                        general.bool("ssl_verify_peer", false),
                        general.bool("ssl_verify_hostname", false)));
    }

    /** Opens a connection; its threads are virtual, and end with it. */
    Connection connect() throws IOException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(host);
        factory.setPort(port);
        factory.setVirtualHost(vhost);
        factory.setUsername(login.user);
        factory.setPassword(login.password);
        factory.setRequestedHeartbeat(heartbeatSeconds);
        factory.setConnectionTimeout(CONNECT_MILLIS);
        factory.setHandshakeTimeout(CONNECT_MILLIS);
        factory.setShutdownTimeout(CLOSE_MILLIS);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setSharedExecutor(CONSUMERS);
        factory.setThreadFactory(Thread.ofVirtual().name("amqp-", 0).factory());
        factory.setExceptionHandler(new QuietExceptions());
        try {
            if (tls.isPresent()) {
                factory.useSslProtocol(tls.get().context());
                if (tls.get().verifiesHost()) factory.enableHostnameVerification();
            }
            return factory.newConnection("cardea");
        } catch (TimeoutException | GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    @Override
    public String toString() {
        return (tls.isPresent() ? "amqps://" : "amqp://") + host + ":" + port;
    }
}
