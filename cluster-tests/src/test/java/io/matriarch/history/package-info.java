/// What clients asked of a cluster and what became of it, and the findings that it comes to: pure
/// functions. All times are those of System.nanoTime.
@NullMarked
package io.matriarch.history;

import org.jspecify.annotations.NullMarked;
