package io.cardea.tools.load.scenario;

/** A VideoRoom's number. */
public record Room(long id) {}
