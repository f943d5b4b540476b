package io.cardea.server.gateway;

import io.cardea.server.limit.Limits;
import io.cardea.spi.Fields;
import io.cardea.spi.Fields.Kind;
import io.cardea.spi.Json;
import io.cardea.spi.Plugin;
import java.util.Optional;

/** {@code attach}: a new handle in a session. */
final class Attach {
    private static final Fields FIELDS =
            Fields.NONE
                    .mandatory("plugin", Kind.STRING)
                    .optional("opaque_id", Kind.STRING)
                    .optional("loop_index", Kind.POSITIVE_INTEGER);

    private final Modules modules;
    private final Sessions sessions;
    private final PluginHandle.Surroundings surroundings;
    private final Authorization authorization;
    private final Limits limits;
    private final boolean choosesLoop;

    /**
     * @param choosesLoop whether clients may choose the media loop
     */
    Attach(
            Modules modules,
            Sessions sessions,
            PluginHandle.Surroundings surroundings,
            Authorization authorization,
            Limits limits,
            boolean choosesLoop) {
        this.authorization = authorization;
        this.limits = limits;
        this.choosesLoop = choosesLoop;
        this.modules = modules;
        this.sessions = sessions;
        this.surroundings = surroundings;
    }

    Json serve(Session session, Json request) {
        FIELDS.check(request)
                .ifPresent(flaw -> {
                    throw ApiException.flaw(flaw);
                });
        String name = request.string("plugin", "");
        Plugin plugin = modules.plugin(name).orElseThrow(() -> ApiException.noPlugin(name));
        if (!authorization.opens(token(request), name)) {
            throw ApiException.unauthorizedPlugin(name);
        }
        if (!limits.permitsHandle(session.takeSeat())) {
            session.leaveSeat();
            throw ApiException.tooManyHandles(limits.settings().handlesPerSession());
        }
        PluginHandle handle = make(session, plugin, request);
        try {
            handle.attach();
        } catch (RuntimeException e) {
            session.leaveSeat();
            surroundings.faults().report("attach failed plugin=" + name, e);
            handle.startEnding();
            throw ApiException.attach(-1);
        }
        if (!session.add(handle)) {
            session.leaveSeat();
            handle.startEnding();
            handle.finish(() -> {});
            throw ApiException.noSession(session.id());
        }
        handle.report("attached");
        return Replies.of("success", request).put("data", Json.object().put("id", handle.id()));
    }

    private PluginHandle make(Session session, Plugin plugin, Json request) {
        long id = sessions.newId(candidate -> session.handle(candidate).isEmpty());
        long wanted = choosesLoop ? request.integer("loop_index", -1) : -1;
        int loop = (int) Math.min(wanted, Integer.MAX_VALUE);
        return new PluginHandle(
                id,
                session,
                plugin,
                new PluginHandle.Asked(
                        request.get("opaque_id").map(Json::string), token(request), loop),
                surroundings);
    }

    private static Optional<String> token(Json request) {
        return request.get("token").filter(Json::isString).map(Json::string);
    }
}
