package io.cardea.fuzz;

import static io.cardea.fuzz.Input.require;

import io.cardea.rtc.ice.IceCandidate;
import java.net.InetAddress;
import java.util.Optional;

/** Candidate lines: what is read is written so that it reads the same. */
public final class IceCandidateFuzz {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.1");

    private IceCandidateFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        Optional<IceCandidate> parsed = IceCandidate.parse(new Input(data).text());
        if (parsed.isEmpty()) return;
        IceCandidate candidate = parsed.get();
        String line = candidate.line();
        IceCandidate again = IceCandidate.parse(line).orElseThrow();
        require(again.line().equals(line), "not the same: " + line);
        require(again.address().equals(candidate.address()), "another address: " + line);
        require(again.priority() == candidate.priority(), "another priority");
        require(again.type() == candidate.type(), "another type");
        require(candidate.resolved(ADDRESS).address().isPresent(), "not resolved");
    }
}
