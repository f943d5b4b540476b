package io.cardea.plugin.videoroom;

import io.cardea.spi.Json;
import java.util.HashMap;
import java.util.Map;

/** The requests that are answered at once: for handles and for the Admin API. Any thread. */
final class Management {
    /** One request. */
    interface Verb {
        /**
         * Serves it.
         *
         * @throws RoomError if it is refused
         */
        Json serve(Json body);
    }

    private final Map<String, Verb> verbs = new HashMap<>();

    Management(Environment environment) {
        verbs.put("create", new CreateRoom(environment));
        verbs.put("edit", new EditRoom(environment));
        verbs.put("destroy", new DestroyRoom(environment));
        verbs.put("list", new ListRooms(environment));
        verbs.put("exists", new Exists(environment));
        verbs.put("allowed", new Allowed(environment));
        verbs.put("kick", new Kick(environment));
        verbs.put("moderate", new Moderate(environment));
        verbs.put("listparticipants", new ListParticipants(environment));
        verbs.put("enable_recording", new EnableRecording(environment));
        verbs.put("rtp_forward", new RtpForward(environment));
        verbs.put("stop_rtp_forward", new StopRtpForward(environment));
        verbs.put("listforwarders", new ListForwarders(environment));
        verbs.put("publish_remotely", new PublishRemotely(environment));
        verbs.put("unpublish_remotely", new UnpublishRemotely(environment));
        verbs.put("listremotes", new ListRemotes(environment));
        verbs.put("list_remotes", new ListRemotes(environment));
        verbs.put("add_remote_publisher", new AddRemotePublisher(environment));
        verbs.put("update_remote_publisher", new UpdateRemotePublisher(environment));
        verbs.put("remove_remote_publisher", new RemoveRemotePublisher(environment));
    }

    Json serve(String name, Json body) {
        Verb verb = verbs.get(name);
        if (verb == null) throw Requests.unknown(name);
        return verb.serve(body);
    }
}
