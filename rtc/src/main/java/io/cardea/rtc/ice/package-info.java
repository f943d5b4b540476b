/** Interactive Connectivity Establishment (RFC 8445) and its gathering of candidates. */
@NullMarked
package io.cardea.rtc.ice;

import org.jspecify.annotations.NullMarked;
