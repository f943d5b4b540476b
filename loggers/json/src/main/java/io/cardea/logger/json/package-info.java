/** The log as JSON, an object a line. */
@NullMarked
package io.cardea.logger.json;

import org.jspecify.annotations.NullMarked;
