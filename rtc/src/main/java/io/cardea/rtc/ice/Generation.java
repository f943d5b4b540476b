package io.cardea.rtc.ice;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.stun.Stun;
import io.cardea.rtc.stun.StunKey;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The credentials of both sides between one ICE restart and the next. */
final class Generation {
    private final IceCredentials local;
    private final StunKey localKey;
    private final byte[] localPrefix;
    private byte[] checkUsername = new byte[0];
    private byte[] username = new byte[0];
    private @Nullable IceCredentials remote;
    private @Nullable StunKey remoteKey;

    Generation(IceCredentials local) {
        this.local = local;
        this.localKey = StunKey.shortTerm(local.password());
        this.localPrefix = (local.ufrag() + ":").getBytes(StandardCharsets.UTF_8);
    }

    void remote(IceCredentials credentials) {
        remote = credentials;
        remoteKey = StunKey.shortTerm(credentials.password());
        checkUsername = username(credentials, local);
        username = username(local, credentials);
    }

    IceCredentials local() {
        return local;
    }

    boolean isComplete() {
        return remoteKey != null;
    }

    boolean hasRemote(IceCredentials credentials) {
        return credentials.equals(remote);
    }

    private static byte[] username(IceCredentials of, IceCredentials by) {
        return (of.ufrag() + ":" + by.ufrag()).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a request's USERNAME, at that index, names the ufrags of both sides. */
    boolean isBetweenUs(Packet lentRequest, int at) {
        return isComplete() && Stun.matches(lentRequest, at, username);
    }

    /** Whether a request's USERNAME, at that index, names our ufrag. */
    boolean isMeant(Packet lentRequest, int username) {
        return Stun.startsWith(lentRequest, username, localPrefix);
    }

    StunKey localKey() {
        return localKey;
    }

    StunKey remoteKey() {
        StunKey key = remoteKey;
        assert key != null : "no remote credentials";
        return key;
    }

    byte[] checkUsername() {
        return checkUsername;
    }
}
