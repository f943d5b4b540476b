package io.cardea.rtc.srtp;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whose AES and SHA-1 encrypt the packets.
 *
 * <p>Which one is better for a profile is decided once, when first asked for: OpenSSL's where it is
 * there and gives the known answers, else the JDK's. The system property {@value #PROPERTY} decides
 * otherwise: {@code jca} or {@code openssl}; one that is not usable is among the {@link
 * #complaints}, and the JDK's used.
 */
public enum SrtpCipher {
    /** The JDK's, everywhere. */
    JCA {
        @Override
        Transform aead(byte[] key, byte[] salt) {
            return new AeadTransform(key, salt);
        }

        @Override
        Transform counterMode(byte[] key, byte[] salt, byte[] authenticationKey, int tagLength) {
            return new CounterModeTransform(key, salt, authenticationKey, tagLength);
        }
    },

    /** The libcrypto of OpenSSL 3, where a system has it; leaves no garbage. */
    OPENSSL {
        @Override
        Transform aead(byte[] key, byte[] salt) {
            return new NativeAeadTransform(key, salt);
        }

        @Override
        Transform counterMode(byte[] key, byte[] salt, byte[] authenticationKey, int tagLength) {
            return new NativeCounterModeTransform(key, salt, authenticationKey, tagLength);
        }
    };

    /** The system property that decides instead of us. */
    public static final String PROPERTY = "cardea.srtp.cipher";

    abstract Transform aead(byte[] key, byte[] salt);

    abstract Transform counterMode(
            byte[] key, byte[] salt, byte[] authenticationKey, int tagLength);

    /** The one for sessions of that profile. */
    public static SrtpCipher of(SrtpProfile profile) {
        return Choice.INSTANCE.of(profile);
    }

    /** Whether it works on this machine. */
    public boolean isUsable(SrtpProfile profile) {
        return this == JCA || Choice.INSTANCE.isNativeUsable(profile);
    }

    /** What is used for which profile and why, in one line for a log. */
    public static String account() {
        return Choice.INSTANCE.account.toString();
    }

    /** What is not as it should be or as was wanted; empty if all is well. */
    public static List<String> complaints() {
        return List.copyOf(Choice.INSTANCE.complaints);
    }

    /** Made once, by the first who asks. */
    private static final class Choice {
        static final Choice INSTANCE = new Choice();

        private final Map<SrtpProfile, Boolean> usable = new EnumMap<>(SrtpProfile.class);
        private final Map<SrtpProfile, SrtpCipher> chosen = new EnumMap<>(SrtpProfile.class);
        private final Map<SrtpProfile, String> account = new EnumMap<>(SrtpProfile.class);
        private final List<String> complaints = new ArrayList<>();

        private Choice() {
            String wanted = System.getProperty(PROPERTY, "").toLowerCase(Locale.ROOT);
            boolean known = wanted.isEmpty() || wanted.equals("jca") || wanted.equals("openssl");
            if (!known) complaints.add("unknown " + PROPERTY + "=" + wanted);
            for (SrtpProfile profile : SrtpProfile.values()) {
                // Who wants the JDK's gets no native code at all.
                boolean works =
                        !wanted.equals("jca") && nativeWorks(profile, wanted.equals("openssl"));
                usable.put(profile, works);
                chosen.put(profile, works ? OPENSSL : JCA);
                account.putIfAbsent(profile, "JCA");
            }
        }

        private boolean nativeWorks(SrtpProfile profile, boolean wanted) {
            try {
                boolean right = KnownAnswers.hold(profile, OPENSSL);
                if (!right) complaints.add(Libcrypto.version() + " answers wrongly for " + profile);
                account.put(profile, right ? Libcrypto.version() : "JCA");
                return right;
            } catch (LinkageError e) {
                // No such library or function, native access forbidden, another system.
                account.put(profile, "JCA, for " + reason(e));
                if (wanted) complaints.add("no OpenSSL for " + profile + ": " + reason(e));
                return false;
            } catch (RuntimeException e) {
                complaints.add("OpenSSL fails for " + profile + ": " + reason(e));
                return false;
            }
        }

        private static String reason(Throwable e) {
            Throwable cause = e;
            while (cause.getCause() != null) cause = cause.getCause();
            return cause.toString();
        }

        SrtpCipher of(SrtpProfile profile) {
            return chosen.get(profile);
        }

        boolean isNativeUsable(SrtpProfile profile) {
            return usable.get(profile);
        }
    }
}
