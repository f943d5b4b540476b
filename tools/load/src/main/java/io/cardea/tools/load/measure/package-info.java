/** What is measured: a second of the generator's, a second of the server's. */
@NullMarked
package io.cardea.tools.load.measure;

import org.jspecify.annotations.NullMarked;
