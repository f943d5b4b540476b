/** What clients may have and do, at most; what they asked for beyond is refused and counted. */
@org.jspecify.annotations.NullMarked
package io.cardea.server.limit;
