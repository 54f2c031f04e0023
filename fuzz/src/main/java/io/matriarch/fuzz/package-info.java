/// Seeded fuzzing for the tests of all modules.
@NullMarked
package io.matriarch.fuzz;

import org.jspecify.annotations.NullMarked;
