/** Two servers under the same load, in turns: what their rounds come to. */
@NullMarked
package io.cardea.tools.load.compare;

import org.jspecify.annotations.NullMarked;
