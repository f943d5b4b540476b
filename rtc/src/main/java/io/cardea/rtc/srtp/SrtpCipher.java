package io.cardea.rtc.srtp;

import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Whose AES and SHA-1 encrypt the packets.
 *
 * <p>Which one is better for a profile is decided once, when first asked for: OpenSSL's where it is
 * there and gives the known answers, else the JDK's. The system property {@value #PROPERTY} decides
 * otherwise: {@code jca} or {@code openssl}; one that is not usable is complained about, and the
 * JDK's used.
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

    /** Made once, by the first who asks. */
    private static final class Choice {
        private static final System.Logger LOG = System.getLogger(SrtpCipher.class.getName());

        static final Choice INSTANCE = new Choice();

        private final Map<SrtpProfile, Boolean> usable = new EnumMap<>(SrtpProfile.class);
        private final Map<SrtpProfile, SrtpCipher> chosen = new EnumMap<>(SrtpProfile.class);

        private Choice() {
            String wanted = System.getProperty(PROPERTY, "").toLowerCase(Locale.ROOT);
            boolean known = wanted.isEmpty() || wanted.equals("jca") || wanted.equals("openssl");
            if (!known) LOG.log(Level.WARNING, "srtp cipher unknown " + PROPERTY + "=" + wanted);
            for (SrtpProfile profile : SrtpProfile.values()) {
                // Who wants the JDK's gets no native code at all.
                boolean works =
                        !wanted.equals("jca") && nativeWorks(profile, wanted.equals("openssl"));
                SrtpCipher cipher = works ? OPENSSL : JCA;
                usable.put(profile, works);
                chosen.put(profile, cipher);
                LOG.log(Level.DEBUG, () -> "srtp cipher profile=" + profile + " cipher=" + cipher);
            }
        }

        private static boolean nativeWorks(SrtpProfile profile, boolean wanted) {
            Level level = wanted ? Level.WARNING : Level.DEBUG;
            try {
                boolean right = KnownAnswers.hold(profile, OPENSSL);
                String says = right ? "usable" : "answers wrongly";
                LOG.log(
                        right ? Level.DEBUG : Level.WARNING,
                        () -> "srtp " + Libcrypto.version() + " " + says + " profile=" + profile);
                return right;
            } catch (LinkageError e) {
                // No such library or function, native access forbidden, another system.
                LOG.log(level, "srtp without openssl profile=" + profile + " reason=" + reason(e));
                return false;
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "srtp openssl fails profile=" + profile, e);
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
