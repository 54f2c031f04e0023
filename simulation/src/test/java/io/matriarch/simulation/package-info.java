@NullMarked
package io.matriarch.simulation;

import org.jspecify.annotations.NullMarked;
