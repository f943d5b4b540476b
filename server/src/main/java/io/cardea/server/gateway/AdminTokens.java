package io.cardea.server.gateway;

import io.cardea.server.auth.StoredTokens;
import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import io.cardea.spi.ModuleInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The Admin API's requests about stored tokens. Any thread. */
final class AdminTokens {
    private static final Fields TOKEN = Fields.NONE.mandatory("token", Kind.STRING);
    private static final Fields WITH_PLUGINS = TOKEN.optional("plugins", Kind.ARRAY);

    private final Optional<StoredTokens> stored;
    private final Modules modules;

    /**
     * @param stored empty when there are none: everything is refused
     */
    AdminTokens(Optional<StoredTokens> stored, Modules modules) {
        this.stored = stored;
        this.modules = modules;
    }

    /** The reply, or empty if the request is about something else. */
    Optional<Json> serve(Json request, String name) {
        return switch (name) {
            case "add_token" -> Optional.of(add(tokens(), request));
            case "allow_token" -> Optional.of(change(tokens(), request, true));
            case "disallow_token" -> Optional.of(change(tokens(), request, false));
            case "list_tokens" -> Optional.of(list(tokens(), request));
            case "remove_token" -> Optional.of(remove(tokens(), request));
            default -> Optional.empty();
        };
    }

    private StoredTokens tokens() {
        return stored.orElseThrow(
                () -> ApiException.unknown("Stored-Token based authentication disabled"));
    }

    private Json add(StoredTokens tokens, Json request) {
        AdminApi.check(WITH_PLUGINS, request);
        String token = token(request);
        if (!tokens.add(token)) throw ApiException.unknown("Error adding token");
        Optional<Json> plugins = request.get("plugins");
        // compat: what names no plugin is passed over
        List<String> wanted = new ArrayList<>();
        plugins.ifPresent(list ->
                list.elements().stream()
                        .filter(name -> name.isString() && isPlugin(name.string()))
                        .forEach(name -> wanted.add(name.string())));
        tokens.allow(token, plugins.isPresent() ? wanted : allPlugins());
        return allowed(tokens, token, request);
    }

    private Json change(StoredTokens tokens, Json request, boolean allow) {
        AdminApi.check(WITH_PLUGINS, request);
        String token = token(request);
        if (!tokens.isKnown(token)) throw ApiException.noToken(token);
        List<Json> names = request.get("plugins").orElseGet(Json::array).elements();
        if (names.isEmpty()) throw ApiException.element("plugins should be a non-empty array");
        if (!names.stream().allMatch(name -> name.isString() && isPlugin(name.string()))) {
            throw ApiException.element("some of the provided plugins are invalid");
        }
        List<String> plugins = names.stream().map(Json::string).toList();
        if (allow) {
            tokens.allow(token, plugins);
        } else {
            tokens.disallow(token, plugins);
        }
        return allowed(tokens, token, request);
    }

    private static Json list(StoredTokens tokens, Json request) {
        Json all = Json.array();
        tokens.all()
                .forEach((token, plugins) -> {
                    // compat: one that opens nothing is not told
                    if (plugins.isEmpty()) return;
                    all.add(
                            Json.object()
                                    .put("token", token)
                                    .put("allowed_plugins", names(plugins)));
                });
        return Replies.of("success", request).put("data", Json.object().put("tokens", all));
    }

    private static Json remove(StoredTokens tokens, Json request) {
        AdminApi.check(TOKEN, request);
        if (!tokens.remove(token(request))) throw ApiException.unknown("Error removing token");
        return Replies.of("success", request);
    }

    private static Json allowed(StoredTokens tokens, String token, Json request) {
        Json plugins = names(tokens.plugins(token).orElse(Set.of()));
        return Replies.of("success", request).put("data", Json.object().put("plugins", plugins));
    }

    private static Json names(Set<String> plugins) {
        Json names = Json.array();
        plugins.forEach(names::add);
        return names;
    }

    private static String token(Json request) {
        return request.string("token", "");
    }

    private boolean isPlugin(String name) {
        return modules.plugin(name).isPresent();
    }

    private List<String> allPlugins() {
        return modules.plugins().stream().map(ModuleInfo::packageName).toList();
    }
}
