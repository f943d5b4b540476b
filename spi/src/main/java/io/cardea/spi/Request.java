package io.cardea.spi;

import java.util.Optional;

/**
 * A client's {@code message} to a plugin.
 *
 * @param body always an object
 * @param jsep the description that came with it, already checked and stripped
 */
public record Request(String transaction, Json body, Optional<Jsep> jsep) {}
