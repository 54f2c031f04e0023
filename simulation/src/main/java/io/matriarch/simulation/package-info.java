/// A whole cluster in one thread and in virtual time.
@NullMarked
package io.matriarch.simulation;

import org.jspecify.annotations.NullMarked;
