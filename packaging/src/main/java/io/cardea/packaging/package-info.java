/** What makes the distribution out of jars, besides Maven's plugins. Not shipped itself. */
@NullMarked
package io.cardea.packaging;

import org.jspecify.annotations.NullMarked;
