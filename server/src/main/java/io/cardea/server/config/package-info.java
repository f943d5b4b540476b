/**
 * Configuration files: Janus's {@code .jcfg} and {@code .cfg}, and what the server takes from them.
 *
 * <p>Read {@link io.cardea.server.config.ConfigFiles} (which file), {@link
 * io.cardea.server.config.Jcfg} and {@link io.cardea.server.config.Cfg} (how it is read), then
 * {@link io.cardea.server.config.ServerSettings} (what it means). Nothing here looks at the
 * environment; a setting is read once, at the start.
 */
@NullMarked
package io.cardea.server.config;

import org.jspecify.annotations.NullMarked;
