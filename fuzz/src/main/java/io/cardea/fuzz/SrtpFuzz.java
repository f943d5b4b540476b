package io.cardea.fuzz;

import static io.cardea.fuzz.Input.require;

import io.cardea.rtc.packet.Packet;
import io.cardea.rtc.srtp.Drop;
import io.cardea.rtc.srtp.SrtpProfile;
import io.cardea.rtc.srtp.SrtpSession;
import java.util.Arrays;

/**
 * SRTP and SRTCP of every profile: arbitrary packets, and good ones that were changed on the way.
 *
 * <p>Nothing but what was protected may ever come out, and that once.
 */
public final class SrtpFuzz {
    private static final int MAX_PACKETS = 16;
    private static final SrtpProfile[] PROFILES = SrtpProfile.values();

    private SrtpFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Input input = new Input(data);
        SrtpProfile profile = PROFILES[input.u8() % PROFILES.length];
        byte[] key = filled(profile.keyLength(), 1);
        byte[] salt = filled(profile.saltLength(), 2);
        try (SrtpSession sender = new SrtpSession(profile, key, salt);
                SrtpSession receiver = new SrtpSession(profile, key, salt)) {
            for (int i = 0; i < MAX_PACKETS && !input.isEmpty(); i++) {
                int choice = input.u8();
                boolean rtcp = (choice & 1) != 0;
                if ((choice & 2) != 0) {
                    raw(receiver, rtcp, input.chunk());
                } else {
                    tampered(sender, receiver, rtcp, input);
                }
            }
        }
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static void raw(SrtpSession receiver, boolean rtcp, byte[] datagram) {
        Packet packet = Input.fill(new Packet(), datagram);
        require(unprotect(receiver, rtcp, packet) != Drop.NONE, "a forged packet got through");
    }

    private static void tampered(
            SrtpSession sender, SrtpSession receiver, boolean rtcp, Input input) {
        int at = input.u16();
        int flip = input.u8();
        int cut = input.u8();
        Packet plain = Input.fill(new Packet(), input.chunk());
        Packet packet = Packet.of(plain.toBytes());
        if (!(rtcp ? sender.protectRtcp(packet) : sender.protect(packet))) {
            require(Arrays.equals(plain.toBytes(), packet.toBytes()), "refused, but changed");
            return;
        }
        byte[] good = packet.toBytes();
        if (at < good.length) packet.put8(at, packet.u8(at) ^ flip);
        packet.length(Math.max(0, good.length - cut));
        boolean same = Arrays.equals(good, packet.toBytes());
        Drop drop = unprotect(receiver, rtcp, packet);
        if (!same) {
            require(drop != Drop.NONE, "a changed packet got through");
            return;
        }
        // Indexes far from what came before are read in another epoch, and so not accepted.
        if (drop != Drop.NONE) return;
        require(Arrays.equals(plain.toBytes(), packet.toBytes()), "decrypted to something else");
        Packet again = Packet.of(good);
        require(unprotect(receiver, rtcp, again) != Drop.NONE, "a replayed packet got through");
    }

    private static Drop unprotect(SrtpSession receiver, boolean rtcp, Packet packet) {
        return rtcp ? receiver.unprotectRtcp(packet) : receiver.unprotect(packet);
    }
}
