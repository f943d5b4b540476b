package io.cardea.packaging;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Which folder and package may use which: docs/architecture.md, section 1, as a test. */
final class DependencyDirectionTest {
    /** What each package of rtc may use besides packet; peer may use all. */
    private static final Map<String, List<String>> RTC =
            Map.of(
                    "packet", List.of(),
                    "stun", List.of(),
                    "ice", List.of("stun"),
                    "dtls", List.of("srtp", "sdp"),
                    "srtp", List.of("rtp"),
                    "rtp", List.of(),
                    "rtcp", List.of("rtp"),
                    "congestion", List.of("rtcp"),
                    "sctp", List.of(),
                    "sdp", List.of("rtp"));

    /** Top to bottom: a layer uses only those before it. */
    private static final List<String> LAYERS =
            List.of(
                    "rtc",
                    "media",
                    "spi",
                    "server",
                    "plugin",
                    "transport",
                    "events",
                    "broker",
                    "monitor",
                    "tracer");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.cardea");

    @Test
    void everyLayerWasFound() {
        for (String layer : LAYERS) {
            boolean found =
                    CLASSES.stream()
                            .anyMatch(c -> c.getPackageName().startsWith("io.cardea." + layer));
            Assertions.assertTrue(found, "no classes in " + layer);
        }
    }

    @Test
    void packagesOfRtcUseOnlyWhatTheyMay() {
        RTC.forEach((name, allowed) -> {
            List<String> forbidden = new ArrayList<>();
            for (String other : RTC.keySet()) {
                boolean fine =
                        other.equals(name) || other.equals("packet") || allowed.contains(other);
                if (!fine) forbidden.add("io.cardea.rtc." + other + "..");
            }
            forbidden.add("io.cardea.rtc.peer..");
            forbid("io.cardea.rtc." + name + "..", forbidden);
        });
    }

    @Test
    void rtcUsesOnlyTheJdkAndBouncyCastle() {
        noClasses()
                .that()
                .resideInAPackage("io.cardea.rtc..")
                .should()
                .dependOnClassesThat(
                        outside(
                                "io.cardea.rtc",
                                "java.",
                                "javax.",
                                "org.bouncycastle",
                                "org.jspecify"))
                .check(CLASSES);
    }

    @Test
    void rtcHasNoChannelsThreadsClocksOrLogs() {
        noClasses()
                .that()
                .resideInAPackage("io.cardea.rtc..")
                .and()
                .resideOutsideOfPackage("io.cardea.rtc.dtls..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.nio.channels..", "java.util.concurrent..", "java.util.logging..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.cardea.rtc..")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(System.Logger.class)
                .check(CLASSES);
    }

    @Test
    void mediaUsesOnlyRtc() {
        forbid("io.cardea.media..", "io.cardea.spi..", "io.cardea.server..");
    }

    @Test
    void theSpiUsesNothingOfOurs() {
        forbid("io.cardea.spi..", "io.cardea.rtc..", "io.cardea.media..", "io.cardea.server..");
    }

    @Test
    void pluginsAndTransportsUseOnlyTheSpi() {
        for (String part :
                List.of(
                        "io.cardea.plugin..",
                        "io.cardea.transport..",
                        "io.cardea.events..",
                        "io.cardea.broker..")) {
            forbid(part, "io.cardea.rtc..", "io.cardea.media..", "io.cardea.server..");
        }
        forbid("io.cardea.plugin..", "io.cardea.transport..");
        forbid("io.cardea.transport..", "io.cardea.plugin..", "io.cardea.events..");
        forbid("io.cardea.events..", "io.cardea.plugin..");
        forbid("io.cardea.broker..", "io.cardea.plugin..");
        forbid("io.cardea.plugin..", "io.cardea.events..", "io.cardea.broker..");
    }

    @Test
    void theServerKnowsNoConcreteModule() {
        forbid(
                "io.cardea.server..",
                "io.cardea.plugin..",
                "io.cardea.transport..",
                "io.cardea.events..",
                "io.cardea.broker..",
                "io.cardea.monitor..",
                "io.cardea.tracer..");
    }

    @Test
    void monitorsAndTracersUseOnlyTheSpi() {
        for (String part : List.of("io.cardea.monitor..", "io.cardea.tracer..")) {
            forbid(
                    part,
                    "io.cardea.rtc..",
                    "io.cardea.media..",
                    "io.cardea.server..",
                    "io.cardea.plugin..",
                    "io.cardea.transport..");
        }
    }

    @Test
    void onlyMonitorsAndTracersKnowTheirLibraries() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.cardea.monitor..", "io.cardea.tracer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.prometheus..", "io.opentelemetry..")
                .check(CLASSES);
    }

    @Test
    void nothingShippedUsesTheTestkit() {
        forbid("io.cardea..", "io.cardea.testkit..");
    }

    private static void forbid(String from, String... to) {
        forbid(from, Arrays.asList(to));
    }

    private static void forbid(String from, List<String> to) {
        noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to.toArray(String[]::new))
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> outside(String... prefixes) {
        return DescribedPredicate.describe(
                "outside " + String.join(", ", prefixes),
                c ->
                        !c.getBaseComponentType().isPrimitive()
                                && Arrays.stream(prefixes)
                                        .noneMatch(p ->
                                                c.getBaseComponentType()
                                                        .getPackageName()
                                                        .concat(".")
                                                        .startsWith(p)));
    }
}
