package io.cardea.server.auth;

import io.cardea.server.config.ServerSettings.Access;
import io.cardea.spi.Metric;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Whether a request may pass: by the API secret, or by a token, whichever is right. Without a
 * secret and without tokens everything passes. Counts what it refuses. Any thread.
 */
public final class Authorization {
    /** The admin secret of Janus's sample configuration: everybody knows it. */
    static final String SAMPLE_ADMIN_SECRET = "janusoverlord";

    private volatile Optional<Secret> apiSecret;
    private volatile Optional<Secret> adminSecret;
    private final Optional<Tokens> tokens;
    private final Map<Verdict, LongAdder> refused = new EnumMap<>(Verdict.class);

    /**
     * What it stands on.
     *
     * @param epochSeconds the clock of tokens
     * @param nanoTime the clock of pauses
     * @param threads where keys are read; virtual ones
     */
    public record Environment(LongSupplier epochSeconds, LongSupplier nanoTime, Executor threads) {}

    public Authorization(Access access, Environment environment) {
        this.apiSecret = access.apiSecret().map(Secret::new);
        this.adminSecret = access.adminSecret().map(Secret::new);
        this.tokens =
                access.tokenAuth() ? Optional.of(tokens(access, environment)) : Optional.empty();
        for (Verdict verdict : Verdict.values()) {
            if (!verdict.isGood()) refused.put(verdict, new LongAdder());
        }
        refresh();
    }

    /** Puts other secrets in force; tokens stay what they are. */
    public void changeSecrets(Access access) {
        apiSecret = access.apiSecret().map(Secret::new);
        adminSecret = access.adminSecret().map(Secret::new);
    }

    private static Tokens tokens(Access access, Environment environment) {
        if (access.jwt().isPresent()) {
            return new JwtTokens(
                    access.jwt().get(),
                    new JwtKeys(
                            JwksSource.of(access.jwt().get().keys()),
                            environment.nanoTime(),
                            environment.threads()),
                    environment.epochSeconds());
        }
        return access.tokenSecret()
                .<Tokens>map(secret -> new SignedTokens(secret, environment.epochSeconds()))
                .orElseGet(StoredTokens::new);
    }

    /** What the Admin API keeps; empty unless tokens are stored ones. */
    public Optional<StoredTokens> stored() {
        return tokens.filter(StoredTokens.class::isInstance).map(StoredTokens.class::cast);
    }

    /** Whether a request of the Janus API may pass. */
    public boolean permits(String apiSecretGiven, String token) {
        return counted(judge(apiSecretGiven, token));
    }

    private Verdict judge(String apiSecretGiven, String token) {
        Optional<Secret> secret = apiSecret;
        boolean open = secret.isEmpty() && tokens.isEmpty();
        if (open || secret.isPresent() && secret.get().is(apiSecretGiven)) {
            return Verdict.GOOD;
        }
        if (tokens.isPresent() && !token.isEmpty()) return tokens.get().opensApi(token);
        boolean wrong = secret.isPresent() && !apiSecretGiven.isEmpty();
        return wrong ? Verdict.BAD_SECRET : Verdict.MISSING;
    }

    /** Whether a request's token, if it has one, opens a plugin. */
    public boolean opensPlugin(Optional<String> token, String plugin) {
        if (token.isEmpty() || tokens.isEmpty()) return true;
        return counted(tokens.get().opensPlugin(token.get(), plugin));
    }

    /** Whether plugins can ask {@link #opens}. */
    public boolean tokensProveThemselves() {
        return tokens.isPresent() && tokens.get().proveThemselves();
    }

    /** Whether a token that proves itself opens something of a plugin's, in the plugin's words. */
    public boolean opens(String token, String plugin, String descriptor) {
        if (!tokensProveThemselves()) return false;
        return counted(
                token.isEmpty() ? Verdict.MISSING : tokens.get().opens(token, plugin, descriptor));
    }

    /**
     * Whether a request of the Admin API may pass. Without a secret that only its owner knows, only
     * what comes from this machine does.
     */
    public Verdict permitsAdmin(String adminSecretGiven, boolean local) {
        Verdict verdict = judgeAdmin(adminSecretGiven, local);
        counted(verdict);
        return verdict;
    }

    private Verdict judgeAdmin(String adminSecretGiven, boolean local) {
        Optional<Secret> secret = adminSecret;
        if (secret.isPresent() && !secret.get().is(adminSecretGiven)) {
            return Verdict.ADMIN_BAD_SECRET;
        }
        return local || hasAdminSecret() ? Verdict.GOOD : Verdict.ADMIN_NOT_LOCAL;
    }

    /** Whether the Admin API has a secret that only its owner knows. */
    public boolean hasAdminSecret() {
        return adminSecret.filter(secret -> !secret.is(SAMPLE_ADMIN_SECRET)).isPresent();
    }

    private boolean counted(Verdict verdict) {
        LongAdder count = refused.get(verdict);
        if (count == null) return true;
        count.increment();
        return false;
    }

    /** How often keys of tokens should be looked at again: call {@link #refresh} as often. */
    public static long refreshSeconds() {
        return JwtKeys.PERIOD.toSeconds();
    }

    /** Looks at the keys of tokens again, in the background. */
    public void refresh() {
        tokens.ifPresent(Tokens::refresh);
    }

    /** Refusals by their reason, and what the tokens tell. */
    public List<Metric> metrics() {
        List<Metric> all = new ArrayList<>();
        refused.forEach((verdict, count) ->
                all.add(
                        Metric.counter(
                                        "authorization_refused",
                                        "Requests refused for their secret or token.",
                                        count.sum())
                                .with("reason", verdict.label())));
        tokens.ifPresent(kind -> all.addAll(kind.metrics()));
        return all;
    }
}
