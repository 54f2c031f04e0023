@NullMarked
package io.matriarch.fuzz;

import org.jspecify.annotations.NullMarked;
